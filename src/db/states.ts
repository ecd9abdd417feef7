import type { Database, Queryable, Transaction } from './database.ts';
import { addEvent } from './events.ts';
import type { StudyState } from './worklist.ts';

/** What is recorded of a study's last look. */
export interface KnownStudy {
  readonly state: StudyState;
  readonly contentHash: string | null;
  readonly analysedBy: string | null;
  readonly again: boolean;
  /** The series that a person chose instead of the rules. */
  readonly chosenSeries: string | null;
}

/** What a look that ended saw: later looks that see the same do nothing. */
export interface Seen {
  readonly contentHash: string;
  readonly analysedBy: string;
}

export async function readKnownStudy(database: Queryable, studyInstanceUid: string): Promise<KnownStudy | undefined> {
  const [row] = await database.query<KnownStudy>(
    `select state, content_hash as "contentHash", analysed_by as "analysedBy", again,
       c.series_instance_uid as "chosenSeries"
     from studies s left join corrections c on c.study = s.id where study_instance_uid = $1`,
    [studyInstanceUid],
  );
  return row;
}

/** Begins work on a study; what a person asked for until now is answered by it. */
export async function beginLook(database: Database, studyInstanceUid: string): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query(
      "update studies set state = 'running', stage = '', progress = 0, again = false, changed_at = now() where study_instance_uid = $1",
      [studyInstanceUid],
    );
    await addEvent(tx, 'state', { studyInstanceUid, state: 'running' });
  });
}

/** Tells the worklist how far a running study is: `progress` 0..1. */
export async function writeProgress(database: Database, studyInstanceUid: string, stage: string, progress: number) {
  await database.transaction(async (tx) => {
    const running = await tx.query(
      "update studies set stage = $2, progress = $3 where study_instance_uid = $1 and state = 'running' returning id",
      [studyInstanceUid, stage, progress],
    );
    if (running.length > 0) await addEvent(tx, 'progress', { studyInstanceUid, stage, progress });
  });
}

/** Ends a look: 'done' resolves the open failure, 'refused' is final for what was seen. */
export async function endLook(tx: Transaction, studyInstanceUid: string, state: 'done' | 'refused', seen: Seen) {
  await tx.query(
    `update studies set state = $2, stage = '', progress = 0, content_hash = $3, analysed_by = $4,
       changed_at = now()
     where study_instance_uid = $1`,
    [studyInstanceUid, state, seen.contentHash, seen.analysedBy],
  );
  if (state === 'done') await resolveFailure(tx, studyInstanceUid);
  await addEvent(tx, 'state', { studyInstanceUid, state });
}

/** Sets a state without an end: waiting for another attempt, or given up. */
export async function setState(tx: Transaction, studyInstanceUid: string, state: 'queued' | 'failed'): Promise<void> {
  await tx.query(
    "update studies set state = $2, stage = '', progress = 0, changed_at = now() where study_instance_uid = $1",
    [studyInstanceUid, state],
  );
  await addEvent(tx, 'state', { studyInstanceUid, state });
}

/** Notes why a study was not analysed, in the study's open failure. */
export async function writeFailure(tx: Transaction, studyInstanceUid: string, code: string, message: string) {
  await tx.query(
    `insert into failures (study, code, message) select id, $2, $3 from studies where study_instance_uid = $1
     on conflict (study) where resolved_at is null do update set
       code = excluded.code, message = excluded.message, attempts = failures.attempts + 1, last_failed_at = now()`,
    [studyInstanceUid, code, message],
  );
}

async function resolveFailure(tx: Transaction, studyInstanceUid: string): Promise<void> {
  await tx.query(
    `update failures set resolved_at = now()
     where resolved_at is null and study = (select id from studies where study_instance_uid = $1)`,
    [studyInstanceUid],
  );
}
