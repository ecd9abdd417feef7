import { execFileSync } from 'node:child_process';
import { connect } from '../../src/db/connect.ts';
import { migrate } from '../../src/db/migrate.ts';
import { postgresProgram } from './postgres.ts';

/** Migrates an empty Postgres database and gives its schema as pg_dump writes it, without what differs from run to run. */
export async function dumpSchema(databaseUrl: string): Promise<string> {
  const database = await connect({ databaseUrl, dataDir: '' });
  try {
    await migrate(database);
  } finally {
    await database.close();
  }
  const options = ['--schema-only', '--no-owner', '--no-privileges', '--schema=public', databaseUrl];
  const dump = execFileSync(postgresProgram('pg_dump'), options, { encoding: 'utf8' });
  return dump
    .split('\n')
    .filter((line) => !/^(--|SET |SELECT pg_catalog|\\|CREATE SCHEMA|$)/.test(line))
    .join('\n')
    .concat('\n');
}
