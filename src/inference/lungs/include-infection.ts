import { LEFT_LUNG, type LungMask, RIGHT_LUNG, type Volume } from '../../volume/volume.ts';
import { LUNG_HU } from './candidates.ts';
import { coarsen, type Grid } from './grid.ts';
import { dilateInPlane } from './morphology.ts';
import { close, cutOut, forEachCell } from './plane.ts';
import { fillPockets } from './pockets.ts';
import { grow } from './grow.ts';

/** Infection is taken into the lung where it fills a concavity narrower than twice this, mm. */
const CLOSING_MM = 20;
/** Lung within this distance above and below outlines a slice, too, mm. */
const NEAR_MM = 8;

/**
 * Closes the lungs over the infection: infected voxels that are too dense to be found as lung become part of the
 * lung they hang together with, as far as they lie in its concavities or between it and the rib cage. `lungs` is [z,y,x],
 * `infected` holds indices of its voxels. Changes the mask. `grid` is the volume's.
 */
export function includeInfection(
  lungs: LungMask,
  infected: Int32Array,
  volume: Volume,
  grid: Grid = coarsen(volume),
): void {
  const missing = infected.filter((voxel) => !lungs[voxel] && volume.hu[voxel]! >= LUNG_HU);
  const cellOf = cells(volume, grid);
  const area = grid.shape[1] * grid.shape[2];
  const slices = new Set<number>();
  for (const voxel of missing) slices.add(Math.floor(cellOf(voxel) / area));
  const outlined = outlines(grid, lungs, volume, slices);
  const ours = missing.filter((voxel) => outlined[cellOf(voxel)]);
  grow(lungs, ours, volume.geometry.shape);
}

/** The cell of the grid that a voxel lies in. */
function cells({ geometry }: Volume, { shape, factor }: Grid): (voxel: number) => number {
  const [, rows, columns] = geometry.shape;
  return (voxel) => {
    const x = voxel % columns;
    const row = (voxel - x) / columns;
    const [cz, cy] = [Math.floor(Math.floor(row / rows) / factor[0]), Math.floor((row % rows) / factor[1])];
    return (cz * shape[1] + cy) * shape[2] + Math.floor(x / factor[2]);
  };
}

/** The lungs at the middle of each cell of a slice of the grid, [y,x]. */
function sample(lungs: LungMask, { geometry }: Volume, { shape, factor }: Grid, cz: number): Uint8Array {
  const middle = (cell: number, axis: 0 | 1 | 2): number =>
    Math.min(geometry.shape[axis] - 1, cell * factor[axis] + (factor[axis] >> 1));
  const [, rows, columns] = geometry.shape;
  const cells = new Uint8Array(shape[1] * shape[2]);
  const across = Int32Array.from({ length: shape[2] }, (_, x) => middle(x, 2));
  for (let y = 0; y < shape[1]; y++) {
    const row = (middle(cz, 0) * rows + middle(y, 1)) * columns;
    for (let x = 0; x < shape[2]; x++) cells[y * shape[2] + x] = lungs[row + across[x]!]!;
  }
  return cells;
}

/** Where infection may belong to the lungs, [z,y,x] of the grid, in the wanted slices: the lungs of the slice and its neighbours, closed. */
function outlines(grid: Grid, lungs: LungMask, volume: Volume, wanted: ReadonlySet<number>): Uint8Array {
  const [depth, height, width] = grid.shape;
  const area = height * width;
  const reach = Math.round(NEAR_MM / grid.spacing[0]);
  const sampled: Uint8Array[] = [];
  const outlined = new Uint8Array(depth * area);
  for (const z of wanted) {
    const slice = new Uint8Array(area);
    for (let other = Math.max(0, z - reach); other <= Math.min(depth - 1, z + reach); other++)
      addLungs(slice, (sampled[other] ??= sample(lungs, volume, grid, other)));
    closeOutline(grid, slice, grid.hu.subarray(z * area, (z + 1) * area));
    outlined.set(dilateInPlane(slice, [1, height, width]), z * area);
  }
  return outlined;
}

function addLungs(slice: Uint8Array, cells: Uint8Array): void {
  for (let i = 0; i < slice.length; i++) if (slice[i] === 0) slice[i] = cells[i]!;
}

function closeOutline(grid: Grid, slice: Uint8Array, hu: Int16Array): void {
  const [, height, width] = grid.shape;
  const spacing = [grid.spacing[1], grid.spacing[2]] as const;
  for (const side of [RIGHT_LUNG, LEFT_LUNG]) {
    const plane = cutOut(slice, width, side, Math.ceil(CLOSING_MM / Math.min(...spacing)) + 1);
    if (plane) forEachCell(close(plane, spacing, CLOSING_MM), height, width, (i) => (slice[i] ||= side));
  }
  fillPockets(grid, slice, hu, new Uint8Array(slice.length), () => true);
}
