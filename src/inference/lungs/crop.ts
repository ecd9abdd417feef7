import type { Grid, Shape } from './grid.ts';

/** Cells of the grid from `first` on, `shape` of them along each axis. */
export interface GridBox {
  readonly first: Shape;
  readonly shape: Shape;
}

/** The box around the set cells of a mask [z,y,x] in rows and columns, with a margin as far as there are cells; all slices. */
export function boxAround(mask: Uint8Array, [depth, height, width]: Shape, margin: number): GridBox {
  let [top, bottom, left, right] = [height, -1, width, -1];
  for (let row = 0; row < depth * height; row++) {
    const cells = mask.subarray(row * width, (row + 1) * width);
    const first = cells.indexOf(1);
    if (first < 0) continue;
    left = Math.min(left, first);
    right = Math.max(right, cells.lastIndexOf(1));
    top = Math.min(top, row % height);
    bottom = Math.max(bottom, row % height);
  }
  [top, left] = [Math.max(0, top - margin), Math.max(0, left - margin)];
  [bottom, right] = [Math.min(height, bottom + 1 + margin), Math.min(width, right + 1 + margin)];
  return { first: [0, top, left], shape: [depth, Math.max(0, bottom - top), Math.max(0, right - left)] };
}

/** The part of a grid in the box. */
export function cutGrid(grid: Grid, box: GridBox): Grid {
  const [z, y, x] = grid.first;
  const first = [z + box.first[0], y + box.first[1], x + box.first[2]] as const;
  return { ...grid, hu: cut(grid.hu, grid.shape, box), shape: box.shape, first };
}

/** The part of a mask [z,y,x] of the given shape in the box. */
export function cutMask(mask: Uint8Array, shape: Shape, box: GridBox): Uint8Array {
  return cut(mask, shape, box);
}

function cut<T extends Int16Array | Uint8Array>(values: T, [, height, width]: Shape, { first, shape }: GridBox): T {
  const part = new (values.constructor as new (length: number) => T)(shape[0] * shape[1] * shape[2]);
  let to = 0;
  for (let z = 0; z < shape[0]; z++)
    for (let y = 0; y < shape[1]; y++, to += shape[2]) {
      const from = ((first[0] + z) * height + first[1] + y) * width + first[2];
      part.set(values.subarray(from, from + shape[2]), to);
    }
  return part;
}
