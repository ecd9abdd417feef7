import { sql } from 'kysely';
import { type Dataset, text } from '../dicom/dataset.ts';
import { acquiredAt, isoDate } from '../followup/acquisition.ts';
import type { Queryable, Transaction } from './database.ts';
import { writePatient } from './patients.ts';
import { type SeenSeries, writeSeries } from './series.ts';

/** Keys of the rows that an analysis hangs on. */
export interface StudyKeys {
  readonly study: number;
  readonly patient: number;
}

/** The key of a study, as part of a statement. */
export function keyOfStudy(database: Queryable, studyInstanceUid: string) {
  return database.statements.selectFrom('studies').select('id').where('studyInstanceUid', '=', studyInstanceUid);
}

/** Writes a study, its patient and its series as the PACS describes them; the header is of the study level or below. */
export async function writeStudy(
  tx: Transaction,
  studyInstanceUid: string,
  header: Dataset,
  series: readonly SeenSeries[],
): Promise<StudyKeys> {
  const patient = await writePatient(tx, studyInstanceUid, header);
  const row = await tx.statements
    .updateTable('studies')
    .set({ patient, ...described(header), changedAt: sql<Date>`now()` })
    .where('studyInstanceUid', '=', studyInstanceUid)
    .returning('id')
    .executeTakeFirst();
  if (row === undefined) throw new Error(`study ${studyInstanceUid} was never announced`);
  for (const one of series) await writeSeries(tx, row.id, one);
  return { study: row.id, patient };
}

/**
 * Writes what a query tells of a study whose patient is not known yet, so that people find it although its headers cannot be read. Whose it
 * is takes a header: answers of queries may leave out IssuerOfPatientID.
 */
export async function describeStudy(tx: Transaction, studyInstanceUid: string, header: Dataset): Promise<void> {
  await tx.statements
    .updateTable('studies')
    .set(described(header))
    .where('studyInstanceUid', '=', studyInstanceUid)
    .where('patient', 'is', null)
    .execute();
}

/** Assigns an announced study to its patient, with a DA (PS3.5 6.2), before a look does. */
export async function writePrior(tx: Transaction, studyInstanceUid: string, patient: number, studyDate: string) {
  await tx.statements
    .updateTable('studies')
    .set({ patient, studyDate: isoDate(studyDate) })
    .where('studyInstanceUid', '=', studyInstanceUid)
    .where('patient', 'is', null)
    .execute();
}

/** Key of the patient of a study; undefined if it is not recorded yet. */
export async function readPatientOf(database: Queryable, studyInstanceUid: string): Promise<number | undefined> {
  const study = await database.statements
    .selectFrom('studies')
    .select('patient')
    .where('studyInstanceUid', '=', studyInstanceUid)
    .executeTakeFirst();
  return study?.patient ?? undefined;
}

/** The columns of a study that its header fills. */
function described(header: Dataset) {
  const { date, time } = studyMoment(header);
  const words = ['PatientID', 'PatientName', 'AccessionNumber', 'StudyDescription'].map((key) => text(header, key));
  return {
    studyDate: date,
    studyTime: time,
    studyDescription: text(header, 'StudyDescription'),
    accessionNumber: text(header, 'AccessionNumber'),
    searchText: [...words, date ?? ''].join(' ').replace(/[\^=]/g, ' ').toLowerCase(),
  };
}

/** StudyDate and StudyTime as the database accepts them; null if they are missing or invalid. */
function studyMoment({ StudyDate, StudyTime }: Dataset): { date: string | null; time: string | null } {
  const moment = acquiredAt({ StudyDate, StudyTime });
  const time = text({ StudyTime }, 'StudyTime') === '' ? null : moment?.slice(11);
  return { date: moment?.slice(0, 10) ?? null, time: time ?? null };
}
