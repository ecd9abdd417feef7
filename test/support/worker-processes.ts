import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { loadConfig } from '../../src/config.ts';
import { connect } from '../../src/db/connect.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openQueue, type Queue } from '../../src/db/queue.ts';
import { text } from '../../src/dicom/dataset.ts';
import { openPacs } from '../../src/dicomweb/client.ts';
import { type Announce, announcer } from '../../src/service/arrivals/announce.ts';
import { type RunningOrthanc, startOrthanc } from '../../src/tools/demo/orthanc.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { until } from './until.ts';

export interface WorkerProcess {
  readonly child: ChildProcess;
  /** What it told so far: ready, analysing, aborted, stopped. */
  readonly lines: readonly string[];
  /** Its log and messages. */
  readonly log: readonly string[];
  /** Sends SIGTERM and gives the exit code. */
  stop(): Promise<number | null>;
}

/** Worker processes on one Postgres and one Orthanc, all of this test alone. */
export class WorkerProcesses {
  readonly databaseUrl: string;
  readonly database: Database;
  readonly orthanc: RunningOrthanc;
  readonly announce: Announce;
  readonly #postgres: TestPostgres;
  readonly #queue: Queue;
  readonly #running: ChildProcess[] = [];

  private constructor(
    databaseUrl: string,
    database: Database,
    orthanc: RunningOrthanc,
    postgres: TestPostgres,
    queue: Queue,
  ) {
    this.databaseUrl = databaseUrl;
    this.database = database;
    this.orthanc = orthanc;
    this.announce = announcer(database, queue);
    this.#postgres = postgres;
    this.#queue = queue;
  }

  static async open(): Promise<WorkerProcesses> {
    const postgres = await startPostgres();
    const databaseUrl = await postgres.createDatabase();
    const database = await connect({ databaseUrl, dataDir: '' });
    await migrate(database);
    const queue = await openQueue(database, { ...loadConfig({}).worker, onError: console.error });
    return new WorkerProcesses(databaseUrl, database, await startOrthanc(), postgres, queue);
  }

  /** Starts a worker whose analyses take so long, ms, and waits until it is ready. */
  async start(takes: number | 'deaf', env: Record<string, string> = {}): Promise<WorkerProcess> {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'worker-process.ts'), String(takes)], {
      env: {
        ...process.env,
        DATABASE_URL: this.databaseUrl,
        DICOMWEB_URL: this.orthanc.dicomwebUrl,
        LUNGTRACE_LOG_LEVEL: 'warn',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running.push(child);
    const lines: string[] = [];
    const log: string[] = [];
    createInterface(child.stdout).on('line', (line) => lines.push(line));
    createInterface(child.stderr).on('line', (line) => log.push(line));
    await until(() => lines.includes('ready'), 'the worker is ready');
    const stop = async () => {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    };
    return { child, lines, log, stop };
  }

  /** Waits until the study has the state; gives how long that took, s. */
  async reaches(studyInstanceUid: string, state: string, seconds: number): Promise<number> {
    const start = performance.now();
    const isReached = async () => {
      const query = 'select state from studies where study_instance_uid = $1';
      const [row] = await this.database.query(query, [studyInstanceUid]);
      return row?.['state'] === state;
    };
    await until(isReached, `the study is ${state}`, seconds);
    return (performance.now() - start) / 1000;
  }

  /** How many objects of each modality the archive has of a study. */
  async objects(studyInstanceUid: string): Promise<Record<string, number>> {
    const pacs = await openPacs(loadConfig({ DICOMWEB_URL: this.orthanc.dicomwebUrl }).pacs);
    const counts: Record<string, number> = {};
    for (const series of await pacs.searchSeries(studyInstanceUid)) {
      const modality = text(series, 'Modality');
      const instances = await pacs.listInstances(studyInstanceUid, text(series, 'SeriesInstanceUID'));
      counts[modality] = (counts[modality] ?? 0) + instances.length;
    }
    await pacs.close();
    return counts;
  }

  async stop(): Promise<void> {
    for (const child of this.#running) child.kill('SIGKILL');
    await this.#queue.stop();
    await this.database.close();
    await this.orthanc.stop();
    await this.#postgres.stop();
  }
}
