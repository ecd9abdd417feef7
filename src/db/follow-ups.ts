import type { FollowUpThresholds } from '../followup/thresholds.ts';
import type { Queryable } from './database.ts';
import type { FinishedFollowUp } from './write-follow-up.ts';

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
