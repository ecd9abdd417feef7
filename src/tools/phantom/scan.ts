import type { PhantomOptions } from './options.ts';
import { randomOf } from './random.ts';

/** What 12 bits hold with a rescale intercept of -1024, HU. */
export const HU_RANGE = [-1024, 3071] as const;

/** Share of white noise that is left after the blur in both directions (1 2 1). */
const NOISE_LEFT = 0.375;

/** The chest as a scanner shows it: noise with a grain, edges blurred in the slice, whole HU. Uses up `hu`. */
export function scan(hu: Float32Array, { shape: [slices, rows, columns], seed, noiseHu }: PhantomOptions): Int16Array {
  const random = randomOf(seed + 1000);
  const amplitude = (2 * noiseHu) / NOISE_LEFT;
  // The sum of three uniform numbers is nearly normal, with a standard deviation of 0.5.
  for (let i = 0; i < hu.length; i++) hu[i]! += amplitude * (random() + random() + random() - 1.5);
  const scanned = new Int16Array(hu.length);
  for (let z = 0; z < slices; z++) {
    const from = z * rows * columns;
    const blurred = blur(blur(hu.subarray(from, from + rows * columns), columns, 1), rows, columns);
    for (let i = 0; i < blurred.length; i++) {
      scanned[from + i] = Math.min(HU_RANGE[1], Math.max(HU_RANGE[0], Math.round(blurred[i]!)));
    }
  }
  return scanned;
}

/** Weights (1 2 1) / 4 along one axis of a slice; the edge repeats. */
function blur(slice: Float32Array, size: number, step: number): Float32Array {
  const blurred = new Float32Array(slice.length);
  for (let i = 0; i < slice.length; i++) {
    const at = Math.floor(i / step) % size;
    const before = at > 0 ? slice[i - step]! : slice[i]!;
    const after = at < size - 1 ? slice[i + step]! : slice[i]!;
    blurred[i] = (before + 2 * slice[i]! + after) / 4;
  }
  return blurred;
}
