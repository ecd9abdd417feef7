/** Consistency along a volume: what neighbouring slices contribute to each other. Small pure functions, [z,y,x] throughout. */

/** Weights of a slice (index 0) and of its neighbours at 1, 2, ... slices' distance: a Gaussian, cut below 5 % of its peak. */
export function gaussianWeights(sigmaMm: number, sliceDistanceMm: number): number[] {
  const weights = [1];
  while (sigmaMm > 0) {
    const weight = Math.exp(-0.5 * ((weights.length * sliceDistanceMm) / sigmaMm) ** 2);
    if (weight < 0.05) break;
    weights.push(weight);
  }
  return weights;
}

/**
 * Values [z] averaged with their neighbours. A value of 0 means that the network did not run on the slice: it stays 0 and does not weigh
 * on its neighbours.
 */
export function smoothAlongZ(values: Float32Array, weights: readonly number[]): Float32Array {
  return values.map((value, z) => {
    if (value === 0) return 0;
    let [sum, total] = [0, 0];
    for (const { z: other, weight } of neighbours(z, values.length, weights)) {
      const theirs = values[other]!;
      if (theirs === 0) continue;
      sum += weight * theirs;
      total += weight;
    }
    return sum / total;
  });
}

/** A slice and those of its neighbours that exist, with their weights. */
function neighbours(z: number, length: number, weights: readonly number[]): { z: number; weight: number }[] {
  return weights.flatMap((weight, distance) =>
    (distance === 0 ? [z] : [z - distance, z + distance])
      .filter((other) => other >= 0 && other < length)
      .map((other) => ({ z: other, weight })),
  );
}

/** One slice of a map [z,y,x], averaged voxel by voxel with its neighbours along z; values in the map's own units. */
export interface AverageAlongZ {
  /** The slice's own values, [rows * columns]. */
  readonly own: Uint8Array;
  /** Weight of the own value in the average, 0..1. */
  readonly ownShare: number;
  /** The average at a pixel of the slice. */
  readonly at: (pixel: number) => number;
}

/**
 * `gate` [z] is 0 for slices on which the network did not run: they do not weigh on their neighbours. Averages are computed on demand,
 * because few pixels need one.
 */
export function averageAlongZ(
  map: Uint8Array,
  gate: Float32Array,
  z: number,
  weights: readonly number[],
): AverageAlongZ {
  const area = map.length / gate.length;
  const slices = neighbours(z, gate.length, weights).filter(({ z: other }) => other === z || gate[other] !== 0);
  const total = slices.reduce((sum, { weight }) => sum + weight, 0);
  const shares = slices.map(({ weight }) => weight / total);
  const values = slices.map(({ z: other }) => map.subarray(other * area, (other + 1) * area));
  const at = (pixel: number) => {
    let sum = 0;
    for (let k = 0; k < shares.length; k++) sum += shares[k]! * values[k]![pixel]!;
    return sum;
  };
  return { own: values[0]!, ownShare: shares[0]!, at };
}

/** Calls back for each pixel where the average of values up to 255 reaches `least`. */
export function forEachFrom(least: number, { own, ownShare, at }: AverageAlongZ, visit: (pixel: number) => void): void {
  // Below this own value not even neighbours of 255 lift the average to `least`.
  const leastOwn = (least - (1 - ownShare) * 255) / ownShare;
  for (let i = 0; i < own.length; i++) if (own[i]! >= leastOwn && at(i) >= least) visit(i);
}
