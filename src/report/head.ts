import { type Dataset, text } from '../dicom/dataset.ts';
import type { FollowUp } from '../followup/compare.ts';
import { intervalBetween, type Timepoint } from '../followup/timepoint.ts';
import { ZONE_SCORE } from '../inference/measure/metrics.ts';
import type { Words } from '../language/words.ts';
import type { Line } from './content.ts';

const NOT_GIVEN = '–';

/** The patient, and the order that the report answers. */
export function patientLines(header: Dataset, words: Words): Line[] {
  const { head } = words;
  const issuer = text(header, 'IssuerOfPatientID');
  const id = text(header, 'PatientID') || NOT_GIVEN;
  return [
    { label: head.patient, value: personName(text(header, 'PatientName')) },
    { label: head.patientId, value: issuer ? `${id} (${issuer})` : id },
    { label: head.born, value: born(header, words) },
    { label: head.sex, value: head.sexOf(text(header, 'PatientSex')) || NOT_GIVEN },
    { label: head.accession, value: text(header, 'AccessionNumber') || NOT_GIVEN },
  ];
}

/** What was examined and what it is compared with. */
export function studyLines(header: Dataset, timepoint: Timepoint, followUp: FollowUp | null, words: Words): Line[] {
  const { head, decimal, dateAndTime } = words;
  const { acquiredAt, acquisition, measurements } = timepoint;
  const series = [
    text(header, 'SeriesDescription'),
    head.slices(measurements.slices.length),
    `${decimal(acquisition.sliceDistanceMm)} mm`,
    acquisition.kernel,
  ];
  return [
    { label: head.acquired, value: dateAndTime(acquiredAt) },
    { label: head.study, value: text(header, 'StudyDescription') || NOT_GIVEN },
    { label: head.series, value: series.filter((part) => part !== '').join(', ') },
    {
      label: head.zoneScore,
      value: head.score(measurements.severityScore, ZONE_SCORE.most, followUp?.previous.measurements.severityScore),
    },
    { label: head.comparedWith, value: followUp ? comparedWith(followUp, words) : head.noEarlier },
  ];
}

function comparedWith({ current, previous, first }: FollowUp, { head }: Words): string {
  const earlier = ({ acquiredAt: date }: Timepoint) => ({ date, interval: intervalBetween(date, current.acquiredAt) });
  return head.earlier(earlier(previous), previous === first ? undefined : earlier(first));
}

function born(header: Dataset, { date, head }: Words): string {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(text(header, 'PatientBirthDate')) ?? [];
  const [, count, unit] = /^0*(\d+)([DWMY])$/.exec(text(header, 'PatientAge')) ?? [];
  const parts = [
    year && date(`${year}-${month}-${day}`),
    count && head.age(Number(count), unit as 'D' | 'W' | 'M' | 'Y'),
  ].filter(Boolean);
  return parts.join(', ') || NOT_GIVEN;
}

/**
 * 'Müller^Jürgen^^Dr.' -> 'Müller, Jürgen, Dr.'; 'Yamada^Tarou=山田^太郎=やまだ^たろう' -> 'Yamada, Tarou (山田 太郎)' (PS3.5 6.2.1: groups
 * alphabetic, ideographic and phonetic, each of family, given, middle, prefix, suffix). The phonetic group stands for a missing one.
 */
export function personName(name: string): string {
  const [alphabetic = '', ideographic = '', phonetic = ''] = name.split('=').map(partsOf);
  if (alphabetic !== '' && ideographic !== '') return `${alphabetic} (${ideographic.replaceAll(', ', ' ')})`;
  return alphabetic || ideographic || phonetic || NOT_GIVEN;
}

function partsOf(group: string): string {
  const [family, given, middle, prefix, suffix] = group.split('^').map((part) => part.trim());
  const first = [given, middle].filter(Boolean).join(' ');
  return [family, first, prefix, suffix].filter(Boolean).join(', ');
}
