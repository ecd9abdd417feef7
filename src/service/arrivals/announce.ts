import pLimit from 'p-limit';
import { type ArrivalSource, noteArrival } from '../../db/arrivals.ts';
import { DatabaseBusyError } from '../../db/busy.ts';
import type { Database, Transaction } from '../../db/database.ts';
import type { Queue } from '../../db/queue.ts';
import { askAgain } from '../../db/states.ts';
import { METRICS } from '../../telemetry/metrics.ts';

export type Announce = (studyInstanceUid: string, source: ArrivalSource) => Promise<boolean>;

/** So many announcements of a process are recorded at a time, that others find a free connection... */
const MOST_AT_ONCE = 4;
/** ...and one that has waited for so long is refused, ms: who announced it has no more patience, and does so again. */
const PATIENCE = 30_000;

/**
 * The entry point of every arrival: records it and queues a look at the study, in one transaction, so that no arrival is lost. True if a
 * look was queued, false if one was already waiting. Throws DatabaseBusyError when too many wait for it.
 */
export function announcer(database: Database, queue: Queue): Announce {
  const inTurn = pLimit(MOST_AT_ONCE);
  return (studyInstanceUid, source) => {
    const end = performance.now() + PATIENCE;
    return inTurn(async () => {
      if (performance.now() > end) throw new DatabaseBusyError();
      return await database.transaction((tx) => announceWithin(tx, queue, studyInstanceUid, source));
    });
  };
}

/** The same as part of a transaction. For a person, a look that waits for its next attempt is due now. */
export async function announceWithin(
  tx: Transaction,
  queue: Queue,
  studyInstanceUid: string,
  source: ArrivalSource,
): Promise<boolean> {
  await noteArrival(tx, studyInstanceUid, source);
  METRICS.arrivals.inc({ source });
  if (source === 'person') {
    await askAgain(tx, studyInstanceUid);
    if (await queue.hasten(tx, studyInstanceUid)) return false;
  }
  return await queue.send(tx, studyInstanceUid);
}
