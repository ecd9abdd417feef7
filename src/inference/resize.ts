/** For each target position the two source positions between which it lies, and the weight of the second. */
interface Taps {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly weight: Float32Array;
}

/**
 * Resizes a single-channel image, bilinear with half-pixel centres and without antialiasing (PyTorch's `interpolate` with
 * align_corners=False). `source` is [height, width] row by row, the result [toHeight, toWidth].
 */
export function resizeBilinear(
  source: Float32Array,
  [height, width]: readonly [height: number, width: number],
  [toHeight, toWidth]: readonly [height: number, width: number],
  target: Float32Array = new Float32Array(toHeight * toWidth),
): Float32Array {
  const down = taps(height, toHeight);
  const across = taps(width, toWidth);
  for (let y = 0; y < toHeight; y++) {
    const upper = down.first[y]! * width;
    const lower = down.second[y]! * width;
    const weight = down.weight[y]!;
    const row = y * toWidth;
    for (let x = 0; x < toWidth; x++) {
      const left = across.first[x]!;
      const right = across.second[x]!;
      const share = across.weight[x]!;
      const above = source[upper + left]! + share * (source[upper + right]! - source[upper + left]!);
      const below = source[lower + left]! + share * (source[lower + right]! - source[lower + left]!);
      target[row + x] = above + weight * (below - above);
    }
  }
  return target;
}

function taps(from: number, to: number): Taps {
  const result = { first: new Int32Array(to), second: new Int32Array(to), weight: new Float32Array(to) };
  for (let i = 0; i < to; i++) {
    const centre = Math.max(0, ((i + 0.5) * from) / to - 0.5);
    const first = Math.min(Math.floor(centre), from - 1);
    result.first[i] = first;
    result.second[i] = Math.min(first + 1, from - 1);
    result.weight[i] = centre - first;
  }
  return result;
}
