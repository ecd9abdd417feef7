import { type Database, ping } from '../../db/database.ts';
import { isSchemaCurrent } from '../../db/migrate.ts';
import type { Queue } from '../../db/queue.ts';
import type { Pacs } from '../../dicomweb/client.ts';

/** What a process needs before it can do its work. */
export const READY_PARTS = ['database', 'schema', 'queue', 'models', 'archive'] as const;
export type ReadyPart = (typeof READY_PARTS)[number];

/** How each part that a process has is asked; throws or rejects when it is not ready. */
export type ReadyChecks = Readonly<Partial<Record<ReadyPart, (signal: AbortSignal) => unknown>>>;

/** How long a part may take to answer, ms. */
const PATIENCE = 2000;
/** How long an answer is given again, ms: asking often costs the parts nothing. */
const FRESH = 1000;

/**
 * Which parts are not ready. Never takes longer than two seconds, and never has more than one question to a part under way, however
 * often it is asked and however long the part is silent.
 */
export class Readiness {
  readonly #parts: readonly Part[];
  #asked: Promise<ReadyPart[]> | undefined;
  #askedAt = -Infinity;

  constructor(checks: ReadyChecks) {
    this.#parts = READY_PARTS.flatMap((name) => (checks[name] ? [new Part(name, checks[name])] : []));
  }

  /** The parts that are not ready, at most a second old. */
  async notReady(): Promise<ReadyPart[]> {
    if (performance.now() - this.#askedAt > FRESH) this.#asked = undefined;
    return await (this.#asked ??= this.#ask());
  }

  async #ask(): Promise<ReadyPart[]> {
    this.#askedAt = Infinity;
    const ready = await Promise.all(this.#parts.map((part) => part.isReady()));
    this.#askedAt = performance.now();
    return this.#parts.filter((_, index) => !ready[index]).map(({ name }) => name);
  }
}

/** The checks that every process has. */
export function commonChecks(parts: {
  readonly database: Database;
  readonly queue: Queue;
  readonly pacs: Pacs;
}): ReadyChecks {
  const { database, queue, pacs } = parts;
  return {
    database: () => ping(database),
    schema: async () => {
      if (!(await isSchemaCurrent(database))) throw new Error('another version has migrated the database');
    },
    queue: () => queue.counts(),
    archive: (signal) => pacs.ping(signal),
  };
}

class Part {
  readonly name: ReadyPart;
  readonly #check: (signal: AbortSignal) => unknown;
  #underWay: Promise<boolean> | undefined;

  constructor(name: ReadyPart, check: (signal: AbortSignal) => unknown) {
    this.name = name;
    this.#check = check;
  }

  async isReady(): Promise<boolean> {
    this.#underWay ??= this.#ask().finally(() => (this.#underWay = undefined));
    const { promise, resolve } = Promise.withResolvers<false>();
    const timer = setTimeout(() => resolve(false), PATIENCE);
    return await Promise.race([this.#underWay, promise]).finally(() => clearTimeout(timer));
  }

  async #ask(): Promise<boolean> {
    try {
      await this.#check(AbortSignal.timeout(PATIENCE));
      return true;
    } catch {
      return false;
    }
  }
}
