import { Command, InvalidArgumentError } from 'commander';
import { type Config, loadConfig } from '../config.ts';
import { connect } from '../db/connect.ts';
import { migrate } from '../db/migrate.ts';
import { openAnalyser } from '../service/jobs/threaded-analyser.ts';
import { runBackfill, startServer, startWorker, untilTerminated } from '../service/service.ts';
import { UsageError } from './terminal.ts';

const CONFIGURED = 'Configured by environment variables: see docs/operations.md.';

/** `lungtrace serve`: web server, watch for arrivals and, unless switched off, a worker. */
export function serveCommand(): Command {
  return new Command('serve')
    .description(`runs the web server, watches for arrivals and analyses them. ${CONFIGURED}`)
    .action(async () => {
      const config = loadConfig();
      await untilTerminated(await startServer(config, analyserOf(config)));
    });
}

/** `lungtrace worker`: analyses queued studies; any number of workers share one Postgres. */
export function workerCommand(): Command {
  return new Command('worker')
    .description(`analyses studies that a server queues; needs DATABASE_URL. ${CONFIGURED}`)
    .action(async () => {
      const config = loadConfig();
      if (config.databaseUrl === undefined) throw new UsageError('workerAlone', {});
      await untilTerminated(await startWorker(config, analyserOf(config)));
    });
}

/** `lungtrace migrate`: migrates the database to this version; `serve` and `worker` do so at their start. */
export function migrateCommand(): Command {
  return new Command('migrate').description(`brings the database to this version. ${CONFIGURED}`).action(async () => {
    const database = await connect(loadConfig());
    try {
      const applied = await migrate(database);
      for (const { name } of applied) console.log(`applied ${name}`);
      if (applied.length === 0) console.log('the database is up to date');
    } finally {
      await database.close();
    }
  });
}

/** `lungtrace backfill`: announces studies of a date range that are already in the PACS. */
export function backfillCommand(): Command {
  return new Command('backfill')
    .description(`queues the studies of a range of dates that are in the PACS already. ${CONFIGURED}`)
    .requiredOption('--from <date>', 'first study date, YYYY-MM-DD', parseDate)
    .option('--to <date>', 'last study date, YYYY-MM-DD; today without it', parseDate)
    .action(async ({ from, to = new Date() }: { from: Date; to?: Date }) => {
      if (from > to) throw new UsageError('dates', {});
      const announced = await runBackfill(loadConfig(), from, to);
      console.log(`${announced} studies are queued; analysed studies stay as they are`);
    });
}

/** Loads the networks only where and when a worker starts. */
export function analyserOf({ modelsDir, providers }: Pick<Config, 'modelsDir' | 'providers'>) {
  return () => openAnalyser(modelsDir, providers);
}

function parseDate(value: string): Date {
  const date = new Date(`${value}T00:00:00`);
  const isReal = /^\d{4}-\d{2}-\d{2}$/.test(value) && date.getDate() === Number(value.slice(8));
  if (!isReal) throw new InvalidArgumentError('It must be a date such as 2026-03-01.');
  return date;
}
