import pg from 'pg';
import { asked } from './busy.ts';
import { type Database, DatabaseError, type Queryable, type Row, type Transaction } from './database.ts';
import { LIMITS, LIMITS_OF_MIGRATIONS, ROLLBACK_MS } from './limits.ts';
import { statements } from './statements.ts';

/** Opens a pool of connections; throws DatabaseError when the server does not answer. */
export async function connectPostgres(connectionString: string): Promise<Database> {
  const pool = new pg.Pool({ connectionString, max: 10, types: { getTypeParser }, ...LIMITS });
  // Without a listener, an idle connection that the server drops would end the process; the next query reports the error.
  pool.on('error', () => {});
  try {
    await pool.query('select 1');
  } catch (cause) {
    await pool.end();
    throw new DatabaseError('unreachable', { reason: (cause as Error).message }, { cause });
  }
  return {
    kind: 'postgres',
    queueHome: { connectionString },
    ...queryable(pool),
    transaction: (work) => transaction(pool, work),
    migration: (work) => migration(connectionString, work),
    connections: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => pool.end(),
  };
}

/** A transaction on a connection of its own, without the limits that the others share. */
async function migration<T>(connectionString: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString, max: 1, types: { getTypeParser }, ...LIMITS_OF_MIGRATIONS });
  pool.on('error', () => {});
  try {
    return await transaction(pool, work);
  } finally {
    await pool.end();
  }
}

async function transaction<T>(pool: pg.Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const client = await asked(() => pool.connect());
  let broken: Error | undefined;
  // Without a listener, a connection that the server ends between two statements would end the process.
  const onError = (error: Error) => (broken = error);
  client.on('error', onError);
  try {
    await asked(() => client.query('begin'));
    const result = await work({
      ...queryable(client),
      queue: { executeSql: (sql, values) => asked(() => client.query(sql, values)) },
    });
    await asked(() => client.query('commit'));
    return result;
  } catch (error) {
    await rollBack(client).catch(onError);
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

async function rollBack(client: pg.PoolClient): Promise<void> {
  const rollback: pg.QueryConfig & Pick<pg.ClientConfig, 'query_timeout'> = {
    text: 'rollback',
    query_timeout: ROLLBACK_MS,
  };
  await client.query(rollback);
}

function queryable(client: pg.Pool | pg.PoolClient): Queryable {
  const query = async <R = Row>(sql: string, params: readonly unknown[] = []) =>
    (await asked(() => client.query(sql, [...params]))).rows as R[];
  return {
    query,
    statements: statements(query),
    exec: async (sql) => {
      await asked(() => client.query(sql));
    },
  };
}

const { builtins } = pg.types;
const parsers = new Map<number, (value: string) => unknown>([
  [builtins.INT8, Number],
  [builtins.DATE, String],
  [builtins.TIMESTAMP, String],
]);

function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  return (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format);
}
