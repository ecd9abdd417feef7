import { add, scale } from '../../volume/vector.ts';
import { LEFT_LUNG, RIGHT_LUNG, type Vector3 } from '../../volume/volume.ts';
import { lungAt } from './anatomy.ts';
import { randomOf } from './random.ts';
import type { Tube } from './tubes.ts';

const CARINA: Vector3 = [-2, 14, 34];
const HILA = { [RIGHT_LUNG]: [-34, 14, 8], [LEFT_LUNG]: [34, 16, 4] } as const;
/** Vessels and bronchi end in so many twigs a lung. */
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

/** Arteries and veins of one lung: they part again and again on their way to twigs spread over the lung. */
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

/** Random places in the lung, not at its very edge. */
function twigs(side: number, count: number, random: () => number): Vector3[] {
  const places: Vector3[] = [];
  while (places.length < count) {
    const [x, y, z] = [280 * random() - 140, 190 * random() - 95, 240 * random() - 125] as const;
    if (lungAt(x, y, z) === side && lungAt(x * 1.08, y * 1.08, z) === side) places.push([x, y, z]);
  }
  return places;
}

/** From a root the tree heads for the middle of its twigs, parts them across their widest spread, and so on (radius by Murray's law). */
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
