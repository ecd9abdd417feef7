import { execFileSync } from 'node:child_process';
import { type Kysely, sql } from 'kysely';
import { generate, getDialect } from 'kysely-codegen';
import { format, resolveConfig } from 'prettier';
import { connect } from '../../src/db/connect.ts';
import { migrate } from '../../src/db/migrate.ts';
import { postgresProgram } from './postgres.ts';

/** What src/db keeps of the schema: as pg_dump sees it, and as the compiler does. */
export interface DumpedSchema {
  /** src/db/schema.sql */
  readonly sql: string;
  /** src/db/schema.ts */
  readonly types: string;
}

/** Migrates an empty Postgres database and returns its schema as SQL and as TypeScript. */
export async function dumpSchema(databaseUrl: string): Promise<DumpedSchema> {
  const database = await connect({ databaseUrl, dataDir: '' });
  try {
    await migrate(database);
  } finally {
    await database.close();
  }
  return { sql: dumpSql(databaseUrl), types: await generateTypes(databaseUrl) };
}

/** As pg_dump writes it, without what differs from run to run. */
function dumpSql(databaseUrl: string): string {
  const options = ['--schema-only', '--no-owner', '--no-privileges', '--schema=public', databaseUrl];
  const dump = execFileSync(postgresProgram('pg_dump'), options, { encoding: 'utf8' });
  return dump
    .split('\n')
    .filter((line) => !/^(--|SET |SELECT pg_catalog|\\|CREATE SCHEMA|$)/.test(line))
    .join('\n')
    .concat('\n');
}

/** Columns that hold more than their SQL type says: the types come from src/db/columns.ts. */
const COLUMNS = {
  'analyses.findings': 'FindingsColumn | null',
  'analyses.histogram': 'HistogramColumn | null',
  'analyses.measurements': 'MeasurementsColumn',
  'analyses.models': 'ModelsColumn',
  'analyses.slices': 'SlicesColumn',
  'analyses.source': 'SourceColumn | null',
  'analyses.timings_ms': 'TimingsColumn',
  // Every analysis has the score that this generated column takes from its measurements.
  'analyses.severity_score': 'Generated<number>',
  'api_tokens.role': 'Role',
  'artefacts.kind': 'ArtefactKind',
  'audit.event': 'AuditEventColumn',
  'audit.message': 'AuditColumn',
  // Every message has them.
  'audit.recorded_at': 'Generated<string>',
  'audit.user_name': 'Generated<string>',
  'events.data': 'EventColumn',
  'follow_ups.category': 'VerdictKind | null',
  'follow_ups.language': 'Language',
  'follow_ups.left_out': 'LeftOutColumn',
  'follow_ups.lesions': 'LesionCourseColumn | null',
  'follow_ups.thresholds': 'ThresholdsColumn',
  'follow_ups.warnings': 'WarningsColumn',
  'lesions.lesions': 'LesionsColumn',
  'lesions.lungs': 'LungsColumn',
  'sessions.role': 'Role',
  'users.role': 'Role',
};

/** The types that columns have once the drivers have parsed them: see src/db/postgres.ts and src/db/pglite.ts. */
const PARSED = { int8: 'number', date: 'string', timestamp: 'string', timestamptz: 'Date', bytea: 'Uint8Array' };

async function generateTypes(databaseUrl: string): Promise<string> {
  const dialect = getDialect('postgres');
  const db = await dialect.introspector.connect({ connectionString: databaseUrl, dialect });
  try {
    const columns = { ...(await listedValues(db)), ...COLUMNS };
    const named = Object.values(COLUMNS).map((type) => type.replace(' | null', ''));
    const imported = named.filter((type) => /^\w+$/.test(type)).map((type) => [type, './columns.ts']);
    const types = await generate({
      db,
      dialect,
      camelCase: true,
      typeMapping: PARSED,
      overrides: { columns },
      customImports: Object.fromEntries(imported) as Record<string, string>,
      typeOnlyImports: true,
    });
    const options = await resolveConfig(import.meta.filename);
    return await format(types, { ...options, parser: 'typescript' });
  } finally {
    await db.destroy();
  }
}

/** The union of the values that a check constraint allows, by `table.column`. */
async function listedValues(db: Kysely<unknown>): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string; check: string; generated: boolean }>`
    select c.conrelid::regclass || '.' || a.attname as name, pg_get_constraintdef(c.oid) as check, a.atthasdef as generated
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and c.conkey = array[a.attnum]
    where c.contype = 'c' and c.connamespace = 'public'::regnamespace`.execute(db);
  const lists = rows.filter(({ check }) => check.includes('= ANY (ARRAY['));
  return Object.fromEntries(
    lists.map(({ name, check, generated }) => {
      const union = (check.match(/'\w+'(?=::text)/g) ?? []).join(' | ');
      return [name, generated ? `Generated<${union}>` : union];
    }),
  );
}
