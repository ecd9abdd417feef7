import { isLung, lesionOf } from '../../inference/lesions/lesions.ts';
import { STANDARD_CELLS, STANDARD_SHAPE } from '../../inference/lesions/standard-lung.ts';
import type { LesionVerdict } from './verdicts.ts';

/** A standard lung seen from the front. */
export interface FrontLung {
  /**
   * Head to foot, a letter a cell, from the patient's right to left: a blank outside of the lung, a dash for lung, else what became of most
   * lesion behind that point.
   */
  readonly rows: readonly string[];
  /** Width and height of the picture of a cell, mm. */
  readonly cellMm: readonly [width: number, height: number];
}

/** Both standard lungs from the front, the patient's right lung first; null for a lung that neither CT shows. */
export interface Front {
  readonly lungs: readonly (FrontLung | null)[];
  /** Where the number of a lesion stands: lung, and cell from the left and from above. */
  readonly places: readonly {
    readonly number: number;
    readonly lung: number;
    readonly x: number;
    readonly y: number;
  }[];
}

export const FRONT_LETTERS: Readonly<Record<LesionVerdict, string>> = {
  new: 'n',
  grown: 'g',
  stable: 's',
  shrunk: 'k',
  gone: 'x',
  unclear: 'u',
};
export const LUNG = '-';
const OUTSIDE = ' ';

/** A lesion that is drawn: its parts now, and before where it is gone. */
interface Drawn {
  readonly number: number;
  readonly verdict: LesionVerdict;
  readonly now: readonly number[];
  readonly before: readonly number[];
}

type Edges = readonly [z: number, y: number, x: number] | null;

/** Projects the lesions of two timepoints on the front of the standard lungs. */
export function frontOf(
  lesions: readonly Drawn[],
  cells: Readonly<Record<'now' | 'before', Uint8Array>>,
  edges: readonly Edges[],
): Front {
  const [height, , width] = STANDARD_SHAPE;
  const drawn = { now: placesIn(lesions, 'now'), before: placesIn(lesions, 'before') };
  const sums = lesions.map(() => ({ count: 0, lung: 0, x: 0, y: 0 }));
  const lungs = edges.map((edge, lung): FrontLung | null => {
    if (edge === null) return null;
    const rows = Array.from({ length: height }, (_, y) =>
      Array.from({ length: width }, (_, x) => {
        const { isInLung, behind } = lookThrough(cells, drawn, lung, y, x);
        for (const [at, count] of behind) {
          const sum = sums[at]!;
          sum.count += count;
          sum.lung = lung;
          sum.x += count * x;
          sum.y += count * y;
        }
        const [most] = [...behind].toSorted((a, b) => b[1] - a[1]);
        if (most !== undefined) return FRONT_LETTERS[lesions[most[0]]!.verdict];
        return isInLung ? LUNG : OUTSIDE;
      }).join(''),
    );
    return { rows, cellMm: [edge[2], edge[0]] };
  });
  const places = sums.flatMap(({ count, lung, x, y }, at) =>
    count === 0 ? [] : [{ number: lesions[at]!.number, lung, x: x / count, y: y / count }],
  );
  return { lungs, places };
}

/** Which lesion is drawn where a part of it lies: those of today where they are today, those that are gone where they were. */
function placesIn(lesions: readonly Drawn[], when: 'now' | 'before'): ReadonlyMap<number, number> {
  return new Map(
    lesions.flatMap((lesion, at) =>
      (when === 'now') === lesion.now.length > 0 ? lesion[when].map((part) => [part, at] as const) : [],
    ),
  );
}

/** How much of which lesion lies behind a point, and whether there is lung. */
function lookThrough(
  cells: Readonly<Record<'now' | 'before', Uint8Array>>,
  drawn: Readonly<Record<'now' | 'before', ReadonlyMap<number, number>>>,
  lung: number,
  z: number,
  x: number,
): { readonly isInLung: boolean; readonly behind: ReadonlyMap<number, number> } {
  const [, depth, width] = STANDARD_SHAPE;
  const behind = new Map<number, number>();
  let isInLung = false;
  for (let y = 0; y < depth; y++) {
    const cell = lung * STANDARD_CELLS + (z * depth + y) * width + x;
    isInLung ||= isLung(cells.now[cell]!);
    for (const when of ['now', 'before'] as const) {
      const at = drawn[when].get(lesionOf(cells[when][cell]!));
      if (at !== undefined) behind.set(at, (behind.get(at) ?? 0) + 1);
    }
  }
  return { isInLung, behind };
}
