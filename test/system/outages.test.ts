import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { empty } from '../support/fake-archive.ts';
import { on } from '../support/quirk-parts.ts';
import { type QuirkyWorld, startQuirkyWorld } from '../support/quirky-world.ts';

suite('an outage of the archive', () => {
  let world: QuirkyWorld;
  before(async () => (world = await startQuirkyWorld({ LUNGTRACE_RETRIES: '0' })));
  after(async () => await world.stop());

  test('uses up no attempt however it is said, and the studies are done when it is over', async () => {
    // A request that is denied is not repeated at once, and every other one once: two rounds each.
    const rounds = { 401: 2, 403: 2, 429: 4, 502: 4, 503: 4, 504: 4 };
    const studies = Object.entries(rounds).map(([status, requests]) =>
      world.add(
        `lasting ${status}`,
        on('series', () => empty(Number(status)), requests),
      ),
    );
    for (const ct of studies) await world.reaches(ct, 'done');
    for (const ct of studies) assert.ok(world.archive.count(ct.studyInstanceUid, 'series') > 2);
  });

  test('for one study alone ends with a code of its own, and others overtake it', async () => {
    const choking = world.add(
      'choking',
      on('instance', () => empty(500)),
    );
    const start = performance.now();
    let others = 0;
    for (; (await world.study(choking))?.state !== 'failed'; others++) {
      assert.ok(performance.now() - start < 300_000, 'the study is given up');
      await world.reaches(world.add(`other ${others}`), 'done', 60);
      await delay(2000);
    }
    const { failureCode, failureMessage } = (await world.study(choking))!;
    assert.equal(failureCode, 'ARCHIVE_CHOKES');
    assert.match(failureMessage ?? '', /failed 5 times for this study while it served others.*status 500/);
    console.log(`given up after ${((performance.now() - start) / 1000).toFixed(0)} s; ${others} others were done`);
  });
});
