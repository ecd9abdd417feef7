import { slicesInLung, type Timepoint } from '../followup/timepoint.ts';
import type { Histogram } from '../inference/measure/histogram.ts';
import type { RegionMeasurements } from '../inference/measure/measurements.ts';
import type { FindingKey } from '../volume/findings.ts';
import type { Words } from '../language/words.ts';
import type { MarkedWarning } from './marks.ts';
import type { Strip } from './thumbnails.ts';
import type { View } from './views.ts';

/** A named value: one line of the head or the foot of a report. */
export interface Line {
  readonly label: string;
  readonly value: string;
}

export interface Column {
  /** Columns side by side with the same group stand under one title. */
  readonly group: string;
  readonly title: string;
  /** Of the warnings about all its numbers. */
  readonly marks: string;
  /** Says in words what became of the region: it has the colour of the row. */
  readonly isCourse?: true;
}

/** Whether a change needs attention: worse, unclear (parts contradict, or nothing can be said), better. */
export type Tone = 'worse' | 'unclear' | 'better' | 'neutral';

export interface Row {
  readonly title: string;
  /** What became of the region; neutral in a first study. */
  readonly tone: Tone;
  /** One text per column. */
  readonly cells: readonly string[];
}

/** What became of a lesion, ready for layout. */
export interface LesionRow {
  readonly tone: Tone;
  /** Lesion, place, volume before and now, change, verdict. */
  readonly cells: readonly string[];
}

/** The part of a report, or of a page, about lesions. */
export interface LesionContent {
  readonly title: string;
  /** The most important one first. */
  readonly sentences: readonly string[];
  readonly columns: readonly string[];
  /** The largest first. */
  readonly rows: readonly LesionRow[];
  /** SVG, and what it shows in words; null without lesions. */
  readonly picture: { readonly svg: string; readonly words: string } | null;
  /** What a lesion is. */
  readonly reading: string;
}

/** Everything that a report shows, ready for layout: both renderings have the same words and the same numbers. */
export interface ReportContent {
  /** What both renderings say besides. */
  readonly words: Words;
  readonly title: string;
  /** What became of the infection, in a few words. */
  readonly verdict: { readonly text: string; readonly tone: Tone };
  readonly patient: readonly Line[];
  readonly study: readonly Line[];
  /** The most important one first. */
  readonly sentences: readonly string[];
  /** Their marks stand beside the numbers that they weaken. */
  readonly warnings: readonly MarkedWarning[];
  /** In order of acquisition; one point for a first study. */
  readonly timeline: readonly TimelinePoint[];
  readonly profile: { readonly current: readonly ProfilePoint[]; readonly previous: readonly ProfilePoint[] | null };
  readonly table: { readonly columns: readonly Column[]; readonly rows: readonly Row[] };
  /** The lungs from other sides, and how dense they are; [] and null in analyses that kept neither. */
  readonly views: readonly View[];
  readonly histogram: Histogram | null;
  readonly isInfected: boolean;
  /** Why lesions are not compared, in words; null for a first study. */
  readonly lesions: LesionContent | string | null;
  readonly strip: Strip;
  readonly provenance: readonly Line[];
  /** When the reported analysis was done. */
  readonly performedAt: Date;
  /** Where people reach the service, for links in files. */
  readonly publicUrl: string | undefined;
}

/** Adjacent columns of one group. */
export function columnGroups(columns: readonly Column[]): { group: string; span: number }[] {
  const groups: { group: string; span: number }[] = [];
  for (const { group } of columns) {
    const last = groups.at(-1);
    if (last?.group === group) last.span++;
    else groups.push({ group, span: 1 });
  }
  return groups;
}

/** Shares of both lungs' volume at one timepoint, percent: the infection and its findings. */
export interface TimelinePoint extends Pick<RegionMeasurements, 'infectedPercent' | `${FindingKey}Percent`> {
  readonly acquiredAt: string;
}

/** A slice: its height in the lungs (0 at the top, 1 at the bottom) and its infected area, cm2. */
export interface ProfilePoint {
  readonly height: number;
  readonly infectedCm2: number;
}

/** The course of both lungs over the timepoints. */
export function timelineOf(timepoints: readonly Timepoint[]): TimelinePoint[] {
  return timepoints.map(({ acquiredAt, measurements }) => ({ acquiredAt, ...measurements.regions.lungs }));
}

/** The infected area slice by slice. */
export function profileOf({ measurements }: Timepoint): ProfilePoint[] {
  return slicesInLung(measurements.slices).map(({ slice, height }) => ({
    height,
    infectedCm2: slice.infectedMm2 / 100,
  }));
}
