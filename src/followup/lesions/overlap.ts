import { lesionOf } from '../../inference/lesions/lesions.ts';
import { cellEdges, type LungExtent, STANDARD_CELLS, STANDARD_SHAPE } from '../../inference/lesions/standard-lung.ts';

/**
 * How far a place may be off after both lungs were stretched to the standard lung, mm: lungs do not fill evenly, least of all above the
 * diaphragm. Not measured on repeated scans.
 */
export const TOLERANCE_MM = 8;
/** Two lesions are one when at least this share of either lies within the tolerance of the other: lesions that only touch are two. */
const LEAST_SHARE = 0.5;

/** A lesion of one scan and one of another that are the same, by their places among the lesions of each. */
export type Match = readonly [current: number, earlier: number];

/** Cells of both standard lungs, and where the lungs lie of which they are. */
export interface PlacedCells {
  readonly cells: Uint8Array;
  readonly lungs: readonly (LungExtent | null)[];
}

/** The lesions of a scan that are lesions of an earlier one; those of the earlier one that `counts` leaves out match nothing. */
export function matchLesions(
  current: PlacedCells,
  earlier: PlacedCells,
  counts: (earlier: number) => boolean = () => true,
): Match[] {
  const shares = new Map<string, number>();
  const note = (a: number, b: number, share: number): void => {
    const key = `${a} ${b}`;
    shares.set(key, Math.max(share, shares.get(key) ?? 0));
  };
  current.lungs.forEach((extent, side) => {
    if (extent === null || earlier.lungs[side] === null) return;
    const [now, before] = [current, earlier].map(({ cells }) =>
      cells.subarray(side * STANDARD_CELLS, (side + 1) * STANDARD_CELLS),
    ) as [Uint8Array, Uint8Array];
    const offsets = offsetsWithin(cellEdges(extent));
    nearShares(now, before, offsets, note);
    nearShares(before, now, offsets, (b, a, share) => note(a, b, share));
  });
  const pairs = [...shares].filter(([, share]) => share >= LEAST_SHARE).map(([key]) => key.split(' ').map(Number));
  return pairs.map(([a, b]): Match => [a!, b!]).filter(([, b]) => counts(b));
}

/** Calls back for each two lesions with the share of the cells of the first that lie near the second. */
function nearShares(
  these: Uint8Array,
  others: Uint8Array,
  offsets: readonly Offset[],
  note: (one: number, other: number, share: number) => void,
): void {
  const [depth, height, width] = STANDARD_SHAPE;
  const sizes = new Map<number, number>();
  const near = new Map<number, Map<number, number>>();
  // The cell at which each label was last seen near: it counts once a cell.
  const seenAt = new Int32Array(256).fill(-1);
  for (let cell = 0; cell < these.length; cell++) {
    const one = lesionOf(these[cell]!);
    if (one < 0) continue;
    sizes.set(one, (sizes.get(one) ?? 0) + 1);
    const x = cell % width;
    const row = (cell - x) / width;
    const y = row % height;
    const z = (row - y) / height;
    for (const [dz, dy, dx] of offsets) {
      const [oz, oy, ox] = [z + dz, y + dy, x + dx];
      if (oz < 0 || oy < 0 || ox < 0 || oz >= depth || oy >= height || ox >= width) continue;
      const label = others[(oz * height + oy) * width + ox]!;
      const other = lesionOf(label);
      if (other < 0 || seenAt[label] === cell) continue;
      seenAt[label] = cell;
      const counts = near.get(one) ?? near.set(one, new Map()).get(one)!;
      counts.set(other, (counts.get(other) ?? 0) + 1);
    }
  }
  for (const [one, counts] of near) for (const [other, count] of counts) note(one, other, count / sizes.get(one)!);
}

type Offset = readonly [z: number, y: number, x: number];

/** Steps between cells of these edges (mm) that are no longer than the tolerance, the shortest first. */
function offsetsWithin(edges: readonly [z: number, y: number, x: number]): Offset[] {
  const reach = edges.map((edge) => Math.floor(TOLERANCE_MM / edge));
  const steps = (axis: 0 | 1 | 2): number[] =>
    Array.from({ length: 2 * reach[axis]! + 1 }, (_, at) => at - reach[axis]!);
  const lengthOf = (offset: Offset): number => Math.hypot(...offset.map((step, axis) => step * edges[axis]!));
  return steps(0)
    .flatMap((z) => steps(1).flatMap((y) => steps(2).map((x): Offset => [z, y, x])))
    .filter((offset) => lengthOf(offset) <= TOLERANCE_MM)
    .toSorted((a, b) => lengthOf(a) - lengthOf(b));
}
