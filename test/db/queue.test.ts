import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../src/db/database.ts';
import { type Handler, type Job, openQueue, type Queue } from '../../src/db/queue.ts';
import { onBothDatabases } from '../support/databases.ts';
import { until } from '../support/until.ts';

const OPTIONS = {
  retries: 1,
  retryDelaySeconds: 1,
  timeoutMinutes: 1,
  outageOf: (error: unknown) => (String(error).includes('no PACS') ? { retryAfterMs: 0 } : undefined),
  onError: (error: Error) => {
    throw error;
  },
};

onBothDatabases((open) => {
  let database: Database;
  let queue: Queue;
  const handlers = new Map<string, (job: Job) => Promise<void>>();
  const failures: { uid: string; message: string }[] = [];
  const handler: Handler<Job> = {
    work: async (job) => await handlers.get(job.studyInstanceUid)?.(job),
    failed: async ({ studyInstanceUid: uid }, { message }) => void failures.push({ uid, message }),
  };
  const dead: { uid: string; attempts: number }[] = [];
  const send = (uid: string, to = queue) => database.transaction((tx) => to.send(tx, uid));

  before(async () => {
    database = await open();
    queue = await openQueue(database, OPTIONS);
    await queue.work(2, handler);
    await queue.workDead(async (uid, attempts) => void dead.push({ uid, attempts }));
  });
  after(async () => await queue.stop());

  test('ten announcements while a job runs lead to one more job, and never to two at once', async () => {
    const gate = Promise.withResolvers<void>();
    let running = 0;
    let most = 0;
    let runs = 0;
    handlers.set('1.1', async () => {
      most = Math.max(most, (running += 1));
      runs += 1;
      await gate.promise;
      running -= 1;
    });
    await send('1.1');
    await until(() => runs === 1, 'the job runs');
    const sent = await Promise.all(Array.from({ length: 10 }, () => send('1.1')));
    assert.equal(sent.filter(Boolean).length, 1);
    await delay(500);
    gate.resolve();
    await until(() => runs === 2, 'the second job runs');
    await until(
      async () => (await queue.counts()).waiting + (await queue.counts()).running === 0,
      'the queue is empty',
    );
    assert.deepEqual({ runs, most }, { runs: 2, most: 1 });
  });

  test('attempts during an outage do not count, and the study is done when it is over', async () => {
    const attempts: number[] = [];
    const given = dead.length;
    handlers.set('1.7', async ({ attempt }) => {
      attempts.push(attempt);
      if (attempts.length <= 2) throw new Error('no PACS');
    });
    await send('1.7');
    await until(() => attempts.length === 3, 'the job is done after the outage', 60);
    assert.deepEqual(attempts, [1, 1, 1]);
    assert.equal(dead.length, given);
  });

  test('a study is held while its job waits for another attempt, and no longer', async () => {
    let runs = 0;
    handlers.set('1.8', async () => {
      runs += 1;
      if (runs === 1) throw new Error('once');
    });
    assert.equal(await queue.holds('1.8'), false);
    await send('1.8');
    await until(() => runs === 1, 'the first attempt is over');
    assert.equal(await queue.holds('1.8'), true);
    await until(() => runs === 2, 'the second attempt begins');
    await until(async () => !(await queue.holds('1.8')), 'nothing is held');
  });

  test('a job may wait for years', async () => {
    const gate = Promise.withResolvers<void>();
    handlers.set('1.10', () => gate.promise);
    await send('1.10');
    const [row] = await database.query<{ years: number }>(
      `select extract(epoch from keep_until - now()) / 31536000 as years from pgboss.job where singleton_key = '1.10'`,
    );
    assert.ok(Number(row?.years) > 5, `kept for ${row?.years} years`);
    gate.resolve();
  });

  test('a process that alone does not reach the archive takes no job until it does; what it had is free for others at once', async () => {
    await queue.stop();
    const gates = { closing: Promise.withResolvers<void>(), opening: Promise.withResolvers<void>() };
    let isOpen = true;
    const gate = {
      check: async () => {
        isOpen = false;
        gates.closing.resolve();
        return false;
      },
      get closed() {
        return gates.closing.promise;
      },
      get opened() {
        return isOpen ? Promise.resolve() : gates.opening.promise;
      },
    };
    const workers: string[] = [];
    const workerOf = (name: string): Handler<Job> => ({
      work: async ({ studyInstanceUid }) => {
        // Jobs of the tests before may wait for another attempt.
        if (!['1.14', '1.15', '1.16'].includes(studyInstanceUid)) return;
        workers.push(name);
        if (name === 'alone' && !isReached) throw new Error('no PACS');
      },
      failed: async () => {},
    });
    let isReached = false;
    const alone = await openQueue(database, { ...OPTIONS, gate });
    await alone.work(2, workerOf('alone'));
    await send('1.14', alone);
    await until(() => workers.length === 1, 'the job fails');
    await delay(3000);
    await send('1.15', alone);
    await delay(2000);
    assert.deepEqual(workers, ['alone']);
    queue = await openQueue(database, OPTIONS);
    await queue.work(1, workerOf('other'));
    const begun = performance.now();
    await until(() => workers.length === 3, 'another takes both');
    assert.ok(performance.now() - begun < 8000);
    assert.deepEqual(workers, ['alone', 'other', 'other']);
    await queue.stop();
    gates.closing = Promise.withResolvers();
    [isReached, isOpen] = [true, true];
    gates.opening.resolve();
    await send('1.16', alone);
    await until(() => workers.length === 4, 'it takes jobs again');
    await alone.stop();
    queue = await openQueue(database, OPTIONS);
    await queue.work(2, handler);
    await queue.workDead(async (uid, attempts) => void dead.push({ uid, attempts }));
  });

  test('a job in a transaction that is rolled back is not sent', async () => {
    let runs = 0;
    handlers.set('1.2', async () => void (runs += 1));
    const failing = database.transaction(async (tx) => {
      await queue.send(tx, '1.2');
      throw new Error('rolled back on purpose');
    });
    await assert.rejects(failing, /on purpose/);
    assert.equal((await queue.counts()).waiting, 0);
    assert.equal(runs, 0);
  });

  test('a failing job is retried, then given up, while another study continues', async () => {
    const attempts: number[] = [];
    let other = 0;
    handlers.set('1.3', async ({ attempt }) => {
      attempts.push(attempt);
      throw new Error('fails on purpose');
    });
    handlers.set('1.4', async () => void (other += 1));
    await send('1.3');
    await until(() => attempts.length === 1, 'the first attempt');
    await send('1.4');
    await until(() => other === 1, 'the other study');
    await until(() => dead.length === 1, 'the failing study is given up');
    assert.deepEqual(attempts, [1, 2]);
    assert.deepEqual(dead, [{ uid: '1.3', attempts: 2 }]);
    assert.deepEqual(
      failures.filter(({ uid }) => uid === '1.3').map(({ message }) => message),
      ['fails on purpose', 'fails on purpose'],
    );
  });

  test('a job that another worker has taken records nothing and is told so', async () => {
    const taken = Promise.withResolvers<unknown>();
    let lost: AbortSignal | undefined;
    handlers.set('1.11', async ({ attempt, claim }) => {
      if (attempt > 1) return;
      lost = claim.signal;
      await database.query("update pgboss.job set retry_count = retry_count + 1 where singleton_key = '1.11'");
      taken.resolve(await claim.transaction(async () => 'recorded').catch((error: unknown) => error));
    });
    await send('1.11');
    assert.match(String(await taken.promise), /another worker has taken the job/);
    assert.ok(lost?.aborted);
    assert.ok(!failures.some(({ uid }) => uid === '1.11'));
    await database.query("delete from pgboss.job where singleton_key = '1.11'");
  });

  test('a job that does not move within its limit is a failed attempt, even if it does not hear', async () => {
    const attempts: number[] = [];
    handlers.set('1.12', async ({ attempt, claim }) => {
      attempts.push(attempt);
      if (attempt > 1) return;
      claim.moved(1);
      await new Promise(() => {});
    });
    await send('1.12');
    await until(() => attempts.length === 2, 'the job is tried again');
    assert.match(failures.find(({ uid }) => uid === '1.12')?.message ?? '', /no progress/);
  });

  test('a job that moves goes on beyond its limit', async () => {
    const outcome = Promise.withResolvers<string>();
    handlers.set('1.13', async ({ claim }) => {
      for (let second = 0; second < 7; second++) {
        claim.moved(2);
        await delay(1000);
      }
      outcome.resolve(claim.signal.aborted ? 'lost' : 'kept');
    });
    await send('1.13');
    assert.equal(await outcome.promise, 'kept');
  });

  test('a job whose process ends is taken by another process as its first attempt', async () => {
    const ending = await openQueue(database, { ...OPTIONS, retries: 0 });
    const attempts: number[] = [];
    const begun = Promise.withResolvers<void>();
    handlers.set('1.9', async ({ attempt, claim: { signal } }: Job) => {
      attempts.push(attempt);
      begun.resolve();
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    });
    await queue.stop();
    await ending.work(1, handler);
    await send('1.9', ending);
    await begun.promise;
    await ending.stop();
    queue = await openQueue(database, OPTIONS);
    const again = Promise.withResolvers<void>();
    handlers.set('1.9', async ({ attempt }) => {
      attempts.push(attempt);
      again.resolve();
    });
    await queue.work(1, handler);
    await again.promise;
    assert.deepEqual(attempts, [1, 1]);
  });
});
