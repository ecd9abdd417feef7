import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Express } from 'express';
import pg from 'pg';
import { pino } from 'pino';
import request from 'supertest';
import { loadConfig } from '../../../src/config.ts';
import { PixelDecoder } from '../../../src/dicom/pixels/decoder.ts';
import { openPacs } from '../../../src/dicomweb/client.ts';
import { startWorker } from '../../../src/service/service.ts';
import { freePort } from '../../../src/tools/demo/orthanc.ts';
import { createApp } from '../../../src/web/server.ts';
import { onBothDatabases } from '../../support/databases.ts';
import { type FakeArchive, startFakeArchive } from '../../support/fake-archive.ts';
import { postgresProgram, startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { without } from '../../support/programs.ts';
import { startTestService, type TestService } from '../../support/service.ts';
import { simpleAnalyser } from '../../support/simple-analyser.ts';
import { until } from '../../support/until.ts';

/** Longer than an answer is given again, ms. */
const STALE = 1100;

onBothDatabases((open) => {
  let archive: FakeArchive;
  let service: TestService;
  const decoder = new PixelDecoder(1);
  const appWith = (parts: Partial<Parameters<typeof createApp>[0]> = {}): Express =>
    createApp({
      ...service,
      decoder,
      device: 'cpu',
      log: pino({ level: 'silent' }),
      config: loadConfig({ LUNGTRACE_API_TOKEN: 'a-long-enough-token', DICOMWEB_URL: archive.dicomwebUrl }),
      ...parts,
    });

  before(async () => {
    archive = await startFakeArchive();
    service = await startTestService(await open(), archive);
  });
  after(async () => {
    await service.stop();
    await decoder.close();
    await archive.stop();
  });

  test('the probes are open to everybody, and the API is not', async () => {
    const app = appWith();
    await request(app).get('/livez').expect(200, { live: true });
    await request(app).get('/readyz').expect(200, { ready: true, notReady: [] }).expect('cache-control', 'no-store');
    await request(app).get('/api/health').expect(401);
  });

  test('an archive that does not answer is named, with nothing else, and may be left out', async () => {
    const pacs = await openPacs({ ...loadConfig({}).pacs, dicomwebUrl: 'http://127.0.0.1:9/dicom-web' });
    const app = appWith({ pacs });
    await request(app)
      .get('/readyz')
      .expect(503, { ready: false, notReady: ['archive'] });
    await request(app).get('/readyz?exclude=archive').expect(200, { ready: true, notReady: [] });
    await request(app)
      .get('/readyz?exclude=queue&exclude=database')
      .expect(503, { ready: false, notReady: ['archive'] });
    await request(app).get('/livez').expect(200);
    await pacs.close();
  });

  test('a schema that a newer version has migrated is not ready', async () => {
    const app = appWith();
    await service.database.query("insert into migrations (number, name) values (9999, 'of tomorrow')");
    await request(app)
      .get('/readyz')
      .expect(503, { ready: false, notReady: ['schema'] });
    await service.database.query('delete from migrations where number = 9999');
    await delay(STALE);
    await request(app).get('/readyz').expect(200);
  });
});

suite('on Postgres alone', { skip: without(postgresProgram('postgres')) }, () => {
  let postgres: TestPostgres;
  before(async () => (postgres = await startPostgres()));
  after(() => postgres.stop());

  test('a worker with a port for probes answers them while its networks load, and names a table of jobs that is silent', async () => {
    const archive = await startFakeArchive();
    const databaseUrl = await postgres.createDatabase();
    const port = await freePort();
    const opening = Promise.withResolvers<void>();
    const config = loadConfig({
      DATABASE_URL: databaseUrl,
      DICOMWEB_URL: archive.dicomwebUrl,
      LUNGTRACE_PROBE_PORT: String(port),
      LUNGTRACE_LOG_LEVEL: 'silent',
    });
    const starting = startWorker(config, async () => {
      await opening.promise;
      return { ...simpleAnalyser(), close: async () => {} };
    });
    const ask = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: response.status, body: await response.json() };
    };
    await until(async () => (await ask('/livez').catch(() => undefined))?.status === 200, 'the worker answers');
    assert.deepEqual(await ask('/readyz'), { status: 503, body: { ready: false, notReady: ['models'] } });
    opening.resolve();
    const worker = await starting;
    await delay(STALE);
    assert.deepEqual(await ask('/readyz'), { status: 200, body: { ready: true, notReady: [] } });
    const locker = new pg.Client(databaseUrl);
    await locker.connect();
    await locker.query('begin; lock table pgboss.job in access exclusive mode');
    await delay(STALE);
    const start = performance.now();
    assert.deepEqual(await ask('/readyz'), { status: 503, body: { ready: false, notReady: ['queue'] } });
    assert.ok(performance.now() - start < 3000);
    assert.equal((await ask('/livez')).status, 200);
    await locker.end();
    await worker.stop();
    await assert.rejects(ask('/livez'));
    await archive.stop();
  });
});
