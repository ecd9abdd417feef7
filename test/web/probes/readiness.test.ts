import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Readiness } from '../../../src/web/probes/readiness.ts';

const fine = async () => {};
const broken = async () => {
  throw new Error('the password of lungtrace@10.0.0.7 is wrong');
};
const silent = () => new Promise<void>(() => {});

test('the parts that are not ready are named, in one order', async () => {
  assert.deepEqual(await new Readiness({ database: fine, archive: fine }).notReady(), []);
  assert.deepEqual(await new Readiness({ archive: broken, queue: fine, database: broken }).notReady(), [
    'database',
    'archive',
  ]);
});

test('a part that is silent is not ready after two seconds, and is asked once however often somebody wants to know', async () => {
  let asked = 0;
  const readiness = new Readiness({
    database: () => {
      asked += 1;
      return silent();
    },
    queue: fine,
  });
  const start = performance.now();
  const answers = await Promise.all(Array.from({ length: 50 }, () => readiness.notReady()));
  assert.ok(performance.now() - start < 3500);
  for (const answer of answers) assert.deepEqual(answer, ['database']);
  await delay(1100);
  assert.deepEqual(await readiness.notReady(), ['database']);
  assert.equal(asked, 1);
});

test('an answer is given again for a second, and a part that recovers is seen after it', async () => {
  let asked = 0;
  const readiness = new Readiness({
    queue: async () => {
      asked += 1;
      if (asked === 1) throw new Error('not yet');
    },
  });
  for (let i = 0; i < 20; i++) assert.deepEqual(await readiness.notReady(), ['queue']);
  assert.equal(asked, 1);
  await delay(1100);
  assert.deepEqual(await readiness.notReady(), []);
});
