import type { ProfilePoint, TimelinePoint } from './chart-data.ts';
import type { Strip } from './strip.ts';

/** A named value: one line of the head or the foot of a report. */
export interface Line {
  readonly label: string;
  readonly value: string;
}

export interface Column {
  /** Columns side by side with the same group stand under one title. */
  readonly group: string;
  readonly title: string;
}

export interface Row {
  readonly title: string;
  /** One text a column. */
  readonly cells: readonly string[];
}

/** Everything that a report shows, ready to be set: both renderings have the same words and the same numbers. */
export interface ReportContent {
  readonly title: string;
  readonly notice: string;
  /** What became of the infection, in one or two words, and whether it is news that asks for attention. */
  readonly verdict: { readonly text: string; readonly tone: 'worse' | 'better' | 'neutral' };
  readonly patient: readonly Line[];
  readonly study: readonly Line[];
  /** The one that matters first. */
  readonly sentences: readonly string[];
  readonly warnings: readonly string[];
  /** In order of acquisition; one point for a first study. */
  readonly timeline: readonly TimelinePoint[];
  readonly profile: { readonly current: readonly ProfilePoint[]; readonly previous: readonly ProfilePoint[] | null };
  readonly table: { readonly columns: readonly Column[]; readonly rows: readonly Row[] };
  readonly strip: Strip;
  readonly provenance: readonly Line[];
  /** When the analysis that is reported was done. */
  readonly performedAt: Date;
}

/** Neighbouring columns of one group. */
export function columnGroups(columns: readonly Column[]): { group: string; span: number }[] {
  const groups: { group: string; span: number }[] = [];
  for (const { group } of columns) {
    const last = groups.at(-1);
    if (last?.group === group) last.span++;
    else groups.push({ group, span: 1 });
  }
  return groups;
}
