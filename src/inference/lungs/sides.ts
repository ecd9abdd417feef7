import type { Grid } from './grid.ts';

/** Place of a cell across the patient: LPS x without the volume's origin, mm; grows to the patient's left. */
export type Across = (cell: number) => number;

export function across(grid: Grid): Across {
  const [, height, width] = grid.shape;
  const [z0, y0, x0] = grid.first;
  const { columnAxis, rowAxis, sliceAxis } = grid.geometry;
  const [dz, dy, dx] = [grid.spacing[0] * sliceAxis[0], grid.spacing[1] * rowAxis[0], grid.spacing[2] * columnAxis[0]];
  return (cell) => {
    const x = cell % width;
    const row = (cell - x) / width;
    return (Math.floor(row / height) + z0) * dz + ((row % height) + y0) * dy + (x + x0) * dx;
  };
}

/** Mean place of the body across the patient, mm. */
export function bodyMiddle(inside: Uint8Array, x: Across): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < inside.length; i++) {
    if (!inside[i]) continue;
    sum += x(i);
    count++;
  }
  return sum / Math.max(1, count);
}
