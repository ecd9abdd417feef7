import type { Shape } from './grid.ts';

/** The mask of the values that fit. */
export function select(values: Int16Array | Int32Array | Uint8Array, fits: (value: number) => boolean): Uint8Array {
  const mask = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) if (fits(values[i]!)) mask[i] = 1;
  return mask;
}

/** The cells of a mask [z,y,x] whose four neighbours in the slice are set too; the world outside the image counts as set. */
export function erodeInPlane(mask: Uint8Array, [, height, width]: Shape): Uint8Array {
  const kept = new Uint8Array(mask.length);
  for (let i = 0, x = 0, y = 0; i < mask.length; i++) {
    const left = x === 0 || mask[i - 1];
    const right = x === width - 1 || mask[i + 1];
    const up = y === 0 || mask[i - width];
    const down = y === height - 1 || mask[i + width];
    if (mask[i] && left && right && up && down) kept[i] = 1;
    if (++x === width) {
      x = 0;
      y = (y + 1) % height;
    }
  }
  return kept;
}

/** Adds to a mask [z,y,x] the neighbours of its cells in the slice (with `through`: above and below, too) where `within` is set. */
export function dilate(mask: Uint8Array, [, height, width]: Shape, within?: Uint8Array, through = false): Uint8Array {
  const area = height * width;
  const grown = mask.slice();
  const set = (i: number): void => {
    if (!within || within[i]) grown[i] = 1;
  };
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue;
    const x = i % width;
    const y = ((i - x) / width) % height;
    if (x > 0) set(i - 1);
    if (x < width - 1) set(i + 1);
    if (y > 0) set(i - width);
    if (y < height - 1) set(i + width);
    if (through && i >= area) set(i - area);
    if (through && i + area < mask.length) set(i + area);
  }
  return grown;
}
