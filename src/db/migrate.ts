import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KnownError, problem } from '../errors/known-error.ts';
import { type Database, DatabaseError, type Queryable } from './database.ts';

const FOLDER = join(import.meta.dirname, 'migrations');
/** Key of the advisory lock that lets one process migrate while the others wait. */
const LOCK = 7261_0001;

/** Thrown when a newer version has migrated the database. */
export class OutdatedError extends KnownError {
  override readonly name = 'OutdatedError';

  constructor(number: number, name: string) {
    super(problem('OutdatedError', { number, name }));
  }
}

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly file: string;
}

/**
 * Migrates the database to the schema of this version and returns the migrations that ran. Each runs in a separate transaction that
 * begins with its version row, under an advisory lock, so many processes may start at the same time. Throws OutdatedError for a database
 * that a newer version has migrated.
 */
export async function migrate(database: Database): Promise<Migration[]> {
  const known = await listMigrations();
  await database.migration(async (tx) => {
    await lock(tx);
    await tx.exec(
      'create table if not exists migrations (number integer primary key, name text not null, applied_at timestamptz not null default now())',
    );
  });
  const applied = await readApplied(database);
  refuseNewer(applied, known);
  const ran: Migration[] = [];
  for (const migration of known.slice(applied.length)) if (await apply(database, migration)) ran.push(migration);
  return ran;
}

/** Whether the schema is the one that these migrations make: neither older, nor migrated by a newer version. */
export async function isSchemaCurrent(database: Queryable, known: readonly Migration[]): Promise<boolean> {
  const [row] = await database.query<{ number: number | null }>('select max(number) as number from migrations');
  return row?.number === known.length;
}

/** Throws OutdatedError when a newer version has migrated the database beyond the migrations that this process knows. */
export async function expectCurrent(database: Queryable, known: readonly Migration[]): Promise<void> {
  refuseNewer(await readApplied(database), known);
}

/** The migrations that this version knows, in order: files `NNN_name.sql`. */
export async function listMigrations(): Promise<Migration[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).toSorted();
  return files.map((file, index) => {
    const [, number, name] = /^(\d{3})_(\w+)\.sql$/.exec(file) ?? [];
    if (Number(number) !== index + 1 || name === undefined)
      throw new DatabaseError('order', { file, expected: index + 1 });
    return { number: index + 1, name, file };
  });
}

async function apply(database: Database, { number, name, file }: Migration): Promise<boolean> {
  const sql = await readFile(join(FOLDER, file), 'utf8');
  return await database.migration(async (tx) => {
    await lock(tx);
    const inserted = await tx.query(
      'insert into migrations (number, name) values ($1, $2) on conflict do nothing returning number',
      [number, name],
    );
    if (inserted.length === 0) return false;
    await tx.exec(sql);
    return true;
  });
}

async function lock(tx: Queryable): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [LOCK]);
}

async function readApplied(database: Queryable): Promise<Pick<Migration, 'number' | 'name'>[]> {
  return await database.query('select number, name from migrations order by number');
}

function refuseNewer(applied: readonly Pick<Migration, 'number' | 'name'>[], known: readonly Migration[]): void {
  const newer = applied[known.length];
  if (newer !== undefined) throw new OutdatedError(newer.number, newer.name);
}
