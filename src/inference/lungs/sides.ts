import type { Grid } from './grid.ts';

/** Position of a cell across the patient: LPS x without the volume's origin, mm; grows to the patient's left. */
export type Across = (cell: number) => number;

export function across(grid: Grid): Across {
  const [, height, width] = grid.shape;
  const [z0, y0, x0] = grid.first;
  const [dz, dy, dx] = steps(grid);
  return (cell) => {
    const x = cell % width;
    const row = (cell - x) / width;
    return (Math.floor(row / height) + z0) * dz + ((row % height) + y0) * dy + (x + x0) * dx;
  };
}

/** Mean position of the body across the patient, mm. */
export function bodyMiddle(inside: Uint8Array, grid: Grid): number {
  const [depth, height, width] = grid.shape;
  const place = across(grid);
  const dx = steps(grid)[2];
  let sum = 0;
  let count = 0;
  for (let row = 0; row < depth * height; row++) {
    const first = place(row * width);
    for (let x = 0, i = row * width; x < width; x++, i++) {
      if (!inside[i]) continue;
      sum += first + x * dx;
      count++;
    }
  }
  return sum / Math.max(1, count);
}

/** How far the next cell along z, y and x lies across the patient, mm. */
function steps({ geometry, spacing }: Grid): readonly [number, number, number] {
  const { columnAxis, rowAxis, sliceAxis } = geometry;
  return [spacing[0] * sliceAxis[0], spacing[1] * rowAxis[0], spacing[2] * columnAxis[0]];
}
