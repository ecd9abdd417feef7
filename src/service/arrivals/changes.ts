import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { readCursor, writeCursor } from '../../db/arrivals.ts';
import type { Database } from '../../db/database.ts';
import type { OrthancApi } from '../../dicomweb/orthanc.ts';
import { PacsError } from '../../dicomweb/pacs-error.ts';
import type { Announce } from './announce.ts';

export interface ChangeFeed {
  readonly database: Database;
  readonly orthanc: OrthancApi;
  readonly announce: Announce;
  readonly log: Logger;
}

const CURSOR = 'orthanc changes';
/** Wait before the feed is read again once its end was reached, ms. */
const PAUSE = 2000;

/**
 * Follows Orthanc's change feed until the signal aborts, and announces every study that became stable. The position is kept in the
 * database, so nothing is missed while the service is down. The first start begins at the end of the feed: `backfill` queues what is
 * already in the archive.
 */
export async function followChanges(feed: ChangeFeed, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const pause = await readOnce(feed, signal)
      .then((atEnd) => (atEnd ? PAUSE : 0))
      .catch((error: unknown) => {
        if (!signal.aborted) feed.log.warn({ err: error }, "Orthanc's change feed cannot be read");
        return Math.max(PAUSE, error instanceof PacsError ? (error.retryAfterMs ?? 0) : 0);
      });
    if (pause > 0) await delay(pause, undefined, { signal }).catch(() => {});
  }
}

/** Reads one page of the feed; true when its end was reached. */
async function readOnce(feed: ChangeFeed, signal: AbortSignal): Promise<boolean> {
  const { database, orthanc, announce } = feed;
  const cursor = await readCursor(database, CURSOR);
  const newest = await orthanc.lastChange(signal);
  if (cursor === undefined) {
    await writeCursor(database, CURSOR, newest);
    return true;
  }
  // An Orthanc that was set up anew counts from 1 again.
  const { changes, last, done } = await orthanc.changesSince(cursor > newest ? 0 : cursor, signal);
  for (const { type, id } of changes) {
    const studyInstanceUid = type === 'StableStudy' ? await studyOf(feed, id, signal) : undefined;
    if (studyInstanceUid !== undefined) await announce(studyInstanceUid, 'changes');
  }
  if (last !== cursor) await writeCursor(database, CURSOR, last);
  return done;
}

/** A study that Orthanc cannot describe must not hold up the others; the query by the clock may still find it. */
async function studyOf({ orthanc, log }: ChangeFeed, id: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await orthanc.studyInstanceUid(id, signal);
  } catch (error) {
    if (!(error instanceof PacsError) || error.status !== 200) throw error;
    log.warn({ err: error }, "a study of Orthanc's change feed cannot be read; it is left out");
    return undefined;
  }
}
