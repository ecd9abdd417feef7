import { Gauge, Registry } from 'prom-client';
import { readLastArrival } from '../../db/arrivals.ts';
import type { Queryable } from '../../db/database.ts';
import { PROCESS_STATES, type ProcessState, readProcesses } from '../../db/processes.ts';
import { type QueueState, readQueueStates } from '../../db/queue-state.ts';
import { countStates, type StudyState } from '../../db/worklist.ts';
import { Asked } from './asked.ts';

/** What all processes share, as the database knows it. */
interface Cluster {
  readonly queues: readonly QueueState[];
  readonly studies: Readonly<Record<StudyState, number>>;
  readonly lastArrival: Date | undefined;
  /** Processes that analyse. */
  readonly workers: Readonly<Record<ProcessState, number>>;
}

/** Long enough for a busy database, and shorter than Prometheus waits. */
const LIMITS = { patienceMs: 2000, freshMs: 10_000 };

/**
 * Metrics of the whole, which every server tells alike: take the greatest of them, not their sum. While the database does not answer, they
 * are left out, and `lungtrace_cluster_known` is 0.
 */
export class ClusterMetrics {
  readonly registry = new Registry();
  readonly #asked: Asked<Cluster>;
  readonly #known = this.#gauge('cluster_known', 'Whether the database has told the numbers of the whole.', []);
  readonly #jobs = this.#gauge('queue_jobs', 'Jobs: waiting for a worker, delayed until later, running.', [
    'queue',
    'state',
  ]);
  readonly #oldest = this.#gauge('queue_oldest_seconds', 'How long the oldest waiting job could have been taken.', [
    'queue',
  ]);
  readonly #studies = this.#gauge('studies', 'Studies by state.', ['state']);
  readonly #workers = this.#gauge(
    'workers',
    'Processes that analyse: idle, working, stuck (no progress for five minutes), lost (silent for a minute).',
    ['state'],
  );
  readonly #arrival = this.#gauge(
    'last_arrival_timestamp_seconds',
    'When the archive last told of a study; 0 before the first.',
    [],
  );

  constructor(database: Queryable) {
    this.#asked = new Asked(() => readCluster(database), LIMITS);
  }

  /** Asks the database, within two seconds and not more often than every ten. */
  async refresh(): Promise<void> {
    const cluster = await this.#asked.answer();
    this.registry.resetMetrics();
    this.#known.set(cluster === undefined ? 0 : 1);
    if (cluster === undefined) this.#arrival.remove();
    else this.#show(cluster);
  }

  #show({ queues, studies, lastArrival, workers }: Cluster): void {
    for (const { queue, oldestSeconds, ...jobs } of queues) {
      this.#oldest.set({ queue }, oldestSeconds);
      for (const [state, count] of Object.entries(jobs)) this.#jobs.set({ queue, state }, count);
    }
    for (const [state, count] of Object.entries(studies)) this.#studies.set({ state }, count);
    for (const state of PROCESS_STATES) this.#workers.set({ state }, workers[state]);
    this.#arrival.set((lastArrival?.getTime() ?? 0) / 1000);
  }

  #gauge<L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> {
    return new Gauge({ name: `lungtrace_${name}`, help, labelNames, registers: [this.registry] });
  }
}

async function readCluster(database: Queryable): Promise<Cluster> {
  const [queues, studies, lastArrival, processes] = await Promise.all([
    readQueueStates(database),
    countStates(database),
    readLastArrival(database),
    readProcesses(database),
  ]);
  const workers = { idle: 0, working: 0, stuck: 0, lost: 0 };
  for (const { state, modelSet } of processes) if (modelSet !== '') workers[state] += 1;
  return { queues, studies, lastArrival, workers };
}
