import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { tinyCt, type TinyCt } from '../support/ct.ts';
import { postgresProgram } from '../support/postgres.ts';
import { without } from '../support/programs.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';
import { WorkerProcesses } from '../support/worker-processes.ts';

suite('a worker that falls silent', { skip: without('Orthanc', postgresProgram('postgres')) }, () => {
  let workers: WorkerProcesses;

  before(async () => {
    workers = await WorkerProcesses.open();
    // A pause in the middle of recording, when the rows of study and job are locked.
    await workers.database.exec(`
      create table pause (wanted boolean not null);
      insert into pause values (false);
      create function pause() returns trigger language plpgsql as $$ begin
        if (select wanted from pause) then perform pg_sleep(3); end if;
        return new;
      end $$;
      create trigger pause before insert on analyses for each row execute function pause();`);
  });
  after(async () => await workers.stop());

  async function sent(name: string): Promise<TinyCt> {
    const ct = tinyCt({ name });
    for (const file of ct.files) await workers.orthanc.send(file);
    return ct;
  }

  /** Waits until a worker is in the middle of recording. */
  async function untilRecording(): Promise<void> {
    const { database } = workers;
    await until(async () => {
      const [row] = await database.query("select 1 as n from pg_stat_activity where wait_event = 'PgSleep'");
      return row !== undefined;
    }, 'a worker records');
    await database.query('update pause set wanted = false');
  }

  const analysesOf = async ({ studyInstanceUid }: TinyCt) => {
    const query =
      'select count(*)::int as n from analyses a join studies s on s.id = a.study where s.study_instance_uid = $1';
    const [row] = await workers.database.query<{ n: number }>(query, [studyInstanceUid]);
    return row?.n;
  };

  const failuresOf = async ({ studyInstanceUid }: TinyCt) => {
    const query = 'select f.code from failures f join studies s on s.id = f.study where s.study_instance_uid = $1';
    const rows = await workers.database.query<{ code: string }>(query, [studyInstanceUid]);
    return rows.map(({ code }) => code);
  };

  test('frozen in a transaction, it is replaced within a minute, and writes no second result when it wakes', async () => {
    const ct = await sent('frozen');
    await workers.database.query('update pause set wanted = true');
    const first = await workers.start(10);
    await workers.announce(ct.studyInstanceUid, 'notification');
    await untilRecording();
    first.child.kill('SIGSTOP');
    const second = await workers.start(10);
    const seconds = await workers.reaches(ct.studyInstanceUid, 'done', 60);
    console.log(`frozen: taken over and finished after ${seconds.toFixed(1)} s`);
    assert.deepEqual(second.lines, ['ready', 'analysing']);
    first.child.kill('SIGCONT');
    const next = await sent('after the frost');
    assert.equal(await second.stop(), 0);
    await workers.announce(next.studyInstanceUid, 'notification');
    await workers.reaches(next.studyInstanceUid, 'done', 60);
    assert.equal(first.lines.filter((line) => line === 'analysing').length, 2);
    assert.equal(await analysesOf(ct), 1);
    await until(async () => 'DOC' in (await workers.objects(ct.studyInstanceUid)), 'the report is stored', 60);
    assert.deepEqual(await workers.objects(ct.studyInstanceUid), { CT: 24, SEG: 2, SR: 1, KO: 1, DOC: 1 });
    assert.equal(await first.stop(), 0);
  });

  test('with silent connections in a transaction, it is replaced within a minute, and works again when they speak', async () => {
    const ct = await sent('silent');
    const proxy = await startTcpProxy(workers.databaseUrl);
    await workers.database.query('update pause set wanted = true');
    const first = await workers.start(10, { DATABASE_URL: proxy.url });
    await workers.announce(ct.studyInstanceUid, 'notification');
    await untilRecording();
    proxy.fallSilent();
    const second = await workers.start(10);
    const seconds = await workers.reaches(ct.studyInstanceUid, 'done', 60);
    console.log(`silent: taken over and finished after ${seconds.toFixed(1)} s`);
    assert.equal(await second.stop(), 0);
    proxy.resume();
    const next = await sent('after the silence');
    await workers.announce(next.studyInstanceUid, 'notification');
    await workers.reaches(next.studyInstanceUid, 'done', 120);
    assert.equal(await analysesOf(ct), 1);
    assert.equal(await first.stop(), 0);
    await proxy.stop();
  });

  test('with silent connections during an analysis, it ends the analysis itself', async () => {
    const ct = await sent('cut off');
    const proxy = await startTcpProxy(workers.databaseUrl);
    const first = await workers.start(600_000, { DATABASE_URL: proxy.url });
    await workers.announce(ct.studyInstanceUid, 'notification');
    await until(() => first.lines.includes('analysing'), 'the worker analyses');
    proxy.fallSilent();
    const start = performance.now();
    await until(() => first.lines.includes('aborted'), 'the analysis is told to end', 60);
    console.log(`cut off: the analysis was ended after ${((performance.now() - start) / 1000).toFixed(1)} s`);
    const second = await workers.start(10);
    await workers.reaches(ct.studyInstanceUid, 'done', 60);
    await proxy.stop();
    first.child.kill('SIGKILL');
    assert.equal(await second.stop(), 0);
  });

  test('whose analysis computes without end gives it up after LUNGTRACE_STALL_MINUTES, and serves others', async () => {
    const ct = await sent('stalled');
    const first = await workers.start('deaf', { LUNGTRACE_STALL_MINUTES: '0.1' });
    await workers.announce(ct.studyInstanceUid, 'notification');
    await until(() => first.lines.includes('analysing'), 'the worker analyses');
    await until(() => first.lines.includes('aborted'), 'the analysis is given up');
    await until(async () => (await failuresOf(ct)).includes('WORKER_STALLED'), 'the failure is recorded');
    const second = await workers.start(10);
    await first.stop();
    await workers.reaches(ct.studyInstanceUid, 'done', 60);
    assert.equal(await second.stop(), 0);
  });

  test('that alone does not reach the archive leaves every study to others, and works again when it does', async (t) => {
    const studies = [await sent('in the hole'), await sent('beside it'), await sent('out of the hole')] as const;
    const proxy = await startTcpProxy(workers.orthanc.dicomwebUrl);
    t.after(() => proxy.stop());
    proxy.fallSilent();
    const env = { DICOMWEB_URL: proxy.url, DICOMWEB_TIMEOUT_SECONDS: '2', DICOMWEB_RETRIES: '0' };
    const first = await workers.start(10, env);
    await workers.announce(studies[0].studyInstanceUid, 'notification');
    await until(() => first.log.some((line) => line.includes('no study is taken')), 'it takes no study', 60);
    const second = await workers.start(10);
    const seconds = await workers.reaches(studies[0].studyInstanceUid, 'done', 40);
    console.log(`alone: taken over and finished after ${seconds.toFixed(1)} s`);
    await workers.announce(studies[1].studyInstanceUid, 'notification');
    await workers.reaches(studies[1].studyInstanceUid, 'done', 60);
    assert.equal(first.log.filter((line) => line.includes('was not analysed')).length, 1);
    assert.equal(await second.stop(), 0);
    proxy.resume();
    await workers.announce(studies[2].studyInstanceUid, 'notification');
    await workers.reaches(studies[2].studyInstanceUid, 'done', 120);
    assert.ok(first.lines.includes('analysing'));
    assert.equal(await first.stop(), 0);
  });
});
