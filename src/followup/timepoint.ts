import type { Measurements, SliceMeasurements } from '../inference/measure/measurements.ts';

/** The attributes of the acquisition that decide how well two timepoints can be compared. */
export interface Acquisition {
  /** True distance between slices, mm. */
  readonly sliceDistanceMm: number;
  /** SliceThickness, mm; absent where the scanner does not say. */
  readonly thicknessMm?: number;
  /** ConvolutionKernel; '' where the scanner does not say. */
  readonly kernel: string;
  /** Volume of both lungs, ml. */
  readonly lungMl: number;
}

/** A study of a patient that has an analysis. */
export interface Timepoint {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  /** Key of the analysis: the same study analysed by another model set has another key. */
  readonly analysisKey: string;
  /** ISO 8601 date and time of the acquisition. Without a zone, as usual in DICOM, it is the clock of the site. */
  readonly acquiredAt: string;
  readonly modelSet: string;
  /** True if a later analysis of the same study has superseded this one. */
  readonly superseded: boolean;
  readonly measurements: Measurements;
  readonly acquisition: Acquisition;
}

/** Timepoints from the earliest to the latest. The input order does not matter, even for equal times. */
function orderTimepoints(timepoints: readonly Timepoint[]): Timepoint[] {
  return [...timepoints].sort(
    (a, b) =>
      timeOf(a.acquiredAt) - timeOf(b.acquiredAt) ||
      compareTexts(a.studyInstanceUid, b.studyInstanceUid) ||
      compareTexts(a.analysisKey, b.analysisKey),
  );
}

/**
 * The timepoints that `current` is compared with and itself, in order: made by the same model set, not superseded, not acquired after it,
 * one per study (the one with most slices if a study has several), and one per acquisition: a copy of a study is no other timepoint.
 */
export function comparableTimepoints(timepoints: readonly Timepoint[], current: Timepoint): Timepoint[] {
  const byStudy = new Map<string, Timepoint>();
  for (const timepoint of timepoints) {
    if (timepoint.superseded || timepoint.modelSet !== current.modelSet) continue;
    const known = byStudy.get(timepoint.studyInstanceUid);
    byStudy.set(timepoint.studyInstanceUid, known ? fuller(known, timepoint) : timepoint);
  }
  byStudy.set(current.studyInstanceUid, current);
  const ordered = withoutCopies(orderTimepoints([...byStudy.values()]), current);
  return ordered.slice(0, ordered.indexOf(current) + 1);
}

/** The first of each acquisition, but `current` for its own. */
function withoutCopies(timepoints: readonly Timepoint[], current: Timepoint): Timepoint[] {
  const acquisitionOf = ({ seriesInstanceUid, acquiredAt }: Timepoint) => `${seriesInstanceUid} ${acquiredAt}`;
  const kept = new Map([[acquisitionOf(current), current]]);
  for (const timepoint of timepoints) {
    const acquisition = acquisitionOf(timepoint);
    if (!kept.has(acquisition)) kept.set(acquisition, timepoint);
  }
  return timepoints.filter((timepoint) => kept.get(acquisitionOf(timepoint)) === timepoint);
}

/** Exact days (24 hours) from one ISO date and time to another. */
export function daysBetween(from: string, to: string): number {
  return (timeOf(to) - timeOf(from)) / 86_400_000;
}

/** The date of an ISO date and time. */
export function dateOf(iso: string): string {
  return iso.slice(0, 10);
}

/** A time between two timepoints, rounded to its unit. */
export interface Interval {
  readonly count: number;
  readonly unit: 'hours' | 'days';
}

/** The time from one ISO date and time to another: calendar days, or hours within a day. */
export function intervalBetween(from: string, to: string): Interval {
  const days = daysBetween(dateOf(from), dateOf(to));
  return days === 0 ? { count: Math.round(daysBetween(from, to) * 24), unit: 'hours' } : { count: days, unit: 'days' };
}

/** Milliseconds since 1970 of an ISO date and time, or of its SQL form with a space; without a zone the clock counts as UTC. */
export function timeOf(dateTime: string): number {
  const iso = dateTime.replace(' ', 'T').replace(/([+-]\d\d)$/, (zone, _, at) => (at > 10 ? `${zone}:00` : zone));
  const hasZone = /T.*(Z|[+-]\d\d:?\d\d)$/.test(iso);
  const milliseconds = Date.parse(hasZone || !iso.includes('T') ? iso : `${iso}Z`);
  if (Number.isNaN(milliseconds)) throw new RangeError(`"${dateTime}" is no ISO 8601 date and time`);
  return milliseconds;
}

function fuller(a: Timepoint, b: Timepoint): Timepoint {
  const more =
    b.measurements.slices.length - a.measurements.slices.length || compareTexts(a.analysisKey, b.analysisKey);
  return more > 0 ? b : a;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** A slice that shows lung and its height in the lungs: 0 at their highest slice, 1 at their lowest. */
export interface SliceInLung {
  readonly slice: SliceMeasurements;
  /** Index of the slice in the volume, 0 nearest the head. */
  readonly index: number;
  readonly height: number;
}

/** The slices that show lung, head to foot. Relative heights make timepoints comparable that were scanned at different positions. */
export function slicesInLung(slices: readonly SliceMeasurements[]): SliceInLung[] {
  const heights = heightsInLung(slices);
  return slices
    .map((slice, index) => ({ slice, index, height: heights[index]! }))
    .filter(({ slice }) => slice.lungMm2 > 0);
}

/**
 * Height of every slice in the lungs: 0 at their highest slice, 1 at their lowest, less and more beyond them. Without lung the whole stack
 * counts, and 0.5 where there is but one slice.
 */
export function heightsInLung(slices: readonly SliceMeasurements[]): number[] {
  const shown = slices.filter(({ lungMm2 }) => lungMm2 > 0);
  const lung = shown.length > 0 ? shown : slices;
  const [top, bottom] = [lung[0]?.z ?? 0, lung.at(-1)?.z ?? 0];
  return slices.map(({ z }) => (top === bottom ? 0.5 : (top - z) / (top - bottom)));
}
