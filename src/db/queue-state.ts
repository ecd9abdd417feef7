import { sql } from 'kysely';
import type { Queryable } from './database.ts';

export const QUEUES = ['studies', 'follow-ups'] as const;

/** What a queue holds now. */
export interface QueueState {
  readonly queue: (typeof QUEUES)[number];
  /** Jobs that a worker may take. */
  readonly waiting: number;
  /** Jobs that wait for their next attempt, or for the end of an outage. */
  readonly delayed: number;
  readonly running: number;
  /** How long the oldest of the waiting jobs could have been taken, s; 0 where none waits. */
  readonly oldestSeconds: number;
}

/** The state of every queue. */
export async function readQueueStates(database: Queryable): Promise<QueueState[]> {
  const rows = await database.statements
    .selectFrom('pgboss.job')
    .select(({ fn, ref }) => [
      'name',
      fn.countAll<number>().filterWhere('state', '=', 'active').as('running'),
      fn
        .countAll<number>()
        .filterWhere('state', '<', 'active')
        .filterWhere('startAfter', '<=', sql<Date>`now()`)
        .as('waiting'),
      fn
        .countAll<number>()
        .filterWhere('state', '<', 'active')
        .filterWhere('startAfter', '>', sql<Date>`now()`)
        .as('delayed'),
      fn
        .max(
          sql<number | null>`extract(epoch from now() - greatest(${ref('startAfter')}, ${ref('createdOn')}))::float8`,
        )
        .filterWhere('state', '<', 'active')
        .filterWhere('startAfter', '<=', sql<Date>`now()`)
        .as('oldestSeconds'),
    ])
    .where('name', 'in', QUEUES)
    .where('state', '<=', 'active')
    .groupBy('name')
    .execute();
  return QUEUES.map((queue) => {
    const { waiting = 0, delayed = 0, running = 0, oldestSeconds = 0 } = rows.find(({ name }) => name === queue) ?? {};
    return { queue, waiting, delayed, running, oldestSeconds: oldestSeconds ?? 0 };
  });
}
