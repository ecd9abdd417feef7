import { chmod, mkdir } from 'node:fs/promises';
import { PGlite, type Transaction as PgliteTransaction, types } from '@electric-sql/pglite';
import { fromPglite } from 'pg-boss';
import type { Database, Queryable, Row } from './database.ts';
import { lockFolder } from './lock.ts';
import { statements } from './statements.ts';

const parsers = { [types.INT8]: Number, [types.DATE]: String, [types.TIMESTAMP]: String };

/**
 * Opens the embedded database in a folder, made if missing, which its owner alone may enter: the engine writes files that everybody may change.
 * Throws DatabaseError while another process has it open.
 */
export async function connectPglite(folder: string): Promise<Database> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const unlock = await lockFolder(folder);
  try {
    return wrap(await PGlite.create({ dataDir: `${folder}/pgdata`, parsers }), unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

function wrap(pglite: PGlite, unlock: () => Promise<void>): Database {
  const transaction: Database['transaction'] = (work) =>
    pglite.transaction((tx) => work({ ...queryable(tx), queue: fromPglite(tx) }));
  return {
    kind: 'pglite',
    queueHome: { db: fromPglite(pglite), backend: 'pglite' },
    ...queryable(pglite),
    transaction,
    migration: transaction,
    connections: () => undefined,
    close: async () => {
      await pglite.close();
      await unlock();
    },
  };
}

function queryable(client: PGlite | PgliteTransaction): Queryable {
  const query = async <R = Row>(sql: string, params: readonly unknown[] = []) =>
    (await client.query<R>(sql, [...params])).rows;
  return {
    query,
    statements: statements(query),
    exec: async (sql) => {
      await client.exec(sql);
    },
  };
}
