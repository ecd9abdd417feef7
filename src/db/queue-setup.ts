import { type ConstructorOptions, PgBoss } from 'pg-boss';
import type { Database } from './database.ts';
import { LIMITS, LIMITS_OF_MIGRATIONS } from './limits.ts';

export const STUDIES = 'studies';
export const FOLLOW_UPS = 'follow-ups';
/** Studies whose last attempt failed, or was lost with its worker. */
export const DEAD = 'dead-studies';

export interface QueueRules {
  /** How often a failed job is retried. */
  readonly retries: number;
  /** Delay before the first retry; it about doubles with each retry, up to ten minutes. */
  readonly retryDelaySeconds: number;
  /** A job that takes longer goes to another worker. */
  readonly timeoutMinutes: number;
}

/** A claim that is silent for this long is lost; with LOOK and the first delay its job is taken up within a minute. */
export const HEARTBEAT_SECONDS = 30;
export const LONGEST_DELAY_SECONDS = 600;
const LOOK_SECONDS = 2;
/** A job waits as long as it must: pg-boss would drop it after two weeks, and its study would be lost silently. */
const RETENTION_SECONDS = 10 * 365 * 86_400;
/** What is rebuilt within the limits of a statement; larger indexes are the administrator's. */
const REINDEX = { maxIndexBytes: 64 * 2 ** 20 };

/** Opens pg-boss on the service's own database, making its tables and queues where they are missing. */
export async function openBoss(
  database: Database,
  rules: QueueRules,
  onError: (error: Error) => void,
): Promise<PgBoss> {
  // Its migrations may take longer than a statement usually may.
  const maker = await started(database, { ...LIMITS_OF_MIGRATIONS, max: 1, supervise: false }, onError);
  try {
    await createQueues(maker, rules);
  } finally {
    await maker.stop({ graceful: false });
  }
  const supervision = {
    monitorIntervalSeconds: LOOK_SECONDS,
    superviseIntervalSeconds: LOOK_SECONDS,
    reindex: REINDEX,
  };
  const boss = await started(database, { ...LIMITS, max: 4, useListenNotify: true, ...supervision }, onError);
  // Makes pg-boss remember the queues now: looked up inside a transaction, the embedded database would wait for itself.
  for (const queue of [STUDIES, FOLLOW_UPS]) await boss.findJobs(queue, { limit: 1 });
  return boss;
}

async function started(
  { queueHome }: Database,
  options: ConstructorOptions,
  onError: (error: Error) => void,
): Promise<PgBoss> {
  const boss = new PgBoss({ ...queueHome, application_name: 'lungtrace queue', schedule: false, ...options });
  boss.on('error', onError);
  return await boss.start();
}

async function createQueues(boss: PgBoss, { retries, retryDelaySeconds, timeoutMinutes }: QueueRules): Promise<void> {
  const rules = {
    retryLimit: retries,
    retryDelay: retryDelaySeconds,
    retryBackoff: true,
    retryDelayMax: LONGEST_DELAY_SECONDS,
    expireInSeconds: timeoutMinutes * 60,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    retentionSeconds: RETENTION_SECONDS,
    notify: true,
  };
  await boss.createQueue(DEAD, { retentionSeconds: RETENTION_SECONDS, notify: true });
  await boss.createQueue(STUDIES, { ...rules, policy: 'stately', deadLetter: DEAD });
  await boss.createQueue(FOLLOW_UPS, { ...rules, policy: 'stately' });
  // Where a queue exists from an earlier start, its rules follow the configuration.
  for (const queue of [STUDIES, FOLLOW_UPS]) await boss.updateQueue(queue, rules);
}
