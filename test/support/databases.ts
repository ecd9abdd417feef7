import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite } from 'node:test';
import { connect } from '../../src/db/connect.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { postgresProgram, startPostgres, type TestPostgres } from './postgres.ts';
import { without } from './programs.ts';
import { makeQueueTables } from './queue-tables.ts';

export type Open = () => Promise<Database>;

/**
 * Runs the same tests on the embedded database and on a real Postgres, each a fresh one. `define` gets a function that
 * gives the migrated database, opened once. Fails when a connection is left open at the end.
 */
export function onBothDatabases(define: (open: Open) => void): void {
  suite('on the embedded database', () => onPglite(define));
  suite('on Postgres', { skip: without(postgresProgram('postgres')) }, () => onPostgres(define));
}

function onPglite(define: (open: Open) => void): void {
  let dataDir = '';
  const { open, close } = once(async () => await connect({ databaseUrl: undefined, dataDir }));
  before(async () => (dataDir = await mkdtemp(join(tmpdir(), 'lungtrace-pglite-'))));
  // Hooks run in the order they are made, and those of the tests need the database.
  define(open);
  after(async () => {
    await close();
    await rm(dataDir, { recursive: true });
  });
}

function onPostgres(define: (open: Open) => void): void {
  let server: TestPostgres;
  const { open, close } = once(async () => connect({ databaseUrl: await server.createDatabase(), dataDir: '' }));
  before(async () => (server = await startPostgres()));
  define(open);
  after(async () => {
    await close();
    const left = await server.leftConnections();
    await server.stop();
    if (left > 0) throw new Error(`${left} connections to Postgres were left open`);
  });
}

function once(make: () => Promise<Database>): { open: Open; close: () => Promise<void> } {
  let opened: Promise<Database> | undefined;
  const start = async () => {
    const database = await make();
    await migrate(database);
    await makeQueueTables(database);
    return database;
  };
  return {
    open: () => (opened ??= start()),
    close: async () => await (await opened)?.close(),
  };
}
