import assert from 'node:assert/strict';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { loadConfig } from '../../../src/config.ts';
import { readCursor, writeCursor } from '../../../src/db/arrivals.ts';
import { connect } from '../../../src/db/connect.ts';
import type { Database } from '../../../src/db/database.ts';
import { migrate } from '../../../src/db/migrate.ts';
import { PixelDecoder } from '../../../src/dicom/pixels/decoder.ts';
import { OrthancApi } from '../../../src/dicomweb/orthanc.ts';
import { followChanges } from '../../../src/service/arrivals/changes.ts';
import { backfill, queryOnce, startQueries } from '../../../src/service/arrivals/query.ts';
import { freePort, type RunningOrthanc, startOrthanc } from '../../../src/tools/demo/orthanc.ts';
import { createApp } from '../../../src/web/server.ts';
import { tinyCt, type TinyCt } from '../../support/ct.ts';
import { postgresProgram, startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { without } from '../../support/programs.ts';
import { startTestService, type TestService } from '../../support/service.ts';
import { until } from '../../support/until.ts';

const SECRET = 'a secret of both';
const log = pino({ level: 'silent' });
const LUA = resolve(import.meta.dirname, '../../../orthanc/lungtrace.lua');

suite('arrivals from a real Orthanc', { skip: without('Orthanc', postgresProgram('postgres')) }, () => {
  let postgres: TestPostgres;
  let database: Database;
  let orthanc: RunningOrthanc;
  let service: TestService;
  let port: number;
  const sendAll = async (ct: TinyCt) => {
    for (const file of ct.files) await orthanc.send(file);
  };
  const sources = async (ct: TinyCt) => {
    const rows = await database.query<{ source: string }>(
      'select source from arrivals a join studies s on s.id = a.study where study_instance_uid = $1 order by source',
      [ct.studyInstanceUid],
    );
    return rows.map(({ source }) => source);
  };

  before(async () => {
    postgres = await startPostgres();
    database = await connect({ databaseUrl: await postgres.createDatabase(), dataDir: '' });
    await migrate(database);
    port = await freePort();
    const environment = { LUNGTRACE_URL: `http://127.0.0.1:${port}`, LUNGTRACE_NOTIFICATION_SECRET: SECRET };
    orthanc = await startOrthanc({ luaScripts: [LUA], environment, stableAge: 1 });
    service = await startTestService(database, orthanc);
  });
  after(async () => {
    await service.stop();
    await orthanc.stop();
    await database.close();
    const left = await postgres.leftConnections();
    await postgres.stop();
    assert.equal(left, 0, 'connections to Postgres were left open');
  });

  test('Orthanc announces a stable study through the Lua script, and the study is analysed', async () => {
    const decoder = new PixelDecoder(1);
    const config = loadConfig({ LUNGTRACE_NOTIFICATION_SECRET: SECRET, DICOMWEB_URL: orthanc.dicomwebUrl });
    const server = createApp({ ...service, config, decoder, device: 'cpu', log }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    try {
      const ct = tinyCt({ name: 'lua' });
      await sendAll(ct);
      await until(async () => (await sources(ct)).includes('notification'), 'the study is notified');
      await service.reaches(ct.studyInstanceUid, 'done');
      // Our SEG and SR make the study stable a second time.
      const told = async () => {
        const [row] = await database.query(
          "select times from arrivals a join studies s on s.id = a.study where study_instance_uid = $1 and source = 'notification'",
          [ct.studyInstanceUid],
        );
        return Number(row?.['times']);
      };
      await until(async () => (await told()) >= 2, 'the study is notified again');
      await service.idle();
      assert.equal(service.analyser.seen.filter((uid) => uid === ct.seriesInstanceUid).length, 1);
    } finally {
      server.closeAllConnections();
      server.close();
      await decoder.close();
    }
  });

  test('the change feed begins at its end, continues after a pause, and starts over with a new Orthanc', async () => {
    const feed = { database, orthanc: new OrthancApi(service.pacs.http, orthanc.url), announce: service.announce, log };
    const CURSOR = 'orthanc changes';
    const during = async (work: () => Promise<void>) => {
      const stopping = new AbortController();
      const following = followChanges(feed, stopping.signal);
      await work();
      stopping.abort();
      await following;
    };
    const old = tinyCt({ name: 'feed-old' });
    await sendAll(old);
    await delay(2500);
    await during(() => until(async () => (await readCursor(database, CURSOR)) !== undefined, 'the feed has begun'));
    assert.deepEqual(await sources(old), []);

    const later = tinyCt({ name: 'feed-pause' });
    await sendAll(later);
    await delay(2500);
    await during(() => until(async () => (await sources(later)).includes('changes'), 'the feed has gone on'));
    assert.deepEqual(await sources(old), []);

    await writeCursor(database, CURSOR, 1_000_000_000);
    await during(() => until(async () => (await sources(old)).includes('changes'), 'the feed has started over'));
  });

  test('a query announces a study once it has stopped growing, and again only when it has changed', async () => {
    const ct = tinyCt({ name: 'query', studyDate: '20260302' });
    const poll = { lookBackDays: 1, modality: 'CT' };
    const ask = async () =>
      (await queryOnce({ ...service, log, poll }, new Date(2026, 2, 2, 12))).includes(ct.studyInstanceUid);
    await sendAll(ct);
    assert.equal(await ask(), false, 'seen for the first time, it may still grow');
    assert.equal(await ask(), true);
    assert.equal(await ask(), false);
    await service.idle();
    assert.equal(await ask(), false, 'our own results made it grow');
    assert.equal(await ask(), true);
    await service.idle();
    assert.equal(service.analyser.seen.filter((uid) => uid === ct.seriesInstanceUid).length, 1);
    assert.deepEqual(await queryOnce({ ...service, log, poll }, new Date(2026, 2, 5, 12)), []);
  });

  test('queries run on schedule until they are stopped', async () => {
    const today = new Date();
    const date = today.toISOString().slice(0, 10).replaceAll('-', '');
    const ct = tinyCt({ name: 'clock', studyDate: date });
    await sendAll(ct);
    const stop = startQueries({ ...service, log, poll: { cron: '* * * * * *', lookBackDays: 1, modality: 'CT' } });
    await until(async () => (await sources(ct)).includes('query'), 'the clock has found the study');
    await stop();
  });

  test('backfill announces every study of a range of dates', async () => {
    const inside = tinyCt({ name: 'fill-in', studyDate: '20240110' });
    const outside = tinyCt({ name: 'fill-out', studyDate: '20240112' });
    await sendAll(inside);
    await sendAll(outside);
    const count = await backfill({ ...service, modality: 'CT' }, new Date(2024, 0, 1), new Date(2024, 0, 11));
    assert.equal(count, 1);
    assert.deepEqual(await sources(inside), ['backfill']);
    assert.deepEqual(await sources(outside), []);
    await service.reaches(inside.studyInstanceUid, 'done');
  });
});
