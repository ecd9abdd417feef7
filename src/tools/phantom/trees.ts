import { add, dot, type Geometry, LEFT_LUNG, RIGHT_LUNG, scale, type Vector3 } from '../../volume/volume.ts';
import { lungAt } from './anatomy.ts';
import { randomOf } from './random.ts';

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

const CARINA: Vector3 = [-2, 14, 34];
const HILA = { [RIGHT_LUNG]: [-34, 14, 8], [LEFT_LUNG]: [34, 16, 4] } as const;
/** Number of twigs per lung in which vessels and bronchi end. */
const TWIGS = { vessels: 420, bronchi: 40 };
const TWIG_RADIUS = { vessels: 0.8, bronchi: 0.75 };

/** Trachea and main bronchi. */
export function airways(): Tube[] {
  return [
    { from: [0, 10, 140], to: CARINA, fromRadius: 9, toRadius: 9 },
    { from: CARINA, to: HILA[RIGHT_LUNG], fromRadius: 7, toRadius: 6 },
    { from: CARINA, to: HILA[LEFT_LUNG], fromRadius: 6.5, toRadius: 5.5 },
  ];
}

/** Arteries and veins of one lung: they branch repeatedly on their way to twigs spread over the lung. */
export function vessels(side: typeof RIGHT_LUNG | typeof LEFT_LUNG, seed: number): Tube[] {
  const random = randomOf(seed);
  const arteries = growTree(HILA[side], twigs(side, TWIGS.vessels, random), TWIG_RADIUS.vessels, random);
  const heart = add(HILA[side], [0, -8, -22]);
  return [...arteries, ...growTree(heart, twigs(side, TWIGS.vessels, random), TWIG_RADIUS.vessels, random)];
}

/** Bronchi inside one lung. */
export function bronchi(side: typeof RIGHT_LUNG | typeof LEFT_LUNG, seed: number): Tube[] {
  const random = randomOf(seed);
  return growTree(HILA[side], twigs(side, TWIGS.bronchi, random), TWIG_RADIUS.bronchi, random);
}

/** Random positions in the lung, not at its edge. */
function twigs(side: number, count: number, random: () => number): Vector3[] {
  const places: Vector3[] = [];
  while (places.length < count) {
    const [x, y, z] = [280 * random() - 140, 190 * random() - 95, 240 * random() - 125] as const;
    if (lungAt(x, y, z) === side && lungAt(x * 1.08, y * 1.08, z) === side) places.push([x, y, z]);
  }
  return places;
}

/**
 * From a root the tree heads for the middle of its twigs, splits them across their widest spread, and repeats (radius by Murray's law).
 */
function growTree(root: Vector3, ends: readonly Vector3[], twigRadius: number, random: () => number): Tube[] {
  const radius = (count: number): number => twigRadius * Math.cbrt(count);
  if (ends.length === 1) return [{ from: root, to: ends[0]!, fromRadius: twigRadius, toRadius: twigRadius / 2 }];
  const middle = scale(add(...ends), 1 / ends.length);
  const wobble = (): number => 5 * (random() - 0.5);
  const fork = add(scale(root, 0.6), scale(middle, 0.4), [wobble(), wobble(), wobble()]);
  const axis = widestAxis(ends);
  const sorted = ends.toSorted((a, b) => a[axis] - b[axis]);
  const cut = Math.max(1, Math.round(ends.length * (0.35 + 0.3 * random())));
  const tube = { from: root, to: fork, fromRadius: radius(ends.length), toRadius: radius(ends.length) * 0.9 };
  return [
    tube,
    ...[sorted.slice(0, cut), sorted.slice(cut)]
      .filter((part) => part.length > 0)
      .flatMap((part) => growTree(fork, part, twigRadius, random)),
  ];
}

function widestAxis(points: readonly Vector3[]): 0 | 1 | 2 {
  const spread = ([0, 1, 2] as const).map((axis) => {
    const values = points.map((point) => point[axis]);
    return Math.max(...values) - Math.min(...values);
  });
  return spread.indexOf(Math.max(...spread)) as 0 | 1 | 2;
}
