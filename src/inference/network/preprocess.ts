import { resizeRows } from './resize.ts';

/** A rectangle of pixels in a slice. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/**
 * The box of a slice as the network sees it: HU windowed to 0..1, then resized to size x size.
 * `hu` is one slice [rows, columns]; the result is written to `image`, size x size values row by row.
 */
export function cropToInput(
  hu: Int16Array,
  columns: number,
  box: Box,
  size: number,
  windowHu: readonly [low: number, high: number],
  image: Float32Array,
): void {
  const [low, high] = windowHu;
  const scale = 1 / (high - low);
  const read = (y: number, row: Float32Array): void => {
    const source = (box.top + y) * columns + box.left;
    for (let x = 0; x < box.width; x++) {
      const value = (hu[source + x]! - low) * scale;
      row[x] = value < 0 ? 0 : value > 1 ? 1 : value;
    }
  };
  resizeRows(read, [box.height, box.width], [size, size], (y, row) => image.set(row, y * size));
}

/**
 * The inverse: a probability map of the network [size, size], 0..1, resized to its box and written as 0..255 into one slice [rows,
 * columns] of the result.
 */
export function mapToSlice(map: Float32Array, size: number, box: Box, slice: Uint8Array, columns: number): void {
  const read = (y: number, row: Float32Array): void => row.set(map.subarray(y * size, (y + 1) * size));
  resizeRows(read, [size, size], [box.height, box.width], (y, row) => {
    const target = (box.top + y) * columns + box.left;
    for (let x = 0; x < box.width; x++) slice[target + x] = row[x]! * 255 + 0.5;
  });
}
