import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { loadConfig } from '../../../src/config.ts';
import { connect } from '../../../src/db/connect.ts';
import type { Database } from '../../../src/db/database.ts';
import { migrate } from '../../../src/db/migrate.ts';
import { openPacs, type Pacs } from '../../../src/dicomweb/client.ts';
import { startQueries } from '../../../src/service/arrivals/query.ts';
import { watchArrivals } from '../../../src/service/arrivals/watch.ts';
import { empty, type FakeArchive, startFakeArchive } from '../../support/fake-archive.ts';
import { postgresProgram, startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { without } from '../../support/programs.ts';
import { until } from '../../support/until.ts';

suite('the watch for arrivals', { skip: without(postgresProgram('postgres')) }, () => {
  const log = pino({ level: 'silent' });
  let postgres: TestPostgres;
  let database: Database;
  let archive: FakeArchive;
  let pacs: Pacs;
  const config = () =>
    loadConfig({ DICOMWEB_URL: archive.dicomwebUrl, DICOMWEB_RETRIES: '0', LUNGTRACE_POLL_CRON: '* * * * * *' });
  const queries = () => archive.count('null', 'studies');

  before(async () => {
    postgres = await startPostgres();
    database = await connect({ databaseUrl: await postgres.createDatabase(), dataDir: '' });
    await migrate(database);
    archive = await startFakeArchive();
    pacs = await openPacs(config().pacs);
  });
  after(async () => {
    await pacs.close();
    await archive.stop();
    await database.close();
    await postgres.stop();
  });

  const parts = () => ({ config: config(), database, pacs, announce: async () => true, log });

  test('is kept by one of three servers, and by another when that one stops', async () => {
    const stops = [watchArrivals(parts()), watchArrivals(parts()), watchArrivals(parts())];
    await until(() => queries() > 0, 'the archive is asked');
    const before = queries();
    const start = performance.now();
    await delay(6000);
    const perSecond = (queries() - before) / ((performance.now() - start) / 1000);
    assert.ok(perSecond < 1.5, `${perSecond.toFixed(1)} queries a second`);
    for (const stop of stops) {
      const asked = queries();
      await until(() => queries() > asked, 'the archive is asked', 15);
      await stop();
    }
    const asked = queries();
    await delay(2500);
    assert.equal(queries(), asked);
  });

  test('does not ask the archive before its Retry-After', async () => {
    archive.setQuirk('', () => empty(503, { 'retry-after': '4' }));
    const asked = queries();
    const stop = startQueries({ ...parts(), poll: config().poll });
    await until(() => queries() > asked, 'the archive is asked');
    const start = performance.now();
    await until(() => queries() > asked + 1, 'the archive is asked again', 15);
    assert.ok(performance.now() - start >= 3900, `${performance.now() - start} ms`);
    await stop();
    archive.setQuirk('', undefined);
  });
});
