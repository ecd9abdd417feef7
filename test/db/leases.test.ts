import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from '../../src/db/connect.ts';
import type { Database } from '../../src/db/database.ts';
import { withLease } from '../../src/db/leases.ts';
import { migrate } from '../../src/db/migrate.ts';
import { postgresProgram, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { without } from '../support/programs.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

suite('a lease', { skip: without(postgresProgram('postgres')) }, () => {
  let postgres: TestPostgres;
  let databaseUrl: string;
  let database: Database;

  before(async () => {
    postgres = await startPostgres();
    databaseUrl = await postgres.createDatabase();
    database = await connect({ databaseUrl, dataDir: '' });
    await migrate(database);
  });
  after(async () => {
    await database.close();
    await postgres.stop();
  });

  /** Works until the lease is lost or the process stops; tells whether it works now. */
  function contender(name: string, of: Database) {
    const stopping = new AbortController();
    const state = { works: false };
    const ended = withLease(of, name, stopping.signal, async (signal) => {
      state.works = true;
      if (!signal.aborted) await once(signal, 'abort');
      state.works = false;
    });
    const stop = async () => {
      stopping.abort();
      await ended;
    };
    return { state, stop };
  }

  test('is held by one at a time, and passes on at once when its holder stops', async () => {
    const all = Array.from({ length: 3 }, () => contender('one', database));
    const working = () => all.filter(({ state }) => state.works);
    await until(() => working().length > 0, 'one works');
    await delay(6000);
    assert.equal(working().length, 1);
    const [first] = working();
    await first?.stop();
    await until(() => working().length === 1, 'another works', 10);
    assert.ok(!first?.state.works);
    await Promise.all(all.map(({ stop }) => stop()));
    assert.equal(working().length, 0);
    assert.deepEqual(await database.query('select from leases'), []);
  });

  test('ends with work that ends by itself', async () => {
    let times = 0;
    await withLease(database, 'two', new AbortController().signal, async () => void (times += 1));
    assert.equal(times, 1);
    assert.deepEqual(await database.query('select from leases'), []);
  });

  test('passes on within a minute when the connections of its holder fall silent, which stops working before', async () => {
    const proxy = await startTcpProxy(databaseUrl);
    const far = await connect({ databaseUrl: proxy.url, dataDir: '' });
    const first = contender('three', far);
    await until(() => first.state.works, 'the first works');
    const second = contender('three', database);
    proxy.fallSilent();
    const silent = performance.now();
    await until(() => !first.state.works, 'the first has stopped', 60);
    assert.ok(!second.state.works);
    await until(() => second.state.works, 'the second works', 60);
    const seconds = (performance.now() - silent) / 1000;
    console.log(`the lease has passed on after ${seconds.toFixed(1)} s`);
    assert.ok(seconds < 60);
    proxy.resume();
    await Promise.all([first.stop(), second.stop()]);
    await far.close();
    await proxy.stop();
  });
});
