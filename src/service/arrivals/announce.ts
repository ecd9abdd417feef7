import { type ArrivalSource, noteArrival } from '../../db/arrivals.ts';
import type { Database, Transaction } from '../../db/database.ts';
import type { Queue } from '../../db/queue.ts';
import { askAgain } from '../../db/states.ts';
import { METRICS } from '../../telemetry/metrics.ts';

export type Announce = (studyInstanceUid: string, source: ArrivalSource) => Promise<boolean>;

/**
 * The entry point of every arrival: records it and queues a look at the study, in one transaction, so that no arrival is lost. True if a
 * look was queued, false if one was already waiting.
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
  METRICS.arrivals.inc({ source });
  if (source === 'person') await askAgain(tx, studyInstanceUid);
  return await queue.send(tx, studyInstanceUid);
}
