import { sql } from 'kysely';
import type { Database, Queryable, Transaction } from './database.ts';
import { addEvent } from './events.ts';
import { resolveFailure } from './failures.ts';
import type { StudyState } from './worklist.ts';

/** Record of the last look at a study. */
export interface KnownStudy {
  readonly state: StudyState;
  readonly contentHash: string | null;
  readonly analysedBy: string | null;
  readonly again: boolean;
  /** The series that a person chose instead of the rules. */
  readonly chosenSeries: string | null;
}

/** What a finished look saw: later looks that see the same do nothing. */
export interface Seen {
  readonly contentHash: string;
  readonly analysedBy: string;
}

export async function readKnownStudy(database: Queryable, studyInstanceUid: string): Promise<KnownStudy | undefined> {
  return await database.statements
    .selectFrom('studies as s')
    .leftJoin('corrections as c', 'c.study', 's.id')
    .select(['s.state', 's.contentHash', 's.analysedBy', 's.again', 'c.seriesInstanceUid as chosenSeries'])
    .where('s.studyInstanceUid', '=', studyInstanceUid)
    .executeTakeFirst();
}

/** Starts work on a study; this answers all requests of a person so far. */
export async function beginLook(tx: Transaction, studyInstanceUid: string): Promise<void> {
  await updateStudy(tx, studyInstanceUid, { state: 'running', again: false });
  await addEvent(tx, 'state', { studyInstanceUid, state: 'running' });
}

/** Records the progress of a running study for the worklist: `progress` 0..1. */
export async function writeProgress(database: Database, studyInstanceUid: string, stage: string, progress: number) {
  await database.transaction(async (tx) => {
    const running = await tx.statements
      .updateTable('studies')
      .set({ stage, progress })
      .where('studyInstanceUid', '=', studyInstanceUid)
      .where('state', '=', 'running')
      .returning('id')
      .executeTakeFirst();
    if (running !== undefined) await addEvent(tx, 'progress', { studyInstanceUid, stage, progress });
  });
}

/** Ends a look: 'done' resolves the open failure, 'refused' is final for this content. */
export async function endLook(tx: Transaction, studyInstanceUid: string, state: 'done' | 'refused', seen: Seen) {
  const { contentHash, analysedBy } = seen;
  await updateStudy(tx, studyInstanceUid, { state, contentHash, analysedBy });
  if (state === 'done') await resolveFailure(tx, studyInstanceUid);
  await addEvent(tx, 'state', { studyInstanceUid, state });
}

/** Sets a state without an end: waiting for another attempt, or given up. */
export async function setState(tx: Transaction, studyInstanceUid: string, state: 'queued' | 'failed'): Promise<void> {
  await updateStudy(tx, studyInstanceUid, { state });
  await addEvent(tx, 'state', { studyInstanceUid, state });
}

/** Requests a new run even if nothing changed. A running study stays so until its current look ends. */
export async function askAgain(tx: Transaction, studyInstanceUid: string): Promise<void> {
  const study = await tx.statements
    .updateTable('studies')
    .set(({ eb, ref, val }) => ({
      again: true,
      changedAt: sql<Date>`now()`,
      state: eb.case().when('state', '=', 'running').then(ref('state')).else(val<StudyState>('queued')).end(),
    }))
    .where('studyInstanceUid', '=', studyInstanceUid)
    .returning('state')
    .executeTakeFirst();
  if (study !== undefined) await addEvent(tx, 'state', { studyInstanceUid, state: study.state });
}

/**
 * Queues the patient's done studies that others than `analysedBy` analysed, acquired in the `days` before the study; the `limit`
 * latest ones. Returns their Study Instance UIDs.
 */
export async function queueOutdatedPriors(
  tx: Transaction,
  { study, analysedBy }: { study: number; analysedBy: string },
  { limit, days }: { limit: number; days: number },
): Promise<string[]> {
  const outdated = tx.statements
    .selectFrom('analyses as current')
    .innerJoin('analyses as prior', 'prior.patient', 'current.patient')
    .innerJoin('studies as s', 's.id', 'prior.study')
    .select('s.id')
    .where('current.study', '=', study)
    .where('current.supersededBy', 'is', null)
    .where('prior.supersededBy', 'is', null)
    .where(({ eb, ref }) => {
      const now = ref('current.acquiredAt');
      return eb.between('prior.acquiredAt', sql<string>`${now} - make_interval(days => ${days})`, now);
    })
    .where('s.state', '=', 'done')
    .where('s.analysedBy', 'is distinct from', analysedBy)
    .orderBy('prior.acquiredAt', 'desc')
    .limit(limit);
  const queued = await tx.statements
    .updateTable('studies')
    .set({ state: 'queued', changedAt: sql<Date>`now()` })
    .where('id', 'in', outdated)
    .returning('studyInstanceUid')
    .execute();
  for (const { studyInstanceUid } of queued) await addEvent(tx, 'state', { studyInstanceUid, state: 'queued' });
  return queued.map(({ studyInstanceUid }) => studyInstanceUid);
}

interface Change {
  readonly state: StudyState;
  readonly again?: boolean;
  readonly contentHash?: string;
  readonly analysedBy?: string;
}

/** Every change of state resets the progress. */
async function updateStudy(tx: Transaction, studyInstanceUid: string, change: Change): Promise<void> {
  await tx.statements
    .updateTable('studies')
    .set({ ...change, stage: '', progress: 0, changedAt: sql<Date>`now()` })
    .where('studyInstanceUid', '=', studyInstanceUid)
    .execute();
}
