import { type Dataset, number, text } from '../dicom/dataset.ts';
import { kernelOf } from '../dicom/functional-groups.ts';
import type { Refusal } from '../errors/refusal-error.ts';
import { acquiredAt } from '../followup/acquisition.ts';
import type { Transaction } from './database.ts';

/** A series as a look saw it, and what the rules said to it. */
export interface SeenSeries {
  readonly header: Dataset;
  readonly numberOfInstances: number;
  /** 1 is the series that was analysed, or would be first. */
  readonly rank: number | null;
  readonly reason: string;
  readonly refusal: Refusal | undefined;
}

/** Keys of the rows that an analysis hangs on. */
export interface StudyKeys {
  readonly study: number;
  readonly patient: number;
}

/** Writes what the PACS says of a study, its patient and its series; the header is of the study level or below. */
export async function writeStudy(
  tx: Transaction,
  studyInstanceUid: string,
  header: Dataset,
  series: readonly SeenSeries[],
): Promise<StudyKeys> {
  const patient = await writePatient(tx, studyInstanceUid, header);
  const { date, time } = studyMoment(header);
  const description = text(header, 'StudyDescription');
  const accessionNumber = text(header, 'AccessionNumber');
  const words = ['PatientID', 'PatientName', 'AccessionNumber', 'StudyDescription'].map((key) => text(header, key));
  const searchText = [...words, date ?? ''].join(' ').replaceAll('^', ' ').toLowerCase();
  const [row] = await tx.query<{ id: number }>(
    `update studies set patient = $2, study_date = $3::date, study_time = $4::time, study_description = $5,
       accession_number = $6, search_text = $7, changed_at = now()
     where study_instance_uid = $1 returning id`,
    [studyInstanceUid, patient, date, time, description, accessionNumber, searchText],
  );
  if (row === undefined) throw new Error(`study ${studyInstanceUid} was never announced`);
  for (const one of series) await writeSeries(tx, row.id, one);
  return { study: row.id, patient };
}

async function writePatient(tx: Transaction, studyInstanceUid: string, header: Dataset): Promise<number> {
  const values = [
    text(header, 'PatientID'),
    text(header, 'IssuerOfPatientID'),
    text(header, 'PatientName'),
    isoDate(text(header, 'PatientBirthDate')),
    text(header, 'PatientSex'),
  ];
  const nameless = values[0] === '' ? await namelessPatient(tx, studyInstanceUid) : undefined;
  if (nameless !== undefined) return nameless;
  const [row] = await tx.query<{ id: number }>(
    `insert into patients (patient_id, issuer_of_patient_id, patient_name, patient_birth_date, patient_sex)
     values ($1, $2, $3, $4::date, $5)
     on conflict (patient_id, issuer_of_patient_id) where patient_id <> '' do update set
       patient_name = excluded.patient_name, patient_birth_date = excluded.patient_birth_date,
       patient_sex = excluded.patient_sex
     returning id`,
    values,
  );
  return row?.id ?? 0;
}

/** The patient that a study without PatientID was given at an earlier look. */
async function namelessPatient(tx: Transaction, studyInstanceUid: string): Promise<number | undefined> {
  const [row] = await tx.query<{ id: number }>(
    "select p.id from patients p join studies s on s.patient = p.id where s.study_instance_uid = $1 and p.patient_id = ''",
    [studyInstanceUid],
  );
  return row?.id;
}

async function writeSeries(tx: Transaction, study: number, seen: SeenSeries): Promise<void> {
  const { header, numberOfInstances, rank, reason, refusal } = seen;
  await tx.query(
    `insert into series (study, series_instance_uid, modality, series_number, series_description, convolution_kernel,
       slice_thickness, number_of_instances, rank, reason, refusal_code, refusal_message)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (series_instance_uid) do update set study = excluded.study, modality = excluded.modality,
       series_number = excluded.series_number, series_description = excluded.series_description,
       convolution_kernel = excluded.convolution_kernel, slice_thickness = excluded.slice_thickness,
       number_of_instances = excluded.number_of_instances, rank = excluded.rank, reason = excluded.reason,
       refusal_code = excluded.refusal_code, refusal_message = excluded.refusal_message`,
    [
      study,
      text(header, 'SeriesInstanceUID'),
      text(header, 'Modality'),
      whole(number(header, 'SeriesNumber')),
      text(header, 'SeriesDescription'),
      kernelOf(header),
      number(header, 'SliceThickness') ?? null,
      numberOfInstances,
      rank,
      reason,
      refusal?.code ?? null,
      refusal?.message ?? null,
    ],
  );
}

/** SeriesNumber is an IS, yet some devices write more digits than an integer holds. */
function whole(value: number | undefined): number | null {
  return Number.isInteger(value) && Math.abs(value ?? 0) < 2 ** 31 ? (value ?? null) : null;
}

/** StudyDate and StudyTime as the database takes them; null where they are missing or no real date. */
function studyMoment(header: Dataset): { date: string | null; time: string | null } {
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
