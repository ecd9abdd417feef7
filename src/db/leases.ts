import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from './database.ts';

/** A process that was silent for so long has lost its leases. */
const LEASE_SECONDS = 30;
const RENEW_SECONDS = 5;

/**
 * Does work while this process has the lease of that name, which one of all that share the database has at a time; waits for it as long as
 * another has it. The signal of the work aborts when the lease is lost, and the work, which must end then, begins again with the next one.
 * Resolves when the work has ended by itself, or the signal aborts.
 *
 * A row with an end, and no lock of a session: the lock of a process that dies silently would stay, and PgBouncer knows no sessions.
 */
export async function withLease(
  database: Database,
  name: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  // The embedded database has one process.
  if (database.kind === 'pglite') {
    await work(signal);
    return;
  }
  const lease = new Lease(database, name);
  while (!signal.aborted) {
    const isDone = (await lease.take().catch(() => false)) && (await lease.during(work, signal));
    if (isDone) return;
    await delay(RENEW_SECONDS * 1000, undefined, { signal }).catch(() => {});
  }
}

class Lease {
  readonly #database: Database;
  readonly #name: string;
  readonly #holder = `${process.pid} on ${hostname()}, ${randomUUID()}`;

  constructor(database: Database, name: string) {
    this.#database = database;
    this.#name = name;
  }

  /** Takes or renews it; false while another has it. */
  async take(): Promise<boolean> {
    const taken = await this.#database.statements
      .insertInto('leases')
      .values({
        name: this.#name,
        holder: this.#holder,
        expiresAt: sql<Date>`now() + make_interval(secs => ${LEASE_SECONDS})`,
      })
      .onConflict((conflict) =>
        conflict
          .column('name')
          .doUpdateSet(({ ref }) => ({ holder: ref('excluded.holder'), expiresAt: ref('excluded.expiresAt') }))
          .where(({ eb, or }) =>
            or([eb('leases.holder', '=', this.#holder), eb('leases.expiresAt', '<', sql<Date>`now()`)]),
          ),
      )
      .returning('name')
      .executeTakeFirst();
    return taken !== undefined;
  }

  /** Works, renewing the lease; true when the work has ended by itself, false when the lease was lost. */
  async during(work: (signal: AbortSignal) => Promise<unknown>, signal: AbortSignal): Promise<boolean> {
    const lost = new AbortController();
    let renewed = performance.now();
    const renew = async () => {
      const asked = performance.now();
      // Before the database gives it to another.
      if (asked - renewed > (LEASE_SECONDS - RENEW_SECONDS) * 1000 || !(await this.take())) lost.abort();
      renewed = asked;
    };
    // A renewal that fails proves nothing: the next one tries again, until the time is over.
    const timer = setInterval(() => void renew().catch(() => {}), RENEW_SECONDS * 1000);
    try {
      await work(AbortSignal.any([signal, lost.signal]));
      return !lost.signal.aborted;
    } finally {
      clearInterval(timer);
      await this.#free().catch(() => {});
    }
  }

  async #free(): Promise<void> {
    await this.#database.statements
      .deleteFrom('leases')
      .where('name', '=', this.#name)
      .where('holder', '=', this.#holder)
      .execute();
  }
}
