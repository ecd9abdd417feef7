import { nextLabelled } from '../volume/volume.ts';

/** One frame of a SEG: the pixels of one slice that belong to one segment. */
export interface SegFrame {
  /** Label in the mask. */
  readonly value: number;
  /** Segment number in the SEG, 1-based. */
  readonly segmentNumber: number;
  /** Slice index in the mask. */
  readonly z: number;
}

type Shape = readonly [z: number, y: number, x: number];

/** The labels of `values` that occur in the mask, in the order of `values`: the number of a segment is its position here, from 1. */
export function occurringValues(mask: Uint8Array, values: readonly number[]): number[] {
  return values.filter((value) => mask.includes(value));
}

/** The frames that are not empty, segment by segment and slice by slice. Mask [z,y,x]. */
export function nonEmptyFrames(mask: Uint8Array, shape: Shape, values: readonly number[]): SegFrame[] {
  const pixels = shape[1] * shape[2];
  return values.flatMap((value, index) =>
    Array.from({ length: shape[0] }, (_, z) => ({ value, segmentNumber: index + 1, z })).filter(({ z }) =>
      mask.subarray(z * pixels, (z + 1) * pixels).includes(value),
    ),
  );
}

/** The slices in which any of `values` occurs, in the order of the mask. */
export function labelledSlices(mask: Uint8Array, shape: Shape, values: readonly number[]): number[] {
  return [...new Set(nonEmptyFrames(mask, shape, values).map(({ z }) => z))].sort((a, b) => a - b);
}

/** The slices one after the other, each pixel the number of its segment (the position of its label in `values`, from 1), else 0. */
export function labelFrames(
  mask: Uint8Array,
  shape: Shape,
  slices: readonly number[],
  values: readonly number[],
): Uint8Array {
  const pixels = shape[1] * shape[2];
  const numbers = Uint8Array.from({ length: 256 }, (_, value) => values.indexOf(value) + 1);
  const labels = new Uint8Array(slices.length * pixels);
  slices.forEach((z, frame) => {
    for (let i = 0; i < pixels; i++) labels[frame * pixels + i] = numbers[mask[z * pixels + i]!]!;
  });
  return labels;
}

/**
 * The frames as one bit per pixel, least significant bit first, running over all frames without padding between them (PS3.5 8.2 and D.3).
 */
export function packFrames(mask: Uint8Array, shape: Shape, frames: readonly SegFrame[]): Uint8Array {
  const pixels = shape[1] * shape[2];
  const bytes = new Uint8Array(Math.ceil((frames.length * pixels) / 8));
  frames.forEach(({ value, z }, frame) => {
    const firstBit = (frame * pixels) % 8;
    const firstByte = (frame * pixels - firstBit) / 8;
    const slice = mask.subarray(z * pixels, (z + 1) * pixels);
    for (let i = nextLabelled(slice, 0, value); i >= 0; i = nextLabelled(slice, i + 1, value)) {
      const bit = firstBit + i;
      bytes[firstByte + (bit >> 3)]! |= 1 << (bit & 7);
    }
  });
  return bytes;
}
