import pg from 'pg';
import { type Database, DatabaseError, type Queryable, type Row, type Transaction } from './database.ts';
import { statements } from './statements.ts';

/** Opens a pool of connections; throws DatabaseError when the server does not answer. */
export async function connectPostgres(connectionString: string): Promise<Database> {
  const pool = new pg.Pool({ connectionString, max: 10, connectionTimeoutMillis: 10_000, types: { getTypeParser } });
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
    close: () => pool.end(),
  };
}

async function transaction<T>(pool: pg.Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failed: Error | undefined;
  try {
    await client.query('begin');
    const result = await work({
      ...queryable(client),
      queue: { executeSql: (sql, values) => client.query(sql, values) },
    });
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((broken: unknown) => (failed = broken as Error));
    throw error;
  } finally {
    client.release(failed);
  }
}

function queryable(client: pg.Pool | pg.PoolClient): Queryable {
  const query = async <R = Row>(sql: string, params: readonly unknown[] = []) =>
    (await client.query(sql, [...params])).rows as R[];
  return {
    query,
    statements: statements(query),
    exec: async (sql) => {
      await client.query(sql);
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
