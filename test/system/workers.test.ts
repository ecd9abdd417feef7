import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, suite, test } from 'node:test';
import { loadConfig } from '../../src/config.ts';
import { connect } from '../../src/db/connect.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openQueue, type Queue } from '../../src/db/queue.ts';
import { text } from '../../src/dicom/dataset.ts';
import { openPacs } from '../../src/dicomweb/client.ts';
import { type Announce, announcer } from '../../src/service/arrivals/announce.ts';
import { type RunningOrthanc, startOrthanc } from '../../src/tools/demo/orthanc.ts';
import { tinyCt } from '../support/ct.ts';
import { postgresProgram, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { without } from '../support/programs.ts';
import { until } from '../support/until.ts';

interface WorkerProcess {
  readonly child: ChildProcess;
  readonly lines: string[];
}

suite('worker processes on one Postgres', { skip: without('Orthanc', postgresProgram('postgres')) }, () => {
  const running: ChildProcess[] = [];
  let postgres: TestPostgres;
  let databaseUrl: string;
  let database: Database;
  let queue: Queue;
  let announce: Announce;
  let orthanc: RunningOrthanc;

  before(async () => {
    postgres = await startPostgres();
    databaseUrl = await postgres.createDatabase();
    database = await connect({ databaseUrl, dataDir: '' });
    await migrate(database);
    orthanc = await startOrthanc();
    queue = await openQueue(database, { ...loadConfig({}).worker, onError: console.error });
    announce = announcer(database, queue);
  });
  after(async () => {
    for (const child of running) child.kill('SIGKILL');
    await queue.stop();
    await database.close();
    await orthanc.stop();
    await postgres.stop();
  });

  async function startWorker(takesMs: number): Promise<WorkerProcess> {
    const script = join(import.meta.dirname, '../support/worker-process.ts');
    const env = {
      ...process.env,
      DATABASE_URL: databaseUrl,
      DICOMWEB_URL: orthanc.dicomwebUrl,
      LUNGTRACE_LOG_LEVEL: 'silent',
    };
    const child = spawn(process.execPath, [script, String(takesMs)], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    running.push(child);
    const lines: string[] = [];
    createInterface(child.stdout).on('line', (line) => lines.push(line));
    await until(() => lines.includes('ready'), 'the worker is ready');
    return { child, lines };
  }
  const stateOf = async (uid: string) => {
    const [row] = await database.query('select state from studies where study_instance_uid = $1', [uid]);
    return row?.['state'];
  };
  async function objects(uid: string): Promise<Record<string, number>> {
    const pacs = await openPacs(loadConfig({ DICOMWEB_URL: orthanc.dicomwebUrl }).pacs);
    const counts: Record<string, number> = {};
    for (const series of await pacs.searchSeries(uid)) {
      const modality = text(series, 'Modality');
      const instances = await pacs.listInstances(uid, text(series, 'SeriesInstanceUID'));
      counts[modality] = (counts[modality] ?? 0) + instances.length;
    }
    await pacs.close();
    return counts;
  }

  test('a study whose worker is killed is finished by another within a minute, with no duplicates in the PACS', async () => {
    const ct = tinyCt({ name: 'killed' });
    for (const file of ct.files) await orthanc.send(file);
    const first = await startWorker(600_000);
    await announce(ct.studyInstanceUid, 'notification');
    await until(() => first.lines.includes('analysing'), 'the first worker analyses');
    const second = await startWorker(10);
    first.child.kill('SIGKILL');
    const killed = performance.now();
    await until(async () => (await stateOf(ct.studyInstanceUid)) === 'done', 'another finishes the study', 60);
    console.log(`taken over and finished ${((performance.now() - killed) / 1000).toFixed(1)} s after the kill`);
    assert.deepEqual(second.lines, ['ready', 'analysing']);
    await until(async () => 'DOC' in (await objects(ct.studyInstanceUid)), 'the report is stored', 60);
    assert.deepEqual(await objects(ct.studyInstanceUid), { CT: 24, SEG: 2, SR: 1, DOC: 1 });
    second.child.kill('SIGTERM');
    await once(second.child, 'exit');
    assert.ok(second.lines.includes('stopped'));
  });

  test('a worker that is told to stop hands its study to another and records no failure', async () => {
    const ct = tinyCt({ name: 'stopped' });
    for (const file of ct.files) await orthanc.send(file);
    const first = await startWorker(600_000);
    await announce(ct.studyInstanceUid, 'notification');
    await until(() => first.lines.includes('analysing'), 'the first worker analyses');
    first.child.kill('SIGTERM');
    await once(first.child, 'exit');
    assert.ok(first.lines.includes('stopped'));
    const second = await startWorker(10);
    await until(async () => (await stateOf(ct.studyInstanceUid)) === 'done', 'another finishes the study', 60);
    const [row] = await database.query('select count(*) as failures from failures');
    assert.equal(row?.['failures'], 0);
    second.child.kill('SIGTERM');
    await once(second.child, 'exit');
  });

  test('many studies are shared by two workers, each analysed once', async () => {
    const studies = Array.from({ length: 6 }, (_, i) => tinyCt({ name: `shared-${i}` }));
    for (const ct of studies) for (const file of ct.files) await orthanc.send(file);
    const workers = await Promise.all([startWorker(800), startWorker(800)]);
    await Promise.all(
      studies.flatMap((ct) => [announce(ct.studyInstanceUid, 'changes'), announce(ct.studyInstanceUid, 'query')]),
    );
    for (const ct of studies)
      await until(async () => (await stateOf(ct.studyInstanceUid)) === 'done', 'all are done', 60);
    const counts = workers.map(({ lines }) => lines.filter((line) => line === 'analysing').length);
    assert.equal(
      counts.reduce((sum, count) => sum + count),
      6,
    );
    assert.ok(
      counts.every((count) => count > 0),
      `both work: ${counts.join(' and ')}`,
    );
    for (const { child } of workers) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  });
});
