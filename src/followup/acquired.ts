import type { Measurements } from '../inference/measure/measurements.ts';
import { type Dataset, text } from '../dicom/dataset.ts';
import { kernelOf } from '../dicom/kernel.ts';
import type { Volume } from '../volume/volume.ts';
import type { Acquisition } from './timepoint.ts';

const DATES = ['Acquisition', 'Content', 'Series', 'Study'] as const;

/**
 * When the images of a header were acquired, as ISO date and time in the clock of the site: AcquisitionDateTime, else the
 * date and time of acquisition, content, series or study, whichever comes first. Undefined where no date is given.
 */
export function acquiredAt(header: Dataset): string | undefined {
  const dateTime = text(header, 'AcquisitionDateTime');
  const stamps = [
    [dateTime.slice(0, 8), dateTime.slice(8)],
    ...DATES.map((of) => [text(header, `${of}Date`), text(header, `${of}Time`)]),
  ];
  return stamps.map(([date = '', time = '']) => isoOf(date, time)).find((iso) => iso !== undefined);
}

/** What of a volume's acquisition decides whether it can be compared well. */
export function acquisitionOf(
  { geometry, header }: Pick<Volume, 'geometry' | 'header'>,
  { regions }: Pick<Measurements, 'regions'>,
): Acquisition {
  return {
    sliceDistanceMm: geometry.spacing[0],
    kernel: kernelOf(header),
    lungMl: regions.lungs.lungMl,
  };
}

/**
 * DA and TM (PS3.5 6.2) as ISO; a time may be cut short anywhere or be missing, then it counts from midnight. Undefined where the
 * calendar has no such day. A leap second (60) counts as 59, an unreal time as midnight.
 */
function isoOf(date: string, time: string): string | undefined {
  const [, year, month, day] = /^(\d{4})[.-]?(\d\d)[.-]?(\d\d)$/.exec(date) ?? [];
  if (!year) return undefined;
  if (!exists(`${year}-${month}-${day}`)) return undefined;
  const [, hours = '00', minutes = '00', seconds = '00'] = /^(\d\d):?(\d\d)?:?(\d\d)?/.exec(time) ?? [];
  const clock = `${hours}:${minutes}:${seconds === '60' ? '59' : seconds}`;
  const isReal = hours < '24' && minutes < '60' && seconds <= '60';
  return `${year}-${month}-${day}T${isReal ? clock : '00:00:00'}`;
}

function exists(isoDate: string): boolean {
  const date = new Date(`${isoDate}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(isoDate) && isoDate > '1895';
}
