import { refusal, RefusalError } from '../errors/refusal-error.ts';
import { readHead, TAG, tagName } from './element.ts';
import { LIMITS } from './limits.ts';

/** The value of encapsulated pixel data: PS3.5 A.4. */
export interface Fragments {
  readonly fragments: readonly Uint8Array[];
  /** Where each fragment's item begins, counted as the offset table does: from the item of the first. */
  readonly starts: readonly number[];
  /** The Basic Offset Table as written, [] where it is empty. */
  readonly offsets: readonly number[];
}

/**
 * Finds the fragments of the pixel data whose value begins at `at`; nothing is copied. The last delimiter may be missing. Throws
 * RefusalError DAMAGED when a fragment is longer than what is there, TOO_LARGE beyond LIMITS.elements.
 */
export function readFragments(bytes: Uint8Array, at: number, origin: string): Fragments {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [table, ...items] = itemsOf(view, at, origin);
  if (table === undefined) return { fragments: [], starts: [], offsets: [] };
  const [first] = items;
  return {
    fragments: items.map(({ from, length }) => bytes.subarray(from, from + length)),
    starts: items.map(({ from }) => from - (first?.from ?? 0)),
    offsets: Array.from({ length: table.length >> 2 }, (_, i) => view.getUint32(table.from + 4 * i, true)),
  };
}

interface Item {
  readonly from: number;
  readonly length: number;
}

function itemsOf(view: DataView, start: number, origin: string): Item[] {
  const damaged = (reason: string) => new RefusalError(refusal('DAMAGED.unreadable', { origin, reason }));
  const items: Item[] = [];
  for (let at = start; at < view.byteLength;) {
    const head = readHead(view, at, { implicit: false, littleEndian: true });
    if (head === undefined || head.tag === TAG.sequenceEnd) break;
    const { tag, valueAt: from, length } = head;
    if (tag !== TAG.item || length === undefined)
      throw damaged(`${tagName(tag)} is among the fragments of its pixel data`);
    if (from + length > view.byteLength) throw damaged('a fragment of its pixel data is cut short');
    if (items.length === LIMITS.elements)
      throw new RefusalError(refusal('TOO_LARGE.elements', { origin, most: LIMITS.elements }));
    items.push({ from, length });
    at = from + length;
  }
  return items;
}
