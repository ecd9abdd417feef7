import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, suite, test } from 'node:test';
import { EXIT } from '../../src/errors/entry.ts';
import { tinyCt } from '../support/ct.ts';
import { postgresProgram } from '../support/postgres.ts';
import { without } from '../support/programs.ts';
import { until } from '../support/until.ts';
import { WorkerProcesses } from '../support/worker-processes.ts';

suite('worker processes on one Postgres', { skip: without('Orthanc', postgresProgram('postgres')) }, () => {
  let workers: WorkerProcesses;

  before(async () => (workers = await WorkerProcesses.open()));
  after(async () => await workers.stop());

  test('a study whose worker is killed is finished by another within a minute, with no duplicates in the PACS', async () => {
    const ct = tinyCt({ name: 'killed' });
    for (const file of ct.files) await workers.orthanc.send(file);
    const first = await workers.start(600_000);
    await workers.announce(ct.studyInstanceUid, 'notification');
    await until(() => first.lines.includes('analysing'), 'the first worker analyses');
    const second = await workers.start(10);
    first.child.kill('SIGKILL');
    const seconds = await workers.reaches(ct.studyInstanceUid, 'done', 60);
    console.log(`taken over and finished ${seconds.toFixed(1)} s after the kill`);
    assert.deepEqual(second.lines, ['ready', 'analysing']);
    await until(async () => 'DOC' in (await workers.objects(ct.studyInstanceUid)), 'the report is stored', 60);
    assert.deepEqual(await workers.objects(ct.studyInstanceUid), { CT: 24, SEG: 2, SR: 1, KO: 1, DOC: 1 });
    await second.stop();
    assert.ok(second.lines.includes('stopped'));
  });

  test('a worker that is told to stop hands its study to another and records no failure', async () => {
    const ct = tinyCt({ name: 'stopped' });
    for (const file of ct.files) await workers.orthanc.send(file);
    const first = await workers.start(600_000);
    await workers.announce(ct.studyInstanceUid, 'notification');
    await until(() => first.lines.includes('analysing'), 'the first worker analyses');
    first.child.kill('SIGTERM');
    await once(first.child, 'exit');
    assert.ok(first.lines.includes('stopped'));
    const second = await workers.start(10);
    await workers.reaches(ct.studyInstanceUid, 'done', 60);
    const [row] = await workers.database.query('select count(*) as failures from failures');
    assert.equal(row?.['failures'], 0);
    await second.stop();
  });

  test('many studies are shared by two workers, each analysed once', async () => {
    const studies = Array.from({ length: 6 }, (_, i) => tinyCt({ name: `shared-${i}` }));
    for (const ct of studies) for (const file of ct.files) await workers.orthanc.send(file);
    const both = await Promise.all([workers.start(800), workers.start(800)]);
    await Promise.all(
      studies.flatMap((ct) => [
        workers.announce(ct.studyInstanceUid, 'changes'),
        workers.announce(ct.studyInstanceUid, 'query'),
      ]),
    );
    for (const ct of studies) await workers.reaches(ct.studyInstanceUid, 'done', 60);
    const counts = both.map(({ lines }) => lines.filter((line) => line === 'analysing').length);
    assert.equal(
      counts.reduce((sum, count) => sum + count),
      6,
    );
    assert.ok(
      counts.every((count) => count > 0),
      `both work: ${counts.join(' and ')}`,
    );
    for (const worker of both) await worker.stop();
  });

  // Last, since it leaves the database unusable.
  test('a worker ends and gives back its study, unfailed, when a newer version migrates the database', async () => {
    const ct = tinyCt({ name: 'outdated' });
    for (const file of ct.files) await workers.orthanc.send(file);
    const old = await workers.start(600_000);
    await workers.announce(ct.studyInstanceUid, 'notification');
    await until(() => old.lines.includes('analysing'), 'the worker analyses');
    const exited = once(old.child, 'exit');
    await workers.database.query("insert into migrations (number, name) values (999, 'from_the_future')");
    const migrated = performance.now();
    const [code] = (await exited) as [number];
    console.log(`ended ${((performance.now() - migrated) / 1000).toFixed(1)} s after the migration`);
    assert.equal(code, EXIT.outdated);
    assert.ok(old.log.some((line) => line.includes('this process is outdated and ends')));
    const waiting = "select retry_count from pgboss.job where singleton_key = $1 and state = 'created'";
    assert.deepEqual(await workers.database.query(waiting, [ct.studyInstanceUid]), [{ retry_count: 0 }]);
    assert.equal((await workers.database.query('select from failures')).length, 0);
  });
});
