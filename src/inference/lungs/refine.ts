import type { LungMask, Volume } from '../../volume/volume.ts';
import { LUNG_HU } from './candidates.ts';
import type { Grid } from './grid.ts';

/**
 * What is darker is lung along its edge, HU: the value at which the outlines that radiologists drew fit best (docs/decisions/0016).
 * It lies above LUNG_HU since they draw around the voxels that the edge cuts through.
 */
const EDGE_HU = -250;

/** Kinds of cells: inside a lung a cell is taken as a whole, along its edge each voxel is judged separately. */
const OUTSIDE = 0;
const EDGE = 1;
const WITHIN = 2;

/**
 * Refines the lungs of the grid to the voxels of the volume. Along the edge a voxel is lung when it is dark, or when it lies inside the
 * smooth outline of what was closed; `excluded` cells (airways) are left out.
 */
export function refine(volume: Volume, grid: Grid, lungs: LungMask, excluded: Uint8Array): LungMask {
  const [slices, rows, columns] = volume.geometry.shape;
  const fine = new Uint8Array(slices * rows * columns);
  const { kinds, sides } = classify(grid, lungs, excluded);
  const [depth, height, width] = grid.shape;
  for (let row = 0; row < depth * height; row++) {
    const z = Math.floor(row / height);
    const inOutline = outline(grid, lungs, z);
    const end = (row + 1) * width;
    for (let cell = row * width, next = cell; cell < end; cell = next) {
      next = cell + 1;
      const kind = kinds[cell]!;
      const side = sides[cell]!;
      if (kind === OUTSIDE) continue;
      if (kind === WITHIN) while (next < end && kinds[next] === WITHIN && sides[next] === side) next++;
      const isClosed = lungs[cell] !== 0 && grid.hu[cell]! >= LUNG_HU;
      const isLung = kind === WITHIN ? undefined : edgeTest(volume.hu, isClosed ? inOutline : undefined);
      fillCells(fine, volume.geometry.shape, grid, [z, row % height, cell - row * width], next - cell, side, isLung);
    }
  }
  return fine;
}

type VoxelTest = (i: number, y: number, x: number) => boolean;

function edgeTest(hu: Int16Array, inOutline: ((y: number, x: number) => boolean) | undefined): VoxelTest {
  if (!inOutline) return (i) => hu[i]! < EDGE_HU;
  return (i, y, x) => hu[i]! < EDGE_HU || inOutline(y, x);
}

/** Assigns the voxels of `count` cells in a row, from cell [cz,cy,cx] on, to a side: all, or those that pass the test for lung. */
function fillCells(
  fine: Uint8Array,
  [slices, rows, columns]: readonly [number, number, number],
  grid: Grid,
  [cz, cy, cx]: readonly [number, number, number],
  count: number,
  side: number,
  isLung: VoxelTest | undefined,
): void {
  const [kz, ky, kx] = grid.factor;
  const [z0, y0, x0] = [(grid.first[0] + cz) * kz, (grid.first[1] + cy) * ky, (grid.first[2] + cx) * kx];
  const x1 = Math.min(columns, x0 + count * kx);
  for (let z = z0; z < Math.min(slices, z0 + kz); z++)
    for (let y = y0; y < Math.min(rows, y0 + ky); y++) {
      const row = (z * rows + y) * columns;
      if (!isLung) fine.fill(side, row + x0, row + x1);
      else for (let x = x0; x < x1; x++) if (isLung(row + x, y, x)) fine[row + x] = side;
    }
}

/** The lungs' outline in a slice of the grid at voxel resolution: inside where the cells around hold mostly lung (bilinear). */
function outline(grid: Grid, lungs: LungMask, cz: number): (y: number, x: number) => boolean {
  const [, height, width] = grid.shape;
  const at = (y: number, x: number): number => {
    const clampedY = Math.min(height - 1, Math.max(0, y));
    const clampedX = Math.min(width - 1, Math.max(0, x));
    return lungs[(cz * height + clampedY) * width + clampedX] ? 1 : 0;
  };
  return (voxelY, voxelX) => {
    const fy = (voxelY + 0.5) / grid.factor[1] - 0.5 - grid.first[1];
    const fx = (voxelX + 0.5) / grid.factor[2] - 0.5 - grid.first[2];
    const [y, x] = [Math.floor(fy), Math.floor(fx)];
    const [v, u] = [fy - y, fx - x];
    return (
      (1 - v) * ((1 - u) * at(y, x) + u * at(y, x + 1)) + v * ((1 - u) * at(y + 1, x) + u * at(y + 1, x + 1)) >= 0.5
    );
  };
}

/** Kind of each cell, and the side that its voxels get. */
function classify(grid: Grid, lungs: LungMask, excluded: Uint8Array): { kinds: Uint8Array; sides: Uint8Array } {
  const kinds = new Uint8Array(lungs.length);
  const sides = lungs.slice();
  const steps = neighbours(grid);
  for (let i = 0; i < lungs.length; i++) {
    if (!lungs[i]) continue;
    kinds[i] = isSurrounded(lungs, i, steps) ? WITHIN : EDGE;
    if (kinds[i] === WITHIN) continue;
    for (const step of steps) {
      const j = i + step;
      if (j < 0 || j >= lungs.length || lungs[j] || excluded[j]) continue;
      kinds[j] = EDGE;
      sides[j] = lungs[i]!;
    }
  }
  return { kinds, sides };
}

function isSurrounded(lungs: LungMask, i: number, steps: readonly number[]): boolean {
  for (const step of steps) if (!lungs[i + step]) return false;
  return true;
}

/** Steps to the cells around in the slice and, where cells are thicker than slices, above and below. */
function neighbours(grid: Grid): number[] {
  const [, height, width] = grid.shape;
  const around = [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1];
  return grid.factor[0] > 1 ? [...around, -height * width, height * width] : around;
}
