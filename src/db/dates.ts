import { acquiredAt } from '../followup/acquired.ts';
import type { Dataset } from '../dicom/dataset.ts';
import { text } from '../dicom/dataset.ts';

/** StudyDate and StudyTime as the database takes them; null where they are missing or no real date. */
export function studyMoment(header: Dataset): { date: string | null; time: string | null } {
  const moment = localMoment(pick(header, 'StudyDate', 'StudyTime'));
  const time = text(header, 'StudyTime') === '' ? null : moment?.slice(11);
  return { date: moment?.slice(0, 10) ?? null, time: time ?? null };
}

/** A DA value (PS3.5 6.2) as the database takes it. */
export function isoDate(value: string): string | null {
  return localMoment({ StudyDate: value })?.slice(0, 10) ?? null;
}

/** When the images were acquired, as the database takes it: local time of the scanner. */
export function acquisitionMoment(header: Dataset): string | null {
  return localMoment(header);
}

function localMoment(header: Dataset): string | null {
  return acquiredAt(header) ?? null;
}

function pick(header: Dataset, ...keywords: readonly string[]): Dataset {
  return Object.fromEntries(keywords.map((keyword) => [keyword, header[keyword]]));
}
