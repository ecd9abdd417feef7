import type { Volume } from '../../src/volume/volume.ts';

/**
 * Changes of a scan that leave the patient as he is: the same lungs at the same moment, as another position of the voxels, another dose or
 * another kernel would have shown them. Each returns a volume of its own; undefined where it would be no scan that people make.
 */
export const CHANGES: Readonly<Record<string, (volume: Volume) => Volume | undefined>> = {
  'as scanned': (volume) => volume,
  'even slices': (volume) => everySecond(volume, 0),
  'odd slices': (volume) => everySecond(volume, 1),
  'half a pixel to the side': (volume) => alongRows(volume, HALF_STEP),
  'half a pixel to the back': (volume) => alongColumns(volume, HALF_STEP),
  'half a slice down': halfSlice,
  'noise of 20 HU': (volume) => withNoise(volume, 20),
  'softer kernel': softer,
  'sharper kernel': sharper,
};

/** Weights of four neighbours for a value half-way between the middle two (Catmull-Rom, the cubic that smooths least). */
const HALF_STEP = [-1 / 16, 9 / 16, 9 / 16, -1 / 16] as const;

/** Slices further apart are not what people send; values between slices this far apart are not those of a slice. mm */
const WIDEST_MM = { slices: 10, between: 3 } as const;

/** Half the slices, every second one from `first` on. */
function everySecond({ hu, geometry, slices, header }: Volume, first: 0 | 1): Volume | undefined {
  if (2 * geometry.spacing[0] > WIDEST_MM.slices) return undefined;
  const [z, y, x] = geometry.shape;
  const kept = Array.from({ length: Math.ceil((z - first) / 2) }, (_, n) => first + 2 * n);
  const half = new Int16Array(kept.length * y * x);
  kept.forEach((from, n) => half.set(hu.subarray(from * y * x, (from + 1) * y * x), n * y * x));
  const [distance, ...inPlane] = geometry.spacing;
  return {
    hu: half,
    geometry: { ...geometry, shape: [kept.length, y, x], spacing: [2 * distance, ...inPlane] },
    slices: kept.map((from) => slices[from]!),
    header,
  };
}

/** Values half-way between slices; the last slice has none below it. */
function halfSlice(volume: Volume): Volume | undefined {
  if (volume.geometry.spacing[0] > WIDEST_MM.between) return undefined;
  const [z, y, x] = volume.geometry.shape;
  const between = filtered(volume, HALF_STEP, y * x, (voxel) => Math.floor(voxel / (y * x)), z);
  return {
    ...between,
    hu: between.hu.slice(0, (z - 1) * y * x),
    geometry: { ...volume.geometry, shape: [z - 1, y, x] },
    slices: volume.slices.slice(0, z - 1),
  };
}

/** Weights -1, 0, 1, ... from the voxel itself, along rows (to the side). */
function alongRows(volume: Volume, weights: readonly number[]): Volume {
  const [, , x] = volume.geometry.shape;
  return filtered(volume, weights, 1, (voxel) => voxel % x, x);
}

/** The same along columns (to the back). */
function alongColumns(volume: Volume, weights: readonly number[]): Volume {
  const [, y, x] = volume.geometry.shape;
  return filtered(volume, weights, x, (voxel) => Math.floor(voxel / x) % y, y);
}

/** Weighted sums of neighbours along an axis; the outermost voxel stands for what lies beyond. */
function filtered(
  volume: Volume,
  weights: readonly number[],
  stride: number,
  place: (voxel: number) => number,
  length: number,
): Volume {
  const { hu } = volume;
  const sums = new Int16Array(hu.length);
  for (let voxel = 0; voxel < hu.length; voxel++) {
    const at = place(voxel);
    let sum = 0;
    for (let n = 0; n < weights.length; n++) {
      const step = Math.min(length - 1 - at, Math.max(-at, n - 1));
      sum += weights[n]! * hu[voxel + step * stride]!;
    }
    sums[voxel] = Math.round(sum);
  }
  return { ...volume, hu: sums };
}

/** A Gaussian of about 0.7 pixels in the slice. */
function softer(volume: Volume): Volume {
  const weights = [1 / 4, 1 / 2, 1 / 4];
  return alongColumns(alongRows(volume, weights), weights);
}

/** Edges and noise raised by what the softer kernel takes from them. */
function sharper(volume: Volume): Volume {
  const soft = softer(volume).hu;
  return { ...volume, hu: volume.hu.map((value, at) => Math.max(-1024, Math.min(3071, 2 * value - soft[at]!))) };
}

/** White Gaussian noise of a standard deviation, the same in every run. */
function withNoise(volume: Volume, deviation: number): Volume {
  const uniform = uniformNumbers(1);
  return {
    ...volume,
    hu: volume.hu.map((value) => {
      const gauss = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
      return Math.round(value + deviation * gauss);
    }),
  };
}

/** Numbers above 0 and up to 1 (mulberry32). */
function uniformNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 1) / 4_294_967_296;
  };
}
