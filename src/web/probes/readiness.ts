import { type Database, ping } from '../../db/database.ts';
import { isSchemaCurrent, listMigrations } from '../../db/migrate.ts';
import type { Queue } from '../../db/queue.ts';
import type { Pacs } from '../../dicomweb/client.ts';
import { Asked } from './asked.ts';

/** What a process needs before it can do its work. */
const READY_PARTS = ['database', 'schema', 'queue', 'models', 'archive'] as const;
export type ReadyPart = (typeof READY_PARTS)[number];

/** How each part that a process has is asked; throws or rejects when it is not ready. */
export type ReadyChecks = Readonly<Partial<Record<ReadyPart, (signal: AbortSignal) => unknown>>>;

const LIMITS = { patienceMs: 2000, freshMs: 1000 };

/**
 * Which parts are ready. Never takes longer than two seconds, and never has more than one question to a part under way, however
 * often it is asked and however long the part is silent.
 */
export class Readiness {
  readonly #parts: readonly { readonly name: ReadyPart; readonly asked: Asked<boolean> }[];

  constructor(checks: ReadyChecks) {
    this.#parts = READY_PARTS.flatMap((name) => {
      const check = checks[name];
      return check === undefined ? [] : [{ name, asked: new Asked((signal) => isReady(check, signal), LIMITS) }];
    });
  }

  /** Every part that the process has, and whether it is ready; at most a second old. */
  async parts(): Promise<{ readonly name: ReadyPart; readonly isReady: boolean }[]> {
    return await Promise.all(
      this.#parts.map(async ({ name, asked }) => ({ name, isReady: (await asked.answer()) ?? false })),
    );
  }

  /** The parts that are not ready. */
  async notReady(): Promise<ReadyPart[]> {
    return (await this.parts()).flatMap(({ name, isReady }) => (isReady ? [] : [name]));
  }
}

/** The checks that every process has. */
export function commonChecks(parts: {
  readonly database: Database;
  readonly queue: Queue;
  readonly pacs: Pacs;
}): ReadyChecks {
  const { database, queue, pacs } = parts;
  // Once: files of another version may replace those of a process that runs.
  let known: ReturnType<typeof listMigrations> | undefined;
  return {
    database: () => ping(database),
    schema: async () => {
      known ??= listMigrations();
      if (!(await isSchemaCurrent(database, await known))) throw new Error('another version has migrated the database');
    },
    queue: () => queue.counts(),
    archive: (signal) => pacs.ping(signal),
  };
}

async function isReady(check: (signal: AbortSignal) => unknown, signal: AbortSignal): Promise<boolean> {
  await check(signal);
  return true;
}
