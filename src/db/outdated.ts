import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from './database.ts';
import { expectCurrent, listMigrations, OutdatedError } from './migrate.ts';

const LOOK_MS = 5000;

/**
 * Rejects with OutdatedError as soon as a newer version has migrated the database: what this process writes from then on may be wrong.
 * Resolves when the signal aborts.
 */
export async function watchSchema(database: Database, signal: AbortSignal): Promise<void> {
  // As they were at the start: an update may exchange the files under a running process.
  const known = await listMigrations();
  while (!signal.aborted) {
    await delay(LOOK_MS, undefined, { signal }).catch(() => {});
    await expectCurrent(database, known).catch((error: unknown) => {
      // A database that does not answer says nothing.
      if (error instanceof OutdatedError) throw error;
    });
  }
}
