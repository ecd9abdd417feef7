import type { Queryable } from './database.ts';
import type { PatientRecord } from './patients.ts';

/** A patient as the list of patients shows one. */
export interface PatientEntry extends PatientRecord {
  /** Studies with an analysis. */
  readonly timepoints: number;
  /** Local time of the scanner, ISO 8601 without zone. */
  readonly lastAcquiredAt: string | null;
}

export interface PatientsQuery {
  /** Words that must all occur in PatientID or name. */
  readonly search?: string | undefined;
  /** Only patients that were seen before the one with this key. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface PatientsPage {
  /** The newest first. */
  readonly entries: readonly PatientEntry[];
  /** `before` of the next page; null on the last. */
  readonly next: number | null;
}

/** One page of the patients, paged by key. */
export async function readPatients(
  database: Queryable,
  { search = '', before, limit }: PatientsQuery,
): Promise<PatientsPage> {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = await database.query<PatientEntry>(
    `select p.id, patient_id as "patientId", issuer_of_patient_id as "issuerOfPatientId", patient_name as "patientName",
       patient_birth_date as "patientBirthDate", patient_sex as "patientSex", count(a.id) as timepoints,
       replace(max(a.acquired_at)::text, ' ', 'T') as "lastAcquiredAt"
     from patients p left join analyses a on a.patient = p.id and a.superseded_by is null
     where ($1::bigint is null or p.id < $1)
       and lower(patient_id || ' ' || replace(patient_name, '^', ' ')) like all($2::text[])
     group by p.id order by p.id desc limit $3`,
    [before ?? null, words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`), limit + 1],
  );
  const entries = found.slice(0, limit);
  return { entries, next: found.length > limit ? (entries.at(-1)?.id ?? null) : null };
}
