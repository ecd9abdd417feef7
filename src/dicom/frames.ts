import { refusal, RefusalError } from '../errors/refusal-error.ts';
import { type Dataset, number } from './dataset.ts';
import { frameCount } from './instance.ts';

/**
 * One byte array per frame from the value of PixelData: fragments of an encapsulated object (PS3.5 A.4), or one block of native pixels.
 * Throws RefusalError DAMAGED when the bytes do not make up the frames that the header announces.
 */
export function splitFrames(
  blocks: readonly Uint8Array[],
  header: Dataset,
  encapsulated: boolean,
  origin: string,
): Uint8Array[] {
  const count = frameCount(header);
  return encapsulated ? joinFragments(blocks, count, origin) : cutNative(concat(blocks), header, count, origin);
}

function cutNative(pixels: Uint8Array, header: Dataset, count: number, origin: string): Uint8Array[] {
  const bits = number(header, 'BitsAllocated') ?? 0;
  const samples = number(header, 'SamplesPerPixel') ?? 1;
  const size = ((number(header, 'Rows') ?? 0) * (number(header, 'Columns') ?? 0) * samples * bits) / 8;
  if (pixels.length < size * count)
    throw new RefusalError(refusal('DAMAGED.short', { origin, found: pixels.length, expected: size * count }));
  return Array.from({ length: count }, (_, frame) => pixels.subarray(frame * size, (frame + 1) * size));
}

/**
 * Without an offset table: as a rule one fragment per frame; a single frame takes all fragments; else a frame begins where a code stream
 * begins.
 */
function joinFragments(fragments: readonly Uint8Array[], count: number, origin: string): Uint8Array[] {
  if (fragments.length === count) return [...fragments];
  if (count === 1) return [concat(fragments)];
  const frames: Uint8Array[][] = [];
  for (const fragment of fragments) {
    if (startsCodeStream(fragment) || frames.length === 0) frames.push([]);
    frames.at(-1)?.push(fragment);
  }
  if (frames.length !== count)
    throw new RefusalError(refusal('DAMAGED.frames', { origin, expected: count, found: frames.length }));
  return frames.map(concat);
}

/** Start of image of the JPEG family (FFD8) or of a JPEG 2000 code stream (FF4F). */
function startsCodeStream(fragment: Uint8Array): boolean {
  return fragment[0] === 0xff && (fragment[1] === 0xd8 || fragment[1] === 0x4f);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : new Uint8Array(Buffer.concat(parts));
}
