import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { JobWithMetadata, PgBoss, WorkOptions } from 'pg-boss';
import { DatabaseBusyError } from './busy.ts';
import { Claim } from './claim.ts';
import { type Database, ping, type Transaction } from './database.ts';
import { ALWAYS_OPEN, fateOf, type Gate, type OutageOptions, type Outlasting } from './outages.ts';
import { DEAD, FOLLOW_UPS, HEARTBEAT_SECONDS, openBoss, type QueueRules, STUDIES } from './queue-setup.ts';

/** A look at a study that a worker has taken. */
export interface Job {
  readonly studyInstanceUid: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly claim: Claim;
}

/** A patient whose follow-ups a worker has to update. */
export interface FollowUpJob {
  /** Key of the patient in the database. */
  readonly patient: number;
  readonly claim: Claim;
}

/** What a worker does with a job. */
export interface Handler<J> {
  /** If it throws, the job is retried later. */
  work(job: J): Promise<void>;
  /** Called with the error of an attempt, before the job is retried; not when the job was lost to another worker. */
  failed(job: J, error: Error): Promise<void>;
}

export interface QueueOptions extends QueueRules, OutageOptions {
  /** Called when the queue itself fails, for example when the database is gone. */
  readonly onError: (error: Error) => void;
}

export interface QueueCounts {
  readonly waiting: number;
  readonly running: number;
}

interface Payload extends Outlasting {
  readonly studyInstanceUid: string;
}

interface FollowUpPayload extends Outlasting {
  readonly patient: number;
}

type WithMetadata = WorkOptions & { includeMetadata: true };

/** New jobs are announced by NOTIFY; retries and jobs of dead workers are found by polling. */
const POLLING = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 };
/** Claims tell the queue that they live, as long as their jobs move; pg-boss itself would go on while a job hangs. */
const OWN_HEARTBEAT = { heartbeatRefreshSeconds: 86_400 };
/** How long a stopping worker waits for aborted jobs. */
const STOP_MS = 10_000;

/** Opens the queue on the service's own database, making its tables where they are missing. */
export async function openQueue(database: Database, options: QueueOptions): Promise<Queue> {
  return new Queue(await openBoss(database, options, options.onError), database, options);
}

/**
 * One job per study: while one waits, another announcement of the study adds none; while one runs, it adds exactly one, which starts when
 * the running one has ended.
 */
export class Queue {
  readonly #boss: PgBoss;
  readonly #database: Database;
  readonly #shutdown = new AbortController();
  readonly #options: QueueOptions;
  readonly #gate: Gate;
  #stopped: Promise<void> | undefined;

  constructor(boss: PgBoss, database: Database, options: QueueOptions) {
    this.#boss = boss;
    this.#database = database;
    this.#options = options;
    this.#gate = options.gate ?? ALWAYS_OPEN;
  }

  /** Queues a look at the study, as part of the transaction; false if one is already waiting. */
  async send(tx: Transaction, studyInstanceUid: string): Promise<boolean> {
    const payload: Payload = { studyInstanceUid };
    const id = await this.#boss.send(STUDIES, payload, { singletonKey: studyInstanceUid, db: tx.queue });
    return id !== null;
  }

  /** Makes a look at the study that waits for its time due now, as part of the transaction; false if none waits for it. */
  async hasten(tx: Transaction, studyInstanceUid: string): Promise<boolean> {
    const hastened = await tx.statements
      .updateTable('pgboss.job')
      .set({ startAfter: sql<Date>`now()` })
      .where('name', '=', STUDIES)
      .where('singletonKey', '=', studyInstanceUid)
      .where('state', '<', 'active')
      .where('startAfter', '>', sql<Date>`now()`)
      .returning('id')
      .execute();
    return hastened.length > 0;
  }

  /** Starts to take jobs, `concurrency` in parallel. */
  async work(concurrency: number, handler: Handler<Job>): Promise<void> {
    await this.#take<Payload, Job>(STUDIES, concurrency, handler, ({ data, retryCount }, claim) => ({
      studyInstanceUid: data.studyInstanceUid,
      attempt: retryCount + 1,
      claim,
    }));
  }

  /** Begins to take the studies whose last attempt failed, or was lost with its worker. */
  async workDead(handler: (studyInstanceUid: string, attempts: number) => Promise<void>): Promise<void> {
    await this.#boss.work<Payload, void, WithMetadata>(DEAD, { ...POLLING, includeMetadata: true }, async (jobs) => {
      for (const job of jobs) await handler(job.data.studyInstanceUid, (job.sourceRetryCount ?? 0) + 1);
    });
  }

  /**
   * Queues an update of a patient's follow-ups, as part of the transaction. One job per patient, as for studies, so that analyses that
   * end at the same time are neither compared twice nor miss each other.
   */
  async sendFollowUp(tx: Transaction, patient: number): Promise<void> {
    const payload: FollowUpPayload = { patient };
    await this.#boss.send(FOLLOW_UPS, payload, { singletonKey: String(patient), db: tx.queue });
  }

  /** Starts to take follow-ups. */
  async workFollowUps(handler: Handler<FollowUpJob>): Promise<void> {
    await this.#take<FollowUpPayload, FollowUpJob>(FOLLOW_UPS, 1, handler, ({ data: { patient } }, claim) => ({
      patient,
      claim,
    }));
  }

  /** Whether a job of the study runs or waits, also for its next attempt. */
  async holds(studyInstanceUid: string): Promise<boolean> {
    const job = await this.#database.statements
      .selectFrom('pgboss.job')
      .select('singletonKey')
      .where('name', '=', STUDIES)
      .where('singletonKey', '=', studyInstanceUid)
      .where('state', '<=', 'active')
      .limit(1)
      .executeTakeFirst();
    return job !== undefined;
  }

  /** Studies that wait and run; follow-ups take no time that counts. */
  async counts(): Promise<QueueCounts> {
    return await this.#database.statements
      .selectFrom('pgboss.job')
      .select(({ fn }) => [
        fn.countAll<number>().filterWhere('state', '<', 'active').as('waiting'),
        fn.countAll<number>().filterWhere('state', '=', 'active').as('running'),
      ])
      .where('name', '=', STUDIES)
      .where('state', '<=', 'active')
      .executeTakeFirstOrThrow();
  }

  /** Aborts the running jobs, so that other workers take them, and takes no more. */
  async stop(): Promise<void> {
    this.#shutdown.abort(new Error('the process shuts down'));
    await (this.#stopped ??= this.#boss.stop({ graceful: true, timeout: STOP_MS, close: true }));
  }

  async #take<D extends Outlasting, J>(
    queue: string,
    concurrency: number,
    handler: Handler<J>,
    jobOf: (taken: JobWithMetadata<D>, claim: Claim) => J,
  ): Promise<void> {
    const options = { ...POLLING, ...OWN_HEARTBEAT, includeMetadata: true } as const;
    const begin = () =>
      this.#boss.work<D, void, WithMetadata>(queue, options, async (jobs) => {
        for (const taken of jobs) {
          const claim = this.#claim(queue, taken);
          const job = jobOf(taken, claim);
          try {
            await claim.keep(() => handler.work(job));
          } catch (error) {
            await this.#settle(queue, taken, claim, error as Error, (cause) => handler.failed(job, cause));
          }
        }
      });
    for (let one = 0; one < concurrency; one++) await this.#whileOpen(queue, begin);
  }

  /** Takes one job after another while the gate is open; what runs when it closes goes on. */
  async #whileOpen(queue: string, begin: () => Promise<string>): Promise<void> {
    const id = await begin();
    const again = async () => {
      await this.#gate.closed;
      await this.#boss.offWork(queue, { id, wait: true });
      await this.#gate.opened;
      if (!this.#shutdown.signal.aborted) await this.#whileOpen(queue, begin);
    };
    again().catch((error: unknown) => this.#options.onError(error as Error));
  }

  #claim(queue: string, taken: JobWithMetadata<unknown>): Claim {
    return new Claim({
      database: this.#database,
      queue,
      job: taken,
      signal: AbortSignal.any([taken.signal, this.#shutdown.signal]),
      heartbeatSeconds: HEARTBEAT_SECONDS,
    });
  }

  /**
   * What becomes of a job that an error ended. Sent again, it is no failed attempt: after an outage, and when this process ends. An error
   * that is thrown on is one: pg-boss retries the job, unless another worker has it. Where the database was away, the attempt is taken back.
   */
  async #settle(
    queue: string,
    { data, singletonKey }: JobWithMetadata<Outlasting>,
    claim: Claim,
    error: Error,
    failed: (cause: Error) => Promise<void>,
  ): Promise<void> {
    const key = { singletonKey: singletonKey ?? '' };
    if (this.#shutdown.signal.aborted) {
      await this.#boss.send(queue, data, key);
      return;
    }
    if (claim.isSilenced || (error instanceof DatabaseBusyError && !(await this.#reachesDatabase()))) {
      await this.#forgive(claim);
      throw error;
    }
    if (claim.isLost) throw error;
    const { cause, round } = await fateOf(this.#database, error, data, this.#options);
    await failed(cause);
    if (round === undefined) throw cause;
    await this.#boss.send(queue, { ...data, ...round.data }, { ...key, startAfter: round.startAfterSeconds });
  }

  async #reachesDatabase(): Promise<boolean> {
    return await ping(this.#database).then(
      () => true,
      () => false,
    );
  }

  /** Waits for the database, and takes the attempt back. */
  async #forgive(claim: Claim): Promise<void> {
    const { signal } = this.#shutdown;
    while (!signal.aborted) {
      try {
        return await claim.forgive();
      } catch {
        await delay(1000, undefined, { signal }).catch(() => {});
      }
    }
  }
}
