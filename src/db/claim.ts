import { sql } from 'kysely';
import { KnownError, problem } from '../errors/known-error.ts';
import type { Database, Queryable, Transaction } from './database.ts';

/** A job of pg-boss as it was taken: every time that it is taken has a number of its own. */
export interface TakenJob {
  readonly id: string;
  readonly retryCount: number;
}

export interface ClaimOptions {
  readonly database: Database;
  readonly queue: string;
  readonly job: TakenJob;
  /** Ends the job for a reason outside of it. */
  readonly signal: AbortSignal;
  /** A claim that could not be confirmed for so long is lost: another worker takes the job. */
  readonly heartbeatSeconds: number;
}

/** How often a claim is confirmed, s. */
const BEAT_SECONDS = 5;

/** Thrown by a job that has shown no progress for too long. */
class StalledError extends KnownError {
  override readonly name = 'StalledError';

  constructor(seconds: number) {
    super(problem('WORKER_STALLED', { minutes: Math.round(seconds / 6) / 10 }));
  }
}

/** Thrown by a job whose database was silent for too long. */
class SilenceError extends Error {
  override readonly name = 'SilenceError';
}

/**
 * A worker's claim on a job. While the job moves, the queue is told so; a job that does not move, that another worker has taken or
 * whose database is silent is ended here. What it writes is written only while the claim holds.
 */
export class Claim {
  readonly #options: ClaimOptions;
  readonly #lost = new AbortController();
  /** Aborts when the job is lost. */
  readonly signal: AbortSignal;
  /** When it was last confirmed, on the clock that goes on while a process is frozen, ms. */
  #confirmed = now();
  #isConfirming = false;
  #limit: { readonly seconds: number; readonly end: number } | undefined;

  constructor(options: ClaimOptions) {
    this.#options = options;
    this.signal = AbortSignal.any([options.signal, this.#lost.signal]);
  }

  /** Whether another worker has the job, or will: what becomes of it is not this one's to say. */
  get isLost(): boolean {
    return this.signal.aborted && !(this.signal.reason instanceof StalledError);
  }

  /** Whether it was lost because the database was silent. */
  get isSilenced(): boolean {
    return this.signal.reason instanceof SilenceError;
  }

  /** Works on the job while the claim holds. Rejects at once when it is lost, whether or not the work hears of that. */
  async keep(work: () => Promise<void>): Promise<void> {
    const timer = setInterval(() => this.#beat(), BEAT_SECONDS * 1000);
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const end = () => reject(this.signal.reason);
    this.signal.addEventListener('abort', end, { once: true });
    try {
      this.signal.throwIfAborted();
      await Promise.race([work(), ended]);
    } finally {
      clearInterval(timer);
      this.signal.removeEventListener('abort', end);
    }
  }

  /** The job has moved, and is lost if it does not call again within the limit; without a limit, it waits for what has limits of its own. */
  moved(limitSeconds?: number): void {
    this.#limit = limitSeconds === undefined ? undefined : { seconds: limitSeconds, end: now() + limitSeconds * 1000 };
  }

  /** A transaction that commits only while the claim holds: what a process that was frozen would write too late is not written. */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return await this.#options.database.transaction(async (tx) => {
      await this.hold(tx);
      this.signal.throwIfAborted();
      return await work(tx);
    });
  }

  /** Confirms the claim, and keeps others from taking the job until the transaction ends; throws when another worker has taken it. */
  async hold(tx: Queryable): Promise<void> {
    const { queue, job } = this.#options;
    const held = await tx.statements
      .updateTable('pgboss.job')
      .set({ heartbeatOn: sql<Date>`now()` })
      .where('name', '=', queue)
      .where('id', '=', job.id)
      .where('retryCount', '=', job.retryCount)
      .where('state', '=', 'active')
      .returning('id')
      .executeTakeFirst();
    if (held !== undefined) return;
    this.#lost.abort(new Error('another worker has taken the job'));
    throw this.signal.reason;
  }

  /** Lets the next attempt have the number of this one, unless it has begun. The queue counts what has started. */
  async forgive(): Promise<void> {
    const { database, queue, job } = this.#options;
    await database.statements
      .updateTable('pgboss.job')
      .set({ startedOn: null })
      .where('name', '=', queue)
      .where('id', '=', job.id)
      .where('retryCount', '=', job.retryCount)
      .where('state', 'in', ['active', 'retry'])
      .execute();
  }

  #beat(): void {
    const { heartbeatSeconds } = this.#options;
    if (this.signal.aborted) return;
    if (this.#limit && now() > this.#limit.end) this.#lost.abort(new StalledError(this.#limit.seconds));
    else if (now() - this.#confirmed > heartbeatSeconds * 1000)
      this.#lost.abort(new SilenceError(`the database was silent for ${heartbeatSeconds} s`));
    else if (!this.#isConfirming) void this.#confirm();
  }

  /** What fails proves nothing: the next beat tries again. */
  async #confirm(): Promise<void> {
    const asked = now();
    this.#isConfirming = true;
    try {
      await this.hold(this.#options.database);
      this.#confirmed = asked;
    } catch {
      // The claim is lost by now, or the database does not answer.
    } finally {
      this.#isConfirming = false;
    }
  }
}

function now(): number {
  return performance.now();
}
