import { type Dataset, text } from '../dicom/dataset.ts';
import { kernelOf, thicknessOf } from '../dicom/functional-groups.ts';
import type { Warning } from '../errors/warnings.ts';
import type { Measurements } from '../inference/measure/measurements.ts';
import type { Volume } from '../volume/volume.ts';
import type { FollowUpThresholds } from './change.ts';
import type { Acquisition, Timepoint } from './timepoint.ts';

/** Days that devices and de-identifiers write where they know none. */
const PLACEHOLDERS = new Set(['19000101', '19010101', '19700101', '18991230', '99991231']);

const DATES = ['Acquisition', 'Content', 'Series', 'Study'] as const;

/**
 * When the images of a header were acquired, as ISO date and time in the clock of the site: AcquisitionDateTime, else the date and time
 * of acquisition, content, series or study, whichever comes first. Undefined if there is no date; placeholders are none.
 */
export function acquiredAt(header: Dataset): string | undefined {
  const dateTime = text(header, 'AcquisitionDateTime');
  const stamps = [
    [dateTime.slice(0, 8), dateTime.slice(8)],
    ...DATES.map((of) => [text(header, `${of}Date`), text(header, `${of}Time`)]),
  ];
  return stamps.map(([date = '', time = '']) => isoOf(date, time)).find((iso) => iso !== undefined);
}

/** A DA (PS3.5 6.2) as ISO; null where the calendar has no such day. */
export function isoDate(value: string): string | null {
  return acquiredAt({ StudyDate: value })?.slice(0, 10) ?? null;
}

/** The attributes of an acquisition that decide how well it can be compared. */
export function acquisitionOf(
  { geometry, header }: Pick<Volume, 'geometry' | 'header'>,
  { regions }: Pick<Measurements, 'regions'>,
): Acquisition {
  const thicknessMm = thicknessOf(header);
  return {
    sliceDistanceMm: geometry.spacing[0],
    ...(thicknessMm !== undefined && { thicknessMm }),
    kernel: kernelOf(header),
    lungMl: regions.lungs.lungMl,
  };
}

/**
 * DA and TM (PS3.5 6.2) as ISO; a time may be truncated or missing, the missing part counts as zero. Undefined for an invalid date. A
 * leap second (60) counts as 59, an invalid time as midnight.
 */
function isoOf(date: string, time: string): string | undefined {
  const [, year, month, day] = /^(\d{4})[.-]?(\d\d)[.-]?(\d\d)$/.exec(date) ?? [];
  if (!year) return undefined;
  if (!exists(`${year}-${month}-${day}`) || PLACEHOLDERS.has(`${year}${month}${day}`)) return undefined;
  const [, hours = '00', minutes = '00', seconds = '00'] = /^(\d\d):?(\d\d)?:?(\d\d)?/.exec(time) ?? [];
  const clock = `${hours}:${minutes}:${seconds === '60' ? '59' : seconds}`;
  const isReal = hours < '24' && minutes < '60' && seconds <= '60';
  return `${year}-${month}-${day}T${isReal ? clock : '00:00:00'}`;
}

function exists(isoDate: string): boolean {
  const date = new Date(`${isoDate}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(isoDate) && isoDate > '1895';
}

type Check = (current: Acquisition, earlier: Acquisition, date: string) => Warning | null;

/** What weakens the comparison of two timepoints in their acquisition. */
export function acquisitionWarnings(current: Timepoint, earlier: Timepoint, thresholds: FollowUpThresholds): Warning[] {
  const checks: Check[] = [
    sliceDistance(thresholds.sliceDistanceRatio),
    thickness(thresholds.sliceDistanceRatio),
    kernel,
    lungVolume(thresholds.lungVolumePercent),
  ];
  return checks
    .map((check) => check(current.acquisition, earlier.acquisition, earlier.acquiredAt))
    .filter((warning) => warning !== null);
}

function sliceDistance(limit: number): Check {
  return ({ sliceDistanceMm: now }, { sliceDistanceMm: before }, date) => {
    if (areAlike(now, before, limit)) return null;
    return { code: 'SLICE_DISTANCE', details: { now, before, date } };
  };
}

function thickness(limit: number): Check {
  return ({ thicknessMm: now }, { thicknessMm: before }, date) => {
    if (now === undefined || before === undefined || areAlike(now, before, limit)) return null;
    return { code: 'THICKNESS', details: { now, before, date } };
  };
}

function areAlike(a: number, b: number, limit: number): boolean {
  return Math.max(a, b) <= limit * Math.min(a, b);
}

const kernel: Check = ({ kernel: now }, { kernel: before }, date) => {
  if (now === '' || before === '' || now.toUpperCase() === before.toUpperCase()) return null;
  return { code: 'KERNEL', details: { now, before, date } };
};

function lungVolume(limit: number): Check {
  return ({ lungMl: now }, { lungMl: before }, date) => {
    const percent = ((now - before) / before) * 100;
    if (!(Math.abs(percent) > limit)) return null;
    return { code: 'LUNG_VOLUME', details: { percent, date } };
  };
}
