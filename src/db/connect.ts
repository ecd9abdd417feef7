import { join } from 'node:path';
import type { Database } from './database.ts';
import { connectPglite } from './pglite.ts';
import { connectPostgres } from './postgres.ts';

/**
 * Opens the database that the configuration names: Postgres by DATABASE_URL, else the embedded one in the data folder,
 * which one process at a time may use. The schema is not touched: see migrate().
 */
export async function connect(config: { databaseUrl?: string | undefined; dataDir: string }): Promise<Database> {
  return config.databaseUrl === undefined
    ? await connectPglite(join(config.dataDir, 'database'))
    : await connectPostgres(config.databaseUrl);
}
