import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../src/db/database.ts';
import { ALWAYS_OPEN, ChokedError, fateOf, type Outlasting } from '../../src/db/outages.ts';
import { onBothDatabases } from '../support/databases.ts';

onBothDatabases((open) => {
  let database: Database;
  const error = new Error('status 500');
  const now = () => new Date().toISOString();

  before(async () => {
    database = await open();
    await database.query("insert into studies (study_instance_uid) values ('1.2.3')");
  });

  const serve = async () => {
    // Not in the millisecond in which the last round ended.
    await delay(2);
    await database.query("update studies set state = 'done', changed_at = now() where study_instance_uid = '1.2.3'");
  };
  let gate = ALWAYS_OPEN;
  const fate = (data: Outlasting, retryAfterMs = 0, outage = true) => {
    const options = { outageOf: () => (outage ? { retryAfterMs } : undefined), gate, retryDelaySeconds: 5 };
    return fateOf(database, error, data, options);
  };

  test('an error that is no outage is a failed attempt', async () => {
    assert.deepEqual(await fate({}, 0, false), { cause: error, round: undefined });
  });

  test('an outage is waited for longer the longer it lasts, up to ten minutes, and not to the second', async () => {
    const after = async (hours: number) => {
      const outageSince = new Date(Date.now() - hours * 3_600_000).toISOString();
      return (await fate({ outageSince })).round?.startAfterSeconds ?? 0;
    };
    const first = await Promise.all(Array.from({ length: 20 }, () => after(0)));
    assert.ok(first.every((seconds) => seconds >= 60 && seconds <= 76));
    assert.ok(new Set(first).size > 1);
    // A worker looks for jobs every second from then on: in whole seconds it would be the first to see its own again, always.
    for (const seconds of first) assert.ok(Math.abs((seconds % 1) - 0.2) < 1e-6, String(seconds));
    const late = await after(10);
    assert.ok(late >= 600 && late <= 751);
  });

  test('the archive is asked not before its Retry-After, and after a week an outage is a failed attempt', async () => {
    const { round } = await fate({}, 3_600_000);
    assert.ok((round?.startAfterSeconds ?? 0) >= 3600);
    const outageSince = new Date(Date.now() - 8 * 86_400_000).toISOString();
    assert.equal((await fate({ outageSince })).round, undefined);
  });

  test('a study for which the archive fails while it serves others is given up after five rounds', async () => {
    let data: Outlasting = { outageSince: now(), lastRound: now() };
    for (let round = 1; round < 5; round++) {
      await serve();
      const next = await fate(data);
      assert.equal(next.round?.data.choked, round);
      data = next.round.data;
    }
    await serve();
    const { cause, round } = await fate(data);
    assert.ok(cause instanceof ChokedError);
    assert.match(cause.message, /failed 5 times .* status 500/);
    assert.equal(round, undefined);
  });

  test('an outage of the whole archive, or one that asks for time, counts no round', async () => {
    await serve();
    const data = { outageSince: now(), lastRound: new Date(Date.now() + 1).toISOString(), choked: 4 };
    assert.equal((await fate(data)).round?.data.choked, 4);
    await serve();
    assert.equal((await fate({ ...data, lastRound: data.outageSince }, 1000)).round?.data.choked, 4);
  });

  test('where the archive does not answer this worker at all, others may soon try, and no round is counted', async () => {
    await serve();
    gate = { ...ALWAYS_OPEN, check: async () => false };
    const { round } = await fate({ outageSince: now(), lastRound: new Date(0).toISOString(), choked: 4 });
    gate = ALWAYS_OPEN;
    assert.equal(round?.data.choked, 4);
    assert.ok(round.startAfterSeconds >= 5 && round.startAfterSeconds <= 8, String(round.startAfterSeconds));
  });
});
