import { spread } from './spread.ts';
import { nearest, type SliceThumbnail } from './thumbnails.ts';

/** The most affected slices, from the top of the lungs to the bottom, each beside its counterpart at the same lung height. */
export interface Strip {
  /** Titles of the rows of pictures. */
  readonly current: string;
  readonly previous: string | null;
  /** Pictures side by side. */
  readonly perRow: number;
  readonly columns: readonly StripColumn[];
}

export interface StripColumn {
  readonly height: number;
  readonly current: SliceThumbnail;
  readonly previous: SliceThumbnail | null;
}

const SEPARATION = 0.06;

/** Up to `count` heights: those at which either timepoint is most infected (evenly spread ones where neither is) and the slices nearest to them. */
export function stripColumns(
  current: readonly SliceThumbnail[],
  previous: readonly SliceThumbnail[],
  count: number,
): StripColumn[] {
  const columns = [...current, ...previous]
    .map(({ height }) => ({ height, current: nearest(current, height), previous: nearest(previous, height) ?? null }))
    .filter((column): column is StripColumn => column.current !== undefined);
  const worst = (column: StripColumn): number =>
    Math.max(column.current.infectedMm2, column.previous?.infectedMm2 ?? 0);
  const infected = columns.filter((column) => worst(column) > 0);
  return spread(infected.length > 0 ? infected : columns, worst, count, SEPARATION);
}
