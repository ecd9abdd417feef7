// Whether the database still answers within 20 ms when it is full: a real Postgres with as many measurements as asked for, and the
// questions of pages, API and jobs, asked by the functions that they call. Plans are printed for those that are slow.
// Usage: node scripts/bench-growth.ts [measurements, 10 million without it]. Needs Debian's postgresql and 12 GB in TMPDIR.
import { execFileSync } from 'node:child_process';
import { loadConfig } from '../src/config.ts';
import { connect } from '../src/db/connect.ts';
import { migrate } from '../src/db/migrate.ts';
import { openQueue } from '../src/db/queue.ts';
import { REGIONS } from '../src/inference/measure/measurements.ts';
import { METRIC_KEYS } from '../src/inference/measure/metrics.ts';
import { postgresProgram, startPostgres } from '../test/support/postgres.ts';
import { multiply } from './growth/multiply.ts';
import { questions } from './growth/questions.ts';
import { reportSizes, reportTimes } from './growth/report.ts';
import { writeTemplate } from './growth/template.ts';

const LIMIT_MS = 20;
const measurements = Number(process.argv[2] ?? 10_000_000);
const studies = Math.ceil(measurements / (METRIC_KEYS.length * REGIONS.length) / 100) * 100;

const postgres = await startPostgres();
try {
  const databaseUrl = await postgres.createDatabase();
  const database = await connect({ databaseUrl, dataDir: '' });
  await migrate(database);
  const onError = ({ message }: Error) => console.error(message);
  const queue = await openQueue(database, { ...loadConfig({}).worker, onError });
  const start = performance.now();
  await writeTemplate(database, queue);
  await multiply(database, studies);
  execFileSync(postgresProgram('vacuumdb'), ['--analyze', '--quiet', databaseUrl]);
  console.log(`${studies} studies, filled in ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
  await reportSizes(database, studies);
  console.log();
  const plans = await reportTimes(database, (recorded) => questions(recorded, queue, studies), LIMIT_MS);
  for (const plan of plans) console.log(plan);
  await queue.stop();
  await database.close();
  process.exitCode = plans.length === 0 ? 0 : 1;
} finally {
  await postgres.stop();
}
