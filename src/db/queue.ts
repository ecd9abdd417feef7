import { type JobWithMetadata, PgBoss, type WorkOptions } from 'pg-boss';
import type { Database, Transaction } from './database.ts';

/** A look at a study that a worker has taken. */
export interface Job {
  readonly studyInstanceUid: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborts when the worker has lost the job, or the process shuts down. */
  readonly signal: AbortSignal;
}

/** A patient whose follow-ups a worker has to update. */
export interface FollowUpJob {
  /** Key of the patient in the database. */
  readonly patient: number;
  readonly signal: AbortSignal;
}

export interface QueueOptions {
  /** How often a failed job is retried. */
  readonly retries: number;
  /** Delay before the first retry; it about doubles with each retry, up to ten minutes. */
  readonly retryDelaySeconds: number;
  /** A job that takes longer goes to another worker. */
  readonly timeoutMinutes: number;
  /** The outage that an error is, if it is one: the attempt does not count, for OUTAGE_DAYS, and the other side may ask for a pause. */
  outageOf?(error: unknown): { readonly retryAfterMs: number } | undefined;
  /** Called when the queue itself fails, for example when the database is gone. */
  readonly onError: (error: Error) => void;
}

export interface QueueCounts {
  readonly waiting: number;
  readonly running: number;
}

interface Outlasting {
  /** Since when an outage keeps the job waiting, ISO. */
  readonly outageSince?: string;
}

interface Payload extends Outlasting {
  readonly studyInstanceUid: string;
}

interface FollowUpPayload extends Outlasting {
  readonly patient: number;
}

type WithMetadata = WorkOptions & { includeMetadata: true };

const STUDIES = 'studies';
const DEAD = 'dead-studies';
/** A job waits as long as it must: pg-boss would drop it after two weeks, and its study would be lost silently. */
const RETENTION_SECONDS = 10 * 365 * 86_400;
const FOLLOW_UPS = 'follow-ups';
/** A worker that was silent for this long is dead; with LOOK and the first delay its study is taken up within a minute. */
const HEARTBEAT_SECONDS = 30;
const HEARTBEAT = { heartbeatRefreshSeconds: 5 };
const LOOK_SECONDS = 2;
const LONGEST_DELAY_SECONDS = 600;
/** During an outage of the PACS, each study is retried after this many first delays, later after half of the time that it has lasted... */
const OUTAGE_DELAYS = 12;
/** Longest pause that an archive may ask for. */
const LONGEST_PAUSE_SECONDS = 86_400;
/** ...and so long: afterwards attempts count again, and the study may fail. */
const OUTAGE_DAYS = 7;
/** New jobs are announced by NOTIFY; retries and jobs of dead workers are found by polling. */
const POLLING = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 };
/** How long a stopping worker waits for aborted jobs. */
const STOP_MS = 10_000;

/** Opens the queue on the service's own database, making its tables where they are missing. */
export async function openQueue(database: Database, options: QueueOptions): Promise<Queue> {
  const boss = new PgBoss({
    ...database.queueHome,
    application_name: 'lungtrace queue',
    max: 4,
    schedule: false,
    useListenNotify: true,
    monitorIntervalSeconds: LOOK_SECONDS,
    superviseIntervalSeconds: LOOK_SECONDS,
  });
  boss.on('error', options.onError);
  await boss.start();
  await createQueues(boss, options);
  return new Queue(boss, database, options);
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
  #stopped: Promise<void> | undefined;

  constructor(boss: PgBoss, database: Database, options: QueueOptions) {
    this.#boss = boss;
    this.#database = database;
    this.#options = options;
  }

  /** Queues a look at the study, as part of the transaction; false if one is already waiting. */
  async send(tx: Transaction, studyInstanceUid: string): Promise<boolean> {
    const payload: Payload = { studyInstanceUid };
    const id = await this.#boss.send(STUDIES, payload, { singletonKey: studyInstanceUid, db: tx.queue });
    return id !== null;
  }

  /** Starts to take jobs, `concurrency` in parallel. If a handler throws, its job is retried later. */
  async work(concurrency: number, handler: (job: Job) => Promise<void>): Promise<void> {
    await this.#boss.work<Payload, void, WithMetadata>(
      STUDIES,
      { ...POLLING, ...HEARTBEAT, includeMetadata: true, localConcurrency: concurrency },
      async (jobs) => {
        for (const job of jobs)
          await this.#take(STUDIES, job, job.data.studyInstanceUid, () =>
            this.#outliving(STUDIES, job.data, job.data.studyInstanceUid, () => handler(this.#job(job))),
          );
      },
    );
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

  /** Starts to take follow-ups. If a handler throws, its job is retried later. */
  async workFollowUps(handler: (job: FollowUpJob) => Promise<void>): Promise<void> {
    await this.#boss.work<FollowUpPayload, void, WithMetadata>(
      FOLLOW_UPS,
      { ...POLLING, ...HEARTBEAT, includeMetadata: true },
      async (jobs) => {
        for (const job of jobs) {
          const { patient } = job.data;
          const work = () => handler({ patient, signal: this.#ending(job.signal) });
          await this.#take(FOLLOW_UPS, job, String(patient), () =>
            this.#outliving(FOLLOW_UPS, job.data, String(patient), work),
          );
        }
      },
    );
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

  /** A job that an outage interrupted is sent again for later: it was not a failed attempt. */
  async #outliving(queue: string, data: Outlasting, singletonKey: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { outageSince = new Date().toISOString() } = data;
      const lastedSeconds = (Date.now() - Date.parse(outageSince)) / 1000;
      const outage = this.#options.outageOf?.(error);
      if (this.#shutdown.signal.aborted || lastedSeconds > OUTAGE_DAYS * 86_400 || outage === undefined) throw error;
      const delay = Math.max(OUTAGE_DELAYS * this.#options.retryDelaySeconds, lastedSeconds / 2);
      const pause = Math.min(outage.retryAfterMs / 1000, LONGEST_PAUSE_SECONDS);
      const startAfter = Math.ceil(Math.max(Math.min(delay, LONGEST_DELAY_SECONDS), pause));
      await this.#boss.send(queue, { ...data, outageSince }, { singletonKey, startAfter });
    }
  }

  /** A job that the end of this process interrupted is sent again instead of retried: it was not a failed attempt. */
  async #take(
    queue: string,
    { data }: { data: object },
    singletonKey: string,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!this.#shutdown.signal.aborted) throw error;
      await this.#boss.send(queue, data, { singletonKey });
    }
  }

  #job({ data, retryCount, signal }: JobWithMetadata<Payload>): Job {
    return {
      studyInstanceUid: data.studyInstanceUid,
      attempt: retryCount + 1,
      signal: this.#ending(signal),
    };
  }

  #ending(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#shutdown.signal]);
  }
}

async function createQueues(boss: PgBoss, options: QueueOptions): Promise<void> {
  const rules = {
    retryLimit: options.retries,
    retryDelay: options.retryDelaySeconds,
    retryBackoff: true,
    retryDelayMax: LONGEST_DELAY_SECONDS,
    expireInSeconds: options.timeoutMinutes * 60,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    retentionSeconds: RETENTION_SECONDS,
    notify: true,
  };
  await boss.createQueue(DEAD, { retentionSeconds: RETENTION_SECONDS, notify: true });
  await boss.createQueue(STUDIES, { ...rules, policy: 'stately', deadLetter: DEAD });
  await boss.createQueue(FOLLOW_UPS, { ...rules, policy: 'stately' });
  for (const queue of [STUDIES, FOLLOW_UPS]) {
    // Where the queue exists from an earlier start, its rules follow the configuration.
    await boss.updateQueue(queue, rules);
    // Makes pg-boss remember the queue now: looked up inside a transaction, the embedded database would wait for itself.
    await boss.findJobs(queue, { limit: 1 });
  }
}
