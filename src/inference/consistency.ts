/** Consistency along a volume: what neighbouring slices know of each other. Small pure functions, [z,y,x] throughout. */

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
 * Values [z] averaged with their neighbours. A value of 0 means that the slice was not looked at: it stays 0 and does not
 * weigh on its neighbours.
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
export function neighbours(z: number, length: number, weights: readonly number[]): { z: number; weight: number }[] {
  return weights.flatMap((weight, distance) =>
    (distance === 0 ? [z] : [z - distance, z + distance])
      .filter((other) => other >= 0 && other < length)
      .map((other) => ({ z: other, weight })),
  );
}

/** One slice of a map [z,y,x], averaged with its neighbours: values in the map's own units, [rows * columns]. */
export function smoothedSlice(map: Uint8Array, area: number, z: number, weights: readonly number[]): Float32Array {
  const parts = neighbours(z, map.length / area, weights);
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const smoothed = new Float32Array(area);
  for (const { z: other, weight } of parts) {
    const share = weight / total;
    const start = other * area;
    for (let i = 0; i < area; i++) {
      const value = map[start + i]!;
      if (value !== 0) smoothed[i]! += share * value;
    }
  }
  return smoothed;
}
