import type { Database } from '../../src/db/database.ts';
import { statements } from '../../src/db/statements.ts';
import type { Questions } from './questions.ts';

const REPEATS = 40;
const WARM_UP = 5;
const MEBIBYTE = 2 ** 20;

interface Asked {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** Prints rows and MiB of every table that is not tiny, the largest first. */
export async function reportSizes(database: Database, studies: number): Promise<void> {
  const rows = await database.query<Record<'table' | 'rows' | 'heap' | 'toast' | 'indexes', string | number>>(
    `select relname as table, reltuples::bigint as rows, pg_relation_size(oid) as heap,
       pg_table_size(oid) - pg_relation_size(oid) as toast, pg_indexes_size(oid) as indexes
     from pg_class where relkind = 'r' and relnamespace in ('public'::regnamespace, 'pgboss'::regnamespace) and reltuples > 100
     order by pg_total_relation_size(oid) desc`,
  );
  print(['table', 'rows', 'rows a study', 'MiB', 'large values', 'indexes', 'bytes a row']);
  for (const { table, rows: count, heap, toast, indexes } of rows) {
    const total = Number(heap) + Number(toast) + Number(indexes);
    const mebibytes = [total, Number(toast), Number(indexes)].map((bytes) => (bytes / MEBIBYTE).toFixed(1));
    print([table, count, (Number(count) / studies).toFixed(2), ...mebibytes, (total / Number(count)).toFixed(0)]);
  }
}

/**
 * Asks every question `REPEATS` times and prints how long the answers took, ms. Returns the plans of the statements of those
 * whose median is above the limit. The fastest answer is what a busy machine changes least.
 */
export async function reportTimes(
  database: Database,
  ask: (recorded: Database) => Questions,
  limitMs: number,
): Promise<string[]> {
  const asked: Asked[] = [];
  const plans: string[] = [];
  print(['question', 'fastest ms', 'median ms', 'p95 ms', 'kB of JSON']);
  for (const [name, question] of Object.entries(ask(recording(database, asked)))) {
    const { fastest, median, p95, bytes } = await measured(question);
    print([name, fastest.toFixed(1), median.toFixed(1), p95.toFixed(1), (bytes / 1000).toFixed(0)]);
    if (median <= limitMs) continue;
    asked.length = 0;
    await question(1);
    for (const one of asked.slice()) plans.push(await explained(database, name, one));
  }
  return plans;
}

async function measured(question: Questions[string]) {
  const times: number[] = [];
  let answer: unknown;
  for (let at = 1; at <= WARM_UP + REPEATS; at++) {
    const start = performance.now();
    answer = await question(at);
    if (at > WARM_UP) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const quantile = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
  const bytes = JSON.stringify(answer ?? null).length;
  return { fastest: quantile(0), median: quantile(0.5), p95: quantile(0.95), bytes };
}

/** The database, noting every statement that it is asked. */
function recording(database: Database, asked: Asked[]): Database {
  const query: Database['query'] = (sql, params = []) => {
    asked.push({ sql, params });
    return database.query(sql, params);
  };
  return { ...database, query, statements: statements(query) };
}

async function explained(database: Database, name: string, { sql, params }: Asked): Promise<string> {
  const rows = await database.query<Record<string, string>>(`explain (analyze, buffers) ${sql}`, params);
  return [`\n${name}: ${sql}`, ...rows.map((row) => row['QUERY PLAN'])].join('\n');
}

function print([first, ...others]: readonly unknown[]): void {
  console.log(String(first).padEnd(28) + others.map((cell) => ` ${String(cell).padStart(15)}`).join(''));
}
