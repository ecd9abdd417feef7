import { type Dataset, text } from '../dicom/dataset.ts';
import type { FollowUp } from '../followup/compare.ts';
import type { Timepoint } from '../followup/timepoint.ts';
import { dateOf, decimal, duration } from '../followup/words.ts';
import type { Line } from './content.ts';

const NOT_GIVEN = '–';

/** The patient, and the order that the report answers. */
export function patientLines(header: Dataset): Line[] {
  const issuer = text(header, 'IssuerOfPatientID');
  const id = text(header, 'PatientID') || NOT_GIVEN;
  return [
    { label: 'Patient', value: personName(text(header, 'PatientName')) },
    { label: 'Patient ID', value: issuer ? `${id} (${issuer})` : id },
    { label: 'Born', value: born(header) },
    { label: 'Sex', value: text(header, 'PatientSex') || NOT_GIVEN },
    { label: 'Accession', value: text(header, 'AccessionNumber') || NOT_GIVEN },
  ];
}

/** What was examined and what it is compared with. */
export function studyLines(header: Dataset, timepoint: Timepoint, followUp: FollowUp | null): Line[] {
  const { acquiredAt, acquisition, measurements } = timepoint;
  const series = [
    text(header, 'SeriesDescription'),
    `${measurements.slices.length} slices`,
    `${decimal(acquisition.sliceDistanceMm)} mm`,
    acquisition.kernel,
  ];
  return [
    { label: 'Acquired', value: acquiredAt.slice(0, 16).replace('T', ' ') },
    { label: 'Study', value: text(header, 'StudyDescription') || NOT_GIVEN },
    { label: 'Series', value: series.filter((part) => part !== '').join(', ') },
    { label: 'Zone score', value: zoneScore(timepoint, followUp) },
    { label: 'Compared with', value: followUp ? comparedWith(followUp) : 'no earlier CT' },
  ];
}

function zoneScore({ measurements }: Timepoint, followUp: FollowUp | null): string {
  const before = followUp ? ` (before ${followUp.previous.measurements.severityScore})` : '';
  return `${measurements.severityScore} of 24${before}`;
}

function comparedWith({ current, previous, first }: FollowUp): string {
  const dated = ({ acquiredAt }: Timepoint): string =>
    `${dateOf(acquiredAt)} (${duration(acquiredAt, current.acquiredAt)} earlier)`;
  return previous === first ? dated(previous) : `${dated(previous)}, first ${dated(first)}`;
}

function born(header: Dataset): string {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(text(header, 'PatientBirthDate')) ?? [];
  const [, count, unit = ''] = /^0*(\d+)([DWMY])$/.exec(text(header, 'PatientAge')) ?? [];
  const units: Record<string, string> = { D: 'days', W: 'weeks', M: 'months', Y: 'years' };
  const parts = [year && `${year}-${month}-${day}`, count && `${count} ${units[unit]}`].filter(Boolean);
  return parts.join(', ') || NOT_GIVEN;
}

/**
 * 'Müller^Jürgen^^Dr.' -> 'Müller, Jürgen, Dr.' (PS3.5 6.2.1: family, given, middle, prefix, suffix). Uses the first of the alphabetic,
 * ideographic and phonetic representations that is present.
 */
export function personName(name: string): string {
  const representation = name.split('=').find((group) => /[^\s^]/.test(group)) ?? '';
  const [family, given, middle, prefix, suffix] = representation.split('^').map((part) => part.trim());
  const first = [given, middle].filter(Boolean).join(' ');
  return [family, first, prefix, suffix].filter(Boolean).join(', ') || NOT_GIVEN;
}
