import { sql } from 'kysely';
import type { Queryable } from './database.ts';

/** A server or a worker, as it tells of itself. */
export interface ProcessRecord {
  readonly id: string;
  readonly role: 'server' | 'worker';
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  /** Empty for a server that does not analyse, as is `device`. */
  readonly modelSet: string;
  readonly device: string;
}

/** What it works on: studies, and of the one that has not moved for longest its stage, and since when, s. */
export interface ProcessActivity {
  readonly running: number;
  readonly stage: string;
  readonly stillSeconds: number;
}

/** `stuck`: it lives, and its study has not moved for five minutes; `lost`: it has been silent for a minute. */
export const PROCESS_STATES = ['idle', 'working', 'stuck', 'lost'] as const;
export type ProcessState = (typeof PROCESS_STATES)[number];

export interface SeenProcess extends Omit<ProcessRecord, 'id'>, Omit<ProcessActivity, 'stillSeconds'> {
  readonly state: ProcessState;
  readonly startedAt: Date;
  readonly seenAt: Date;
}

const LOST_SECONDS = 60;
const STUCK_SECONDS = 300;

/** Tells that the process lives, and what it works on; forgets those that were silent for a day. */
export async function beat(database: Queryable, process: ProcessRecord, activity: ProcessActivity): Promise<void> {
  const { running, stage, stillSeconds } = activity;
  const now = {
    running,
    stage,
    seenAt: sql<Date>`now()`,
    movedAt: sql<Date>`now() - make_interval(secs => ${stillSeconds})`,
  };
  await database.statements
    .insertInto('processes')
    .values({ ...process, ...now })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(now))
    .execute();
  await database.statements
    .deleteFrom('processes')
    .where('seenAt', '<', sql<Date>`now() - interval '1 day'`)
    .execute();
}

/** The process ends in order. */
export async function leave(database: Queryable, id: string): Promise<void> {
  await database.statements.deleteFrom('processes').where('id', '=', id).execute();
}

/** All processes that lived within the last day, servers first. */
export async function readProcesses(database: Queryable): Promise<SeenProcess[]> {
  const rows = await database.statements
    .selectFrom('processes')
    .select(['role', 'host', 'pid', 'version', 'modelSet', 'device', 'startedAt', 'seenAt', 'running', 'stage'])
    .select(({ ref }) => [
      sql<number>`extract(epoch from ${ref('seenAt')} - ${ref('movedAt')})::float8`.as('stillSeconds'),
      sql<number>`extract(epoch from now() - ${ref('seenAt')})::float8`.as('silentSeconds'),
    ])
    .orderBy('role')
    .orderBy('startedAt')
    .execute();
  return rows.map(({ silentSeconds, stillSeconds, ...row }) => ({
    ...row,
    state: stateOf(row.running, stillSeconds, silentSeconds),
  }));
}

function stateOf(running: number, stillSeconds: number, silentSeconds: number): ProcessState {
  if (silentSeconds > LOST_SECONDS) return 'lost';
  if (running === 0) return 'idle';
  return stillSeconds > STUCK_SECONDS ? 'stuck' : 'working';
}
