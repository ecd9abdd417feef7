import type { Category } from '../followup/change.ts';
import type { Region, RegionMeasurements } from '../inference/measure/measurements.ts';
import type { Queryable } from './database.ts';
import type { StudyState } from './worklist.ts';

interface PatientRecord {
  readonly id: number;
  readonly patientId: string;
  readonly issuerOfPatientId: string;
  readonly patientName: string;
  readonly patientBirthDate: string | null;
  readonly patientSex: string;
}

/** A study of a patient with its current analysis. */
export interface PatientTimepoint {
  readonly studyInstanceUid: string;
  readonly studyDate: string | null;
  readonly studyDescription: string;
  /** Local time of the scanner, ISO 8601 without zone. */
  readonly acquiredAt: string | null;
  readonly modelSet: string;
  readonly regions: Readonly<Record<Region, RegionMeasurements>>;
  readonly severityScore: number;
  /** A person left it out of comparisons. */
  readonly excludedFromFollowUp: boolean;
  /** What became of the infection since the timepoint before; null without a comparison. */
  readonly category: Category | null;
  /** The sentence of the report that matters first; null while there is no report. */
  readonly summary: string | null;
}

export interface StudyWithoutAnalysis {
  readonly studyInstanceUid: string;
  readonly studyDate: string | null;
  readonly state: StudyState;
}

export interface PatientTimeline extends PatientRecord {
  /** In order of acquisition. */
  readonly timepoints: readonly PatientTimepoint[];
  /** Studies of the patient without an analysis. */
  readonly others: readonly StudyWithoutAnalysis[];
  /** Why the follow-ups are not up to date; null where they are. */
  readonly followUpFailure: { readonly message: string; readonly attempts: number; readonly lastFailedAt: Date } | null;
}

/** Reads a patient with all timepoints; undefined when there is none with this key. */
export async function readPatient(database: Queryable, id: number): Promise<PatientTimeline | undefined> {
  const [patient] = await database.query<PatientRecord>(
    `select id, patient_id as "patientId", issuer_of_patient_id as "issuerOfPatientId", patient_name as "patientName",
       patient_birth_date as "patientBirthDate", patient_sex as "patientSex"
     from patients where id = $1`,
    [id],
  );
  if (patient === undefined) return undefined;
  const timepoints = await database.query<PatientTimepoint>(
    `select s.study_instance_uid as "studyInstanceUid", s.study_date as "studyDate",
       s.study_description as "studyDescription", replace(a.acquired_at::text, ' ', 'T') as "acquiredAt",
       a.model_set as "modelSet", a.measurements -> 'regions' as regions, a.severity_score as "severityScore",
       coalesce(c.excluded_from_follow_up, false) as "excludedFromFollowUp", f.category, f.summary
     from analyses a join studies s on s.id = a.study
     left join corrections c on c.study = s.id left join follow_ups f on f.analysis = a.id
     where a.patient = $1 and a.superseded_by is null
     order by a.acquired_at nulls first, s.study_instance_uid`,
    [id],
  );
  const others = await database.query<StudyWithoutAnalysis>(
    `select study_instance_uid as "studyInstanceUid", study_date as "studyDate", state
     from studies s where patient = $1
       and not exists (select from analyses a where a.study = s.id and a.superseded_by is null)
     order by study_date nulls first, id`,
    [id],
  );
  const [followUpFailure = null] = await database.query<NonNullable<PatientTimeline['followUpFailure']>>(
    'select message, attempts, last_failed_at as "lastFailedAt" from follow_up_failures where patient = $1',
    [id],
  );
  return { ...patient, timepoints, others, followUpFailure };
}

/** Key of the patient that a study is recorded for; undefined where it is not recorded yet. */
export async function readPatientOf(database: Queryable, studyInstanceUid: string): Promise<number | undefined> {
  const [study] = await database.query<{ patient: number | null }>(
    'select patient from studies where study_instance_uid = $1',
    [studyInstanceUid],
  );
  return study?.patient ?? undefined;
}

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
