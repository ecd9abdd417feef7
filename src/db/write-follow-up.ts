import type { Category } from '../followup/change.ts';
import type { FollowUpThresholds } from '../followup/thresholds.ts';
import type { Database, Queryable, Transaction } from './database.ts';
import { replaceReports } from './artefacts.ts';
import { addEvent } from './events.ts';

/** A comparison as it is recorded; its report can be made from it again. */
export interface FinishedFollowUp {
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
