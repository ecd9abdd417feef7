import {
  dictionaryVr,
  type ElementHead,
  type ElementEncoding,
  hasVr,
  headAt,
  headBytes,
  IMPLICIT_LITTLE_ENDIAN,
  UNDEFINED_LENGTH,
} from './element-head.ts';

/** Deeper nesting is not followed: no object of the standard needs it. */
const MAX_DEPTH = 32;

const ITEM = 0xe000;
const ITEM_END = 0xe00d;
const SEQUENCE_END = 0xe0dd;

/** Bytes that stand for an element or an item, and where the next one begins. */
interface Copied {
  readonly parts: readonly Uint8Array[];
  readonly next: number;
}

/**
 * The public elements of a dataset, byte for byte, at every depth. Private ones (odd groups) are stepped over and not parsed. Sequences
 * get a defined length. One that is written as UN, in implicit little endian whatever the dataset is in (PS3.5 6.2.2, CP-246), becomes a
 * sequence in the encoding of the dataset. From the first element on that cannot be followed, the bytes stay as they are: the parser
 * says what is wrong with them.
 */
export function publicElements(dataset: Uint8Array, encoding: ElementEncoding): Uint8Array[] {
  const view = new DataView(dataset.buffer, dataset.byteOffset, dataset.byteLength);
  const copied: Uint8Array[] = [];
  let at = 0;
  try {
    while (at < dataset.length) {
      const { parts, next } = copyElement({ view, end: dataset.length, to: encoding, depth: 0 }, at, encoding);
      append(copied, parts);
      at = next;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    copied.push(dataset.subarray(at));
  }
  return copied;
}

interface Context {
  readonly view: DataView;
  /** No value may reach beyond. */
  readonly end: number;
  readonly to: ElementEncoding;
  readonly depth: number;
}

function copyElement(context: Context, at: number, from: ElementEncoding): Copied {
  const head = headAt(context.view, at, from);
  const { group, length, valueAt } = head;
  const isPrivate = group % 2 === 1;
  if (length !== UNDEFINED_LENGTH && isPrivate) return { parts: [], next: within(context, valueAt + length) };
  const known = isPrivate ? undefined : dictionaryVr(head);
  const vr = head.vr === '' || head.vr === 'UN' ? (known ?? 'UN') : head.vr;
  if (length === UNDEFINED_LENGTH && (vr === 'OB' || vr === 'OW') && from.explicit && head.vr !== 'UN')
    return copyFragments(context, at, head, from);
  if (length === UNDEFINED_LENGTH) return copySequence(context, head, from, vr === 'SQ');
  if (vr === 'SQ') return copyBounded(context, at, head, from);
  return copyValue(context, at, head, from, vr);
}

/** A sequence that says where it ends: what cannot be followed in it does not hide what comes after. */
function copyBounded(context: Context, at: number, head: ElementHead, from: ElementEncoding): Copied {
  const next = within(context, head.valueAt + head.length);
  try {
    return copySequence(context, head, from, true);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { parts: head.vr === 'UN' ? [] : [bytes(context.view, at, next)], next };
  }
}

/** An element that is not a sequence; its VR is written where the source has none and the copy needs one. */
function copyValue(context: Context, at: number, head: ElementHead, from: ElementEncoding, vr: string): Copied {
  const { view, to } = context;
  const next = within(context, head.valueAt + head.length);
  if (to.explicit === (head.vr !== '')) return { parts: [bytes(view, at, next)], next };
  // Values of another byte order would have to be swapped.
  if (to.littleEndian !== from.littleEndian) return { parts: [], next };
  return { parts: [headBytes(head, vr, head.length, to), bytes(view, head.valueAt, next)], next };
}

/** Pixel data in fragments (PS3.5 A.4). */
function copyFragments(context: Context, at: number, { valueAt }: ElementHead, from: ElementEncoding): Copied {
  let next = valueAt;
  for (;;) {
    const { group, element, length, valueAt: value } = headAt(context.view, next, from);
    if (group !== 0xfffe) throw new RangeError('no fragment');
    next = within(context, element === SEQUENCE_END ? value : value + length);
    if (element === SEQUENCE_END) return { parts: [bytes(context.view, at, next)], next };
  }
}

function copySequence(context: Context, head: ElementHead, from: ElementEncoding, kept: boolean): Copied {
  const { view, to, depth } = context;
  if (depth >= MAX_DEPTH) throw new RangeError('nested too deep');
  const unbounded = head.length === UNDEFINED_LENGTH;
  const end = unbounded ? context.end : within(context, head.valueAt + head.length);
  const inner = { ...context, end, depth: depth + 1 };
  const items: Uint8Array[] = [];
  let at = head.valueAt;
  while (unbounded || at < end) {
    const { group, element, length, valueAt } = headAt(view, at, head.vr === 'UN' ? IMPLICIT_LITTLE_ENDIAN : from);
    if (group !== 0xfffe || (element !== ITEM && element !== SEQUENCE_END)) throw new RangeError('no item');
    at = valueAt;
    if (element === SEQUENCE_END) break;
    const item = copyItem(inner, at, length, head.vr === 'UN' ? encodingOfUn(view, at) : from);
    append(items, [headBytes({ group, element }, '', size(item.parts), to), ...item.parts]);
    at = item.next;
  }
  const parts = kept && keepsOrder(head, from, to) ? [headBytes(head, 'SQ', size(items), to), ...items] : [];
  return { parts, next: unbounded ? at : end };
}

function copyItem(context: Context, at: number, length: number, from: ElementEncoding): Copied {
  const end = length === UNDEFINED_LENGTH ? context.end : within(context, at + length);
  const parts: Uint8Array[] = [];
  let next = at;
  while (length === UNDEFINED_LENGTH || next < end) {
    const { group, element, valueAt } = headAt(context.view, next, from);
    if (group === 0xfffe && element === ITEM_END) return { parts, next: valueAt };
    // Without its own end, an item ends with its sequence.
    if (group === 0xfffe && element === SEQUENCE_END) return { parts, next };
    const copied = copyElement({ ...context, end }, next, from);
    append(parts, copied.parts);
    next = copied.next;
  }
  return { parts, next };
}

/** Items of a sequence that is written as UN have no VR; some writers leave the VR in. */
function encodingOfUn(view: DataView, at: number): ElementEncoding {
  return { explicit: at + 8 <= view.byteLength && hasVr(view, at), littleEndian: true };
}

/** Whether the content of a sequence can be copied: that of UN is little endian, wherever it stands. */
function keepsOrder(head: ElementHead, from: ElementEncoding, to: ElementEncoding): boolean {
  return from.littleEndian === to.littleEndian && (head.vr !== 'UN' || to.littleEndian);
}

/** Without arguments by the thousand, for which there is no room on the stack. */
function append(parts: Uint8Array[], more: readonly Uint8Array[]): void {
  for (const part of more) parts.push(part);
}

function within({ end }: Context, at: number): number {
  if (at > end) throw new RangeError('a value ends after what it is part of');
  return at;
}

function bytes(view: DataView, from: number, to: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + from, to - from);
}

function size(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
