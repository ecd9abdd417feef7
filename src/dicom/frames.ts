import { refusal, RefusalError } from '../errors/refusal-error.ts';
import { type Dataset, number } from './dataset.ts';
import type { Fragments } from './fragments.ts';
import { frameCount } from './instance.ts';
import { LIMITS } from './limits.ts';

/**
 * Bytes of the native pixel data that a header announces (PS3.5 8.1). Throws RefusalError UNDECODABLE, DAMAGED or TOO_LARGE when it
 * announces none, or too much.
 */
export function announcedBytes(header: Dataset, origin: string): number {
  return Math.ceil(checkedCount(header, 0, origin) * frameBytes(header, origin));
}

/** One byte array per frame from native pixel data. Throws RefusalError as `announcedBytes`, and DAMAGED when bytes are missing. */
export function cutNative(pixels: Uint8Array, header: Dataset, origin: string): Uint8Array[] {
  const expected = announcedBytes(header, origin);
  const size = frameBytes(header, origin);
  if (pixels.length < expected)
    throw new RefusalError(refusal('DAMAGED.short', { origin, found: pixels.length, expected }));
  return Array.from({ length: frameCount(header) }, (_, frame) => pixels.subarray(frame * size, (frame + 1) * size));
}

/**
 * One byte array per frame from the fragments of an encapsulated object (PS3.5 A.4): as the offset table says, where it agrees with the
 * fragments; as a rule one fragment per frame; a single frame takes all fragments; else a frame begins where a code stream begins.
 * Throws RefusalError DAMAGED when that does not make up the frames that the header announces.
 */
export function joinFragments(
  { fragments, offsets, starts }: Fragments,
  header: Dataset,
  origin: string,
): Uint8Array[] {
  const count = checkedCount(header, fragments.length, origin);
  if (count === 1) return [concat(fragments)];
  const firsts = offsets.map((offset) => starts.indexOf(offset));
  const isTable = firsts.length === count && firsts.every((first, i) => first > (firsts[i - 1] ?? -1));
  if (isTable && firsts[0] === 0) return firsts.map((first, i) => concat(fragments.slice(first, firsts[i + 1])));
  if (fragments.length === count) return [...fragments];
  const frames: Uint8Array[][] = [];
  for (const fragment of fragments) {
    if (startsCodeStream(fragment) || frames.length === 0) frames.push([]);
    frames.at(-1)?.push(fragment);
  }
  if (frames.length !== count)
    throw new RefusalError(refusal('DAMAGED.frames', { origin, expected: count, found: frames.length }));
  return frames.map(concat);
}

function frameBytes(header: Dataset, origin: string): number {
  const [rows, columns] = [number(header, 'Rows') ?? 0, number(header, 'Columns') ?? 0];
  const samples = number(header, 'SamplesPerPixel') ?? 1;
  const bits = number(header, 'BitsAllocated') ?? 0;
  const bytes = (rows * columns * samples * bits) / 8;
  if (bytes > 0) return bytes;
  throw new RefusalError(refusal('UNDECODABLE.format', { origin, rows, columns, samples, bits }));
}

function checkedCount(header: Dataset, found: number, origin: string): number {
  const expected = frameCount(header);
  if (!Number.isInteger(expected) || expected < 1)
    throw new RefusalError(refusal('DAMAGED.frames', { origin, expected, found }));
  if (expected <= LIMITS.elements) return expected;
  throw new RefusalError(refusal('TOO_LARGE.elements', { origin, most: LIMITS.elements }));
}

/** Start of image of the JPEG family (FFD8) or of a JPEG 2000 code stream (FF4F). */
function startsCodeStream(fragment: Uint8Array): boolean {
  return fragment[0] === 0xff && (fragment[1] === 0xd8 || fragment[1] === 0x4f);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : new Uint8Array(Buffer.concat(parts));
}
