import type { Database, Transaction } from '../../db/database.ts';
import { addEvent } from '../../db/events.ts';
import type { Queue } from '../../db/queue.ts';
import type { StudyState } from '../../db/worklist.ts';

/** How a study became known; 'person' asks for a new run even where nothing changed, 'prior' is an earlier study of a patient. */
export type ArrivalSource = 'notification' | 'changes' | 'query' | 'backfill' | 'person' | 'worker' | 'prior';

export type Announce = (studyInstanceUid: string, source: ArrivalSource) => Promise<boolean>;

/**
 * The one way in for every arrival: notes it and asks for a look at the study, in one transaction, so that no arrival is
 * lost. True when a look was added, false when one was waiting already.
 */
export function announcer(database: Database, queue: Queue): Announce {
  return (studyInstanceUid, source) =>
    database.transaction((tx) => announceWithin(tx, queue, studyInstanceUid, source));
}

/** The same as part of a transaction. */
export async function announceWithin(
  tx: Transaction,
  queue: Queue,
  studyInstanceUid: string,
  source: ArrivalSource,
): Promise<boolean> {
  const [added] = await tx.query(
    'insert into studies (study_instance_uid) values ($1) on conflict do nothing returning id',
    [studyInstanceUid],
  );
  if (added !== undefined) await addEvent(tx, 'state', { studyInstanceUid, state: 'queued' });
  await tx.query(
    `insert into arrivals (study, source) select id, $2 from studies where study_instance_uid = $1
     on conflict (study, source) do update set times = arrivals.times + 1, last_announced_at = now()`,
    [studyInstanceUid, source],
  );
  if (source === 'person') await askAgain(tx, studyInstanceUid);
  return await queue.send(tx, studyInstanceUid);
}

async function askAgain(tx: Transaction, studyInstanceUid: string): Promise<void> {
  const [study] = await tx.query<{ state: StudyState }>(
    `update studies set again = true, changed_at = now(), state = case when state = 'running' then state else 'queued' end
     where study_instance_uid = $1 returning state`,
    [studyInstanceUid],
  );
  if (study !== undefined) await addEvent(tx, 'state', { studyInstanceUid, state: study.state });
}
