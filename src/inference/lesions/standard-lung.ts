import { add, dot, type Geometry, type LungMask, scale, subtract, type Vector3 } from '../../volume/volume.ts';

/**
 * The standard lung: every lung, stretched along the patient's axes so that its middle 98 % fill the same box. The same place in two scans of a
 * patient lies in about the same cell, whatever the position on the table, the slice distance and, roughly, the depth of breath: the mapping is
 * linear along each axis, and lungs are not. [z,y,x]: head to foot, front to back, the patient's right to left; some 3 mm a cell.
 */
export const STANDARD_SHAPE = [96, 72, 48] as const;
export const STANDARD_CELLS = STANDARD_SHAPE[0] * STANDARD_SHAPE[1] * STANDARD_SHAPE[2];

/** Percentiles that bound a lung along an axis: stray voxels move them little. */
const BOUNDS = [0.01, 0.99] as const;
/** How far the grid goes beyond them on each side, as a share of their distance. */
const BEYOND = 0.12;
/** Lung is sampled at about this distance to find its bounds, and they are found to this. */
const [SAMPLED_MM, BIN_MM] = [2, 1] as const;

/** The 1st and the 99th percentile of a lung's voxels along the patient's axes, mm, LPS. */
export interface LungExtent {
  readonly low: Vector3;
  readonly high: Vector3;
}

/** Edges of a cell of the standard lung in a lung, mm, [z,y,x]. */
export function cellEdges({ low, high }: LungExtent): readonly [z: number, y: number, x: number] {
  const [x, y, z] = subtract(high, low);
  const [depth, height, width] = STANDARD_SHAPE;
  const whole = 1 + 2 * BEYOND;
  return [(whole * z) / depth, (whole * y) / height, (whole * x) / width];
}

/** Where the lung with a label lies; null where it has no voxel. */
export function extentOf(lungs: LungMask, label: number, geometry: Geometry): LungExtent | null {
  const { shape, spacing } = geometry;
  const [stepZ, stepY, stepX] = spacing.map((mm) => Math.max(1, Math.round(SAMPLED_MM / mm))) as [
    number,
    number,
    number,
  ];
  const [dz, dy, dx] = stepsOf(geometry);
  const corner = lowestCorner(geometry);
  const bins = 1 + Math.ceil(shape.reduce((sum, size, axis) => sum + size * spacing[axis]!, 0) / BIN_MM);
  const counts = [0, 1, 2].map(() => new Uint32Array(bins));
  for (let z = 0; z < shape[0]; z += stepZ) {
    for (let y = 0; y < shape[1]; y += stepY) {
      const row = (z * shape[1] + y) * shape[2];
      for (let x = 0; x < shape[2]; x += stepX) {
        if (lungs[row + x] !== label) continue;
        for (let axis = 0; axis < 3; axis++)
          counts[axis]![
            Math.round(
              (geometry.origin[axis]! - corner[axis]! + z * dz[axis]! + y * dy[axis]! + x * dx[axis]!) / BIN_MM,
            )
          ]!++;
      }
    }
  }
  if (counts[0]!.every((count) => count === 0)) return null;
  const [low, high] = BOUNDS.map((share) =>
    counts.map((count, axis) => corner[axis]! + BIN_MM * percentile(count, share)),
  );
  return { low: low as unknown as Vector3, high: high as unknown as Vector3 };
}

/** Calls back for each cell of the standard lung that lies in the volume, with the index of the voxel at its middle. */
export function forEachCell(
  extent: LungExtent,
  geometry: Geometry,
  visit: (cell: number, voxel: number) => void,
): void {
  const [depth, height, width] = STANDARD_SHAPE;
  const { shape } = geometry;
  // Indices of a voxel grow evenly with each index of the cell.
  const first = voxelAt(placeOf(extent, 0, 0, 0), geometry);
  const step = (z: number, y: number, x: number) => subtract(voxelAt(placeOf(extent, z, y, x), geometry), first);
  const [alongZ, alongY, alongX] = [step(1, 0, 0), step(0, 1, 0), step(0, 0, 1)];
  for (let z = 0, cell = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      const [z0, y0, x0] = add(first, scale(alongZ, z), scale(alongY, y));
      for (let x = 0; x < width; x++, cell++) {
        const slice = Math.round(z0 + x * alongX[0]);
        const row = Math.round(y0 + x * alongX[1]);
        const column = Math.round(x0 + x * alongX[2]);
        if (slice < 0 || row < 0 || column < 0) continue;
        if (slice >= shape[0] || row >= shape[1] || column >= shape[2]) continue;
        visit(cell, (slice * shape[1] + row) * shape[2] + column);
      }
    }
  }
}

/** The cell of the standard lung in which a place of the patient lies (mm, LPS); the nearest one if it lies beyond. */
export function cellAt({ low, high }: LungExtent, place: Vector3): number {
  const at = (axis: 0 | 1 | 2, cells: number): number => {
    const share = (place[axis] - low[axis]) / Math.max(BIN_MM, high[axis] - low[axis]);
    return Math.min(cells - 1, Math.max(0, Math.floor((cells * (share + BEYOND)) / (1 + 2 * BEYOND))));
  };
  const [depth, height, width] = STANDARD_SHAPE;
  return ((depth - 1 - at(2, depth)) * height + at(1, height)) * width + at(0, width);
}

/** The middle of a cell, mm, LPS: z of the standard lung grows to the feet, that of the patient to the head. */
function placeOf({ low, high }: LungExtent, z: number, y: number, x: number): Vector3 {
  const at = (axis: 0 | 1 | 2, share: number): number =>
    low[axis] + (share * (1 + 2 * BEYOND) - BEYOND) * (high[axis] - low[axis]);
  const [depth, height, width] = STANDARD_SHAPE;
  return [at(0, (x + 0.5) / width), at(1, (y + 0.5) / height), at(2, 1 - (z + 0.5) / depth)];
}

/** Indices of the voxel at a place, [z,y,x], not rounded. */
function voxelAt(place: Vector3, { origin, spacing, columnAxis, rowAxis, sliceAxis }: Geometry): Vector3 {
  const from = subtract(place, origin);
  return [dot(from, sliceAxis) / spacing[0], dot(from, rowAxis) / spacing[1], dot(from, columnAxis) / spacing[2]];
}

/** What a step along each axis of a volume is in the patient, mm, LPS. */
export function stepsOf({ spacing, sliceAxis, rowAxis, columnAxis }: Geometry): readonly [Vector3, Vector3, Vector3] {
  return [scale(sliceAxis, spacing[0]), scale(rowAxis, spacing[1]), scale(columnAxis, spacing[2])];
}

function lowestCorner(geometry: Geometry): Vector3 {
  const ends = stepsOf(geometry).map((step, axis) => scale(step, geometry.shape[axis]! - 1));
  const lower = ends.map((end) => end.map((mm) => Math.min(0, mm)) as unknown as Vector3);
  return add(geometry.origin, ...lower);
}

function percentile(counts: Uint32Array, share: number): number {
  const wanted = share * counts.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  return counts.findIndex((count) => (seen += count) >= wanted);
}
