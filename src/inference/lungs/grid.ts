import type { Geometry, Volume } from '../../volume/volume.ts';

/** Preferred edge of a grid cell for the lung search, mm: fine enough for a main bronchus, coarse enough to be fast. */
const CELL_MM = 2;

export type Shape = readonly [z: number, y: number, x: number];

/** A volume, or a part of it, averaged over blocks of voxels; arrays are [z,y,x] of `shape`. */
export interface Grid {
  readonly hu: Int16Array;
  readonly shape: Shape;
  /** Where the grid's first cell lies among the cells of the whole volume. */
  readonly first: Shape;
  /** Voxels per cell along each axis. */
  readonly factor: Shape;
  /** Edges of a cell, mm. */
  readonly spacing: Shape;
  /** Geometry of the volume that the grid was made from. */
  readonly geometry: Geometry;
}

/** Averages the volume over blocks of about 2 mm; an axis that is already coarser stays as it is. */
export function coarsen(volume: Volume): Grid {
  const { geometry } = volume;
  const factor = map3(geometry.spacing, (spacing) => Math.max(1, Math.round(CELL_MM / spacing)));
  const shape = map3(geometry.shape, (size, axis) => Math.ceil(size / factor[axis]!));
  const spacing = map3(geometry.spacing, (edge, axis) => edge * factor[axis]!);
  const hu = averageBlocks(volume.hu, geometry.shape, factor, shape);
  return { hu, shape, first: [0, 0, 0], factor, spacing, geometry };
}

/** Volume of one cell, ml. */
export function cellMl(grid: Grid): number {
  return (grid.spacing[0] * grid.spacing[1] * grid.spacing[2]) / 1000;
}

function averageBlocks(hu: Int16Array, size: Shape, factor: Shape, shape: Shape): Int16Array {
  const [slices, rows, columns] = size;
  const [depth, height, width] = shape;
  const means = new Int16Array(depth * height * width);
  const sums = new Int32Array(height * width);
  for (let cz = 0; cz < depth; cz++) {
    sums.fill(0);
    const lastZ = Math.min(slices, (cz + 1) * factor[0]);
    for (let row = cz * factor[0] * rows; row < lastZ * rows; row++) {
      const cell = Math.floor((row % rows) / factor[1]) * width;
      addRow(hu.subarray(row * columns, (row + 1) * columns), factor[2], sums, cell);
    }
    divide(sums, lastZ - cz * factor[0], size, factor, means.subarray(cz * height * width));
  }
  return means;
}

/** Adds the voxels of a row, `voxels` per cell, to the sums from `cell` on. */
function addRow(row: Int16Array, voxels: number, sums: Int32Array, cell: number): void {
  for (let x = 0; x < row.length; cell++) {
    let sum = 0;
    for (const end = Math.min(row.length, x + voxels); x < end; x++) sum += row[x]!;
    sums[cell]! += sum;
  }
}

function divide(sums: Int32Array, slices: number, size: Shape, factor: Shape, means: Int16Array): void {
  const width = Math.ceil(size[2] / factor[2]);
  for (let i = 0; i < sums.length; i++) {
    const y = Math.floor(i / width) * factor[1];
    const x = (i % width) * factor[2];
    const voxels = slices * Math.min(factor[1], size[1] - y) * Math.min(factor[2], size[2] - x);
    // Math.round(sums[i] / voxels), without its branch, which costs more than all the rest where neighbours differ.
    means[i] = Math.floor((2 * sums[i]! + voxels) / (2 * voxels));
  }
}

function map3(values: Shape, change: (value: number, axis: number) => number): Shape {
  return [change(values[0], 0), change(values[1], 1), change(values[2], 2)];
}
