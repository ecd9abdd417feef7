/** For each target position the two source positions between which it lies, and the weight of the second. */
interface Taps {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly weight: Float32Array;
}

/** A row of the source, stretched or shrunk to the width of the result. */
interface Row {
  y: number;
  readonly values: Float64Array;
}

/**
 * Resizes a single-channel image, bilinear with half-pixel centres and without antialiasing (PyTorch's `interpolate` with
 * align_corners=False). `source` is [height, width] row by row, the result [toHeight, toWidth].
 */
export function resizeBilinear(
  source: Float32Array,
  from: readonly [height: number, width: number],
  to: readonly [height: number, width: number],
): Float32Array {
  const target = new Float32Array(to[0] * to[1]);
  const read = (y: number, row: Float32Array) => row.set(source.subarray(y * from[1], (y + 1) * from[1]));
  resizeRows(read, from, to, (y, row) => target.set(row, y * to[1]));
  return target;
}

/**
 * The same row by row, without an intermediate image: `read` fills a row of the source, from top to bottom, the last one possibly twice;
 * `write` receives each row of the result, which is valid until it returns.
 */
export function resizeRows(
  read: (y: number, row: Float32Array) => void,
  [height, width]: readonly [height: number, width: number],
  [toHeight, toWidth]: readonly [height: number, width: number],
  write: (y: number, row: Float32Array) => void,
): void {
  const down = taps(height, toHeight);
  const across = taps(width, toWidth);
  const source = new Float32Array(width);
  const result = new Float32Array(toWidth);
  const load = (y: number, row: Row): void => {
    if (row.y === y) return;
    read(y, source);
    stretch(source, across, row.values);
    row.y = y;
  };
  let above: Row = { y: -1, values: new Float64Array(toWidth) };
  let below: Row = { y: -1, values: new Float64Array(toWidth) };
  for (let y = 0; y < toHeight; y++) {
    if (below.y === down.first[y]) [above, below] = [below, above];
    load(down.first[y]!, above);
    load(down.second[y]!, below);
    mix(above.values, below.values, down.weight[y]!, result);
    write(y, result);
  }
}

function stretch(source: Float32Array, { first, second, weight }: Taps, target: Float64Array): void {
  for (let x = 0; x < target.length; x++) {
    const left = source[first[x]!]!;
    target[x] = left + weight[x]! * (source[second[x]!]! - left);
  }
}

function mix(above: Float64Array, below: Float64Array, weight: number, target: Float32Array): void {
  for (let x = 0; x < target.length; x++) target[x] = above[x]! + weight * (below[x]! - above[x]!);
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
