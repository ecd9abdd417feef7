import type { Category, FollowUpThresholds } from '../followup/change.ts';
import { replaceReports } from './analyses.ts';
import type { Database, Queryable, Transaction } from './database.ts';
import { addEvent } from './events.ts';

/** A follow-up as it is recorded. */
export interface RecordedFollowUp extends FinishedFollowUp {
  /** Key of the analysis in the database. */
  readonly analysis: number;
  readonly comparedAt: Date;
}

const FOLLOW_UPS = `
  select f.analysis, f.identity, f.compared, f.thresholds, f.category, f.summary, f.performed_at as "performedAt",
    f.compared_at as "comparedAt"
  from follow_ups f join analyses a on a.id = f.analysis`;

/** The follow-up of a study's current analysis; undefined when there is none. */
export async function readFollowUp(
  database: Queryable,
  studyInstanceUid: string,
): Promise<RecordedFollowUp | undefined> {
  const [row] = await database.query<RecordedFollowUp>(
    `${FOLLOW_UPS} join studies s on s.id = a.study where s.study_instance_uid = $1 and a.superseded_by is null`,
    [studyInstanceUid],
  );
  return row;
}

/** All follow-ups of a patient, by the key of their analysis. */
export async function readFollowUps(database: Queryable, patient: number): Promise<Map<number, RecordedFollowUp>> {
  const rows = await database.query<RecordedFollowUp>(`${FOLLOW_UPS} where a.patient = $1`, [patient]);
  return new Map(rows.map((row) => [row.analysis, row]));
}

/**
 * Dates of the patient's studies that are about to be analysed, '' where it is not known: their follow-ups, and those of later
 * studies, are better made afterwards. Nobody waits for studies that have failed before.
 */
export async function readAwaitedDates(database: Queryable, patient: number): Promise<string[]> {
  const rows = await database.query<{ date: string | null }>(
    `select study_date as date from studies s where patient = $1 and state in ('queued', 'running')
       and not exists (select from failures where study = s.id and resolved_at is null)`,
    [patient],
  );
  return rows.map(({ date }) => date ?? '');
}

/** Patients with a comparison that was made with other thresholds. Reports of first studies compare nothing and stay as they are. */
export async function readPatientsComparedOtherwise(
  database: Queryable,
  thresholds: FollowUpThresholds,
): Promise<number[]> {
  const rows = await database.query<{ patient: number }>(
    `select distinct a.patient from follow_ups f join analyses a on a.id = f.analysis
     where f.category is not null and f.thresholds <> $1::jsonb order by 1`,
    [JSON.stringify(thresholds)],
  );
  return rows.map(({ patient }) => patient);
}

/** A comparison as it is recorded; its report can be made from it again. */
interface FinishedFollowUp {
  readonly identity: string;
  /** Keys of the compared analyses in order of acquisition, the analysis itself last. */
  readonly compared: readonly string[];
  readonly thresholds: FollowUpThresholds;
  /** null for a patient's first timepoint. */
  readonly category: Category | null;
  /** The sentence that matters first. */
  readonly summary: string;
  /** When the analysis was made that the report tells of. */
  readonly performedAt: Date;
}

/** Records the follow-up of an analysis in place of the one before. */
export async function writeFollowUp(tx: Transaction, analysis: number, followUp: FinishedFollowUp): Promise<void> {
  const { identity, compared, thresholds, category, summary, performedAt } = followUp;
  await tx.query(
    `insert into follow_ups (analysis, identity, compared, thresholds, category, summary, performed_at)
     values ($1, $2, $3, $4::jsonb, $5, $6, $7)
     on conflict (analysis) do update set identity = excluded.identity, compared = excluded.compared,
       thresholds = excluded.thresholds, category = excluded.category, summary = excluded.summary,
       performed_at = excluded.performed_at, compared_at = now()`,
    [analysis, identity, compared, JSON.stringify(thresholds), category, summary, performedAt],
  );
}

/** Forgets the follow-ups of a patient's analyses that are no timepoints any more: superseded, or excluded by a person. */
export async function dropFollowUps(database: Database, patient: number, timepoints: readonly number[]): Promise<void> {
  await database.transaction(async (tx) => {
    const dropped = await tx.query<{ analysis: number; studyInstanceUid: string }>(
      `delete from follow_ups using analyses a join studies s on s.id = a.study
       where a.id = analysis and a.patient = $1 and not analysis = any($2::bigint[])
       returning analysis, study_instance_uid as "studyInstanceUid"`,
      [patient, timepoints],
    );
    await replaceReports(
      tx,
      dropped.map(({ analysis }) => analysis),
    );
    for (const { studyInstanceUid } of dropped) await addEvent(tx, 'report', { studyInstanceUid, report: null });
  });
}

/** Notes why a patient's follow-ups could not be brought up to date. */
export async function writeFollowUpFailure(database: Queryable, patient: number, message: string): Promise<void> {
  await database.query(
    `insert into follow_up_failures (patient, message) values ($1, $2)
     on conflict (patient) do update set message = excluded.message, attempts = follow_up_failures.attempts + 1,
       last_failed_at = now()`,
    [patient, message],
  );
}

/** Forgets such a failure. */
export async function resolveFollowUpFailure(database: Queryable, patient: number): Promise<void> {
  await database.query('delete from follow_up_failures where patient = $1', [patient]);
}
