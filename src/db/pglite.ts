import { chmod, mkdir } from 'node:fs/promises';
import { ThreadPool } from '../threads/pool.ts';
import { ThreadError } from '../threads/thread-error.ts';
import type { Database, Queryable, Row, Transaction } from './database.ts';
import { lockFolder } from './lock.ts';
import type { PgliteProtocol } from './pglite-thread.ts';
import { statements } from './statements.ts';

const THREADS = 'the embedded database';

/** Runs one statement with parameters, or several without. */
type Run = (sql: string, params?: readonly unknown[]) => Promise<Row[]>;

/**
 * Opens the embedded database in a folder, made if missing, which its owner alone may enter: the engine writes files that everybody may change.
 * It computes on a thread of its own, since a statement takes up to tens of milliseconds. Throws DatabaseError while another process has
 * it open.
 */
export async function connectPglite(folder: string): Promise<Database> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const unlock = await lockFolder(folder);
  const threads = new ThreadPool<PgliteProtocol>({
    name: THREADS,
    file: new URL('./pglite-thread.ts', import.meta.url),
    start: () => ({ dataDir: `${folder}/pgdata` }),
    size: 1,
    requestsPerThread: Infinity,
    holdsExit: true,
  });
  try {
    await threads.open();
    return wrap(threads, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

function wrap(threads: ThreadPool<PgliteProtocol>, unlock: () => Promise<void>): Database {
  const run = runner(threads);
  const inTurn = turns();
  // Statements without parameters may begin a transaction of their own, which must not outlive its failure.
  const alone: Run = (sql, params) => inTurn(() => run(sql, params).catch((error: unknown) => undo(run, error)));
  const within: Database['transaction'] = (work) => inTurn(() => transaction(threads, work));
  return {
    kind: 'pglite',
    queueHome: { db: queueOf(alone), backend: 'pglite' },
    ...queryable(alone),
    transaction: within,
    migration: within,
    connections: () => undefined,
    close: async () => {
      await threads.close();
      await unlock();
    },
  };
}

/** Rows, and the thread that they came from. Throws ThreadError when it is not the one of `session` any more. */
async function ask(
  threads: ThreadPool<PgliteProtocol>,
  request: PgliteProtocol['request'],
): Promise<{ readonly rows: readonly Row[]; readonly session: number }> {
  const answer = await threads.ask(() => ({ request }));
  if ('rows' in answer) return answer;
  if ('isOther' in answer) throw new ThreadError(THREADS, 'died');
  const { message, ...fields } = answer.failed;
  throw Object.assign(new Error(message), fields);
}

function runner(threads: ThreadPool<PgliteProtocol>, session?: number): Run {
  return async (sql, params) => {
    const { rows } = await ask(threads, { sql, ...(params && { params }), ...(session !== undefined && { session }) });
    return [...rows];
  };
}

/** There is one session: whoever has it, for a statement or a transaction, has it alone. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
}

async function transaction<T>(threads: ThreadPool<PgliteProtocol>, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const { session } = await ask(threads, { sql: 'begin' });
  const run = runner(threads, session);
  try {
    const result = await work({ ...queryable(run), queue: queueOf(run) });
    await run('commit');
    return result;
  } catch (error) {
    return await undo(run, error);
  }
}

async function undo(run: Run, error: unknown): Promise<never> {
  await run('rollback').catch(() => {});
  throw error;
}

function queryable(run: Run): Queryable {
  const query = async <R = Row>(sql: string, params: readonly unknown[] = []) => (await run(sql, params)) as R[];
  return {
    query,
    statements: statements(query),
    exec: async (sql) => {
      await run(sql);
    },
  };
}

function queueOf(run: Run): Transaction['queue'] {
  return {
    executeSql: async (sql, values = []) => ({ rows: await run(sql, values.length > 0 ? values : undefined) }),
  };
}
