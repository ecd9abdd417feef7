import { type ArrivalSource, noteArrival } from '../../db/arrivals.ts';
import type { Database, Transaction } from '../../db/database.ts';
import type { Queue } from '../../db/queue.ts';
import { askAgain } from '../../db/states.ts';

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
  await noteArrival(tx, studyInstanceUid, source);
  if (source === 'person') await askAgain(tx, studyInstanceUid);
  return await queue.send(tx, studyInstanceUid);
}
