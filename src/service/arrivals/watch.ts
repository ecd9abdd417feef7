import { once } from 'node:events';
import { schedule } from 'node-cron';
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import { readAuditEnd } from '../../db/audit-chain.ts';
import type { Database } from '../../db/database.ts';
import { forgetOldEvents } from '../../db/events.ts';
import { forgetOldSessions } from '../../db/sessions.ts';
import { withLease } from '../../db/leases.ts';
import type { Pacs } from '../../dicomweb/client.ts';
import { OrthancApi } from '../../dicomweb/orthanc.ts';
import type { Announce } from './announce.ts';
import { followChanges } from './changes.ts';
import { startQueries } from './query.ts';

export interface WatchParts {
  readonly config: Pick<Config, 'pacs' | 'poll'>;
  readonly database: Database;
  readonly pacs: Pacs;
  readonly announce: Announce;
  readonly log: Logger;
}

/**
 * Follows Orthanc's change feed, asks the archive by the clock, and tidies up every night: one server at a time of all that share the
 * database. Gives the function that ends it.
 */
export function watchArrivals(parts: WatchParts): () => Promise<void> {
  const stopping = new AbortController();
  const watching = withLease(parts.database, 'arrivals', stopping.signal, (signal) => watch(parts, signal));
  return async () => {
    stopping.abort();
    await watching;
  };
}

async function watch({ config, database, pacs, announce, log }: WatchParts, signal: AbortSignal): Promise<void> {
  log.info('this server watches for arrivals');
  const { orthancUrl } = config.pacs;
  const orthanc = orthancUrl && new OrthancApi(pacs.http, orthancUrl);
  const feed = orthanc ? followChanges({ database, orthanc, announce, log }, signal) : undefined;
  const stopQueries = startQueries({ database, pacs, announce, log, poll: config.poll });
  const night = schedule('17 3 * * *', () => tidyUp(database, log).catch(() => {}));
  if (!signal.aborted) await once(signal, 'abort');
  await Promise.all([feed, stopQueries(), night.destroy()]);
}

/** Forgets what nobody waits for, and notes outside the database how far the audit goes, against which cutting it off shows. */
async function tidyUp(database: Database, log: Logger): Promise<void> {
  const audit = await readAuditEnd(database);
  log.info({ audit }, 'the audit ends here');
  await forgetOldEvents(database);
  await forgetOldSessions(database);
}
