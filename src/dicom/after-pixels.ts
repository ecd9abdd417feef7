import { refusal, RefusalError } from '../errors/refusal-error.ts';
import { type ElementHead, type Encoding, readHead, tagName } from './element.ts';

/**
 * Throws RefusalError DAMAGED when bytes follow native pixel data that are neither an element of a later tag (PS3.5 7.1: tags ascend) nor
 * zeros that fill a block: a piece of the pixels came twice, and all that follows it has moved.
 */
export function refuseMorePixels(
  dataset: Uint8Array,
  { tag, valueAt, length = 0 }: ElementHead,
  encoding: Encoding,
  origin: string,
): void {
  const rest = dataset.subarray(valueAt + length);
  if (rest.every((byte) => byte === 0)) return;
  const next = readHead(new DataView(rest.buffer, rest.byteOffset, rest.byteLength), 0, encoding);
  if (next !== undefined && next.tag > tag && next.valueAt + (next.length ?? 0) <= rest.length) return;
  const reason = `${rest.length} bytes follow ${tagName(tag)} that are no element`;
  throw new RefusalError(refusal('DAMAGED.unreadable', { origin, reason }));
}
