import { add, dot, scale } from '../../volume/vector.ts';
import type { Geometry, Vector3 } from '../../volume/volume.ts';

/** A piece of a vessel or airway in the patient's frame, mm. */
export interface Tube {
  readonly from: Vector3;
  readonly to: Vector3;
  readonly fromRadius: number;
  readonly toRadius: number;
}

/** Calls back for each voxel that the tube touches, with the share of it that the tube covers, 0..1. */
export function forEachVoxel(tube: Tube, geometry: Geometry, visit: (i: number, share: number) => void): void {
  const [, rows, columns] = geometry.shape;
  const pixel = geometry.spacing[2];
  const from = toImage(tube.from, geometry);
  const to = toImage(tube.to, geometry);
  const along = add(to, scale(from, -1));
  const length2 = Math.max(1e-6, dot(along, along));
  const [zs, ys, xs] = box(from, to, Math.max(tube.fromRadius, tube.toRadius) + pixel, geometry);
  for (let z = zs[0]; z <= zs[1]; z++)
    for (let y = ys[0]; y <= ys[1]; y++)
      for (let x = xs[0]; x <= xs[1]; x++) {
        const px = x * geometry.spacing[2] - from[0];
        const py = y * geometry.spacing[1] - from[1];
        const pz = z * geometry.spacing[0] - from[2];
        const t = Math.min(1, Math.max(0, (px * along[0] + py * along[1] + pz * along[2]) / length2));
        const distance = Math.hypot(px - t * along[0], py - t * along[1], pz - t * along[2]);
        const radius = tube.fromRadius + t * (tube.toRadius - tube.fromRadius);
        const share = Math.min(1, (radius - distance) / pixel + 0.5);
        if (share > 0) visit((z * rows + y) * columns + x, share);
      }
}

/** The place in the image's own frame: mm along columns, rows and slices from voxel [0,0,0]. */
function toImage(point: Vector3, { origin, columnAxis, rowAxis, sliceAxis }: Geometry): Vector3 {
  const offset = add(point, scale(origin, -1));
  return [dot(offset, columnAxis), dot(offset, rowAxis), dot(offset, sliceAxis)];
}

/** First and last index along each axis [z,y,x] that may lie within the reach of the line. */
function box(
  from: Vector3,
  to: Vector3,
  reach: number,
  { shape, spacing }: Geometry,
): readonly (readonly [number, number])[] & {
  readonly length: 3;
} & readonly [readonly [number, number], readonly [number, number], readonly [number, number]] {
  const range = (axis: 0 | 1 | 2): readonly [number, number] => {
    const [a, b] = [from[2 - axis]!, to[2 - axis]!];
    const first = Math.max(0, Math.ceil((Math.min(a, b) - reach) / spacing[axis]));
    return [first, Math.min(shape[axis] - 1, Math.floor((Math.max(a, b) + reach) / spacing[axis]))];
  };
  return [range(0), range(1), range(2)];
}
