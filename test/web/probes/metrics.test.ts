import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import type { Express } from 'express';
import { pino } from 'pino';
import request from 'supertest';
import { loadConfig } from '../../../src/config.ts';
import { PixelDecoder } from '../../../src/dicom/pixels/decoder.ts';
import { createProbeApp } from '../../../src/web/probes/app.ts';
import { Readiness } from '../../../src/web/probes/readiness.ts';
import { createApp } from '../../../src/web/server.ts';
import { tinyCt } from '../../support/ct.ts';
import { onBothDatabases } from '../../support/databases.ts';
import { type FakeArchive, startFakeArchive } from '../../support/fake-archive.ts';
import { startTestService, type TestService } from '../../support/service.ts';

const [TOKEN, SCRAPER] = ['a-long-enough-token', 'the-token-of-the-scraper'];
/** A page of metrics is too long to be shown by an assertion. */
const has = (text: string, line: RegExp) => assert.ok(line.test(text), `a line is like ${line.source}`);
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

onBothDatabases((open) => {
  const decoder = new PixelDecoder(1);
  const log = pino({ level: 'silent' });
  const ct = tinyCt({ name: 'metrics', patientId: 'PAT-4711' });
  let archive: FakeArchive;
  let service: TestService;
  const appWith = (env: Record<string, string>): Express =>
    createApp({
      ...service,
      decoder,
      device: 'cpu',
      log,
      config: loadConfig({ DICOMWEB_URL: archive.dicomwebUrl, LUNGTRACE_DATA_DIR: tmpdir(), ...env }),
    });
  const scrape = async (app: Express): Promise<string> =>
    (await request(app).get('/metrics').set('host', '127.0.0.1').set(bearer(TOKEN)).expect(200)).text;

  before(async () => {
    archive = await startFakeArchive();
    for (const file of ct.files) archive.add(file);
    service = await startTestService(await open(), archive);
    await service.announce(ct.studyInstanceUid, 'notification');
    await service.announce('1.2.3.4.5', 'query');
    await service.reaches(ct.studyInstanceUid, 'done');
    await service.idle();
  });
  after(async () => {
    await service.stop();
    await decoder.close();
    await archive.stop();
  });

  test('metrics are for those who sign in and for the token of the scraper, which opens nothing else', async () => {
    const app = appWith({ LUNGTRACE_API_TOKEN: TOKEN, LUNGTRACE_METRICS_TOKEN: SCRAPER });
    await request(app).get('/metrics').expect(401);
    await request(app).get('/metrics').set(bearer('another')).expect(401);
    await request(app).get('/metrics').set(bearer(TOKEN)).expect(200);
    await request(app).get('/metrics').set(bearer(SCRAPER)).expect(200).expect('cache-control', 'no-store');
    await request(app).get('/api/studies').set(bearer(SCRAPER)).expect(401);
    await request(appWith({})).get('/metrics').set('host', '127.0.0.1:8043').expect(200);
    await request(appWith({})).get('/metrics').set('host', 'elsewhere.example').expect(403);
  });

  test('a worker gives its metrics to the same machine, or to the token of the scraper where there is one', async () => {
    const parts = { database: service.database, dataDir: '/', readiness: new Readiness({}), log };
    const own = createProbeApp({ ...parts, metricsToken: undefined });
    const { text } = await request(own).get('/metrics').expect(200);
    has(text, /^process_resident_memory_bytes \d+/m);
    assert.ok(!text.includes('lungtrace_queue_jobs'));
    const guarded = createProbeApp({ ...parts, metricsToken: SCRAPER });
    await request(guarded).get('/metrics').expect(401);
    await request(guarded).get('/metrics').set(bearer(SCRAPER)).expect(200);
  });

  test('they tell of arrivals, of the archive, of requests by route, and of the whole', async () => {
    const app = appWith({});
    await request(app).get(`/api/studies/${ct.studyInstanceUid}`).set('host', '127.0.0.1').expect(200);
    await request(app).get('/api/studies/9.9.9.9').set('host', '127.0.0.1').expect(404);
    const text = await scrape(app);
    has(text, /^lungtrace_arrivals_total\{source="notification"\} [1-9]/m);
    has(text, /^lungtrace_archive_request_seconds_count\{kind="instance",status="200"\} \d+/m);
    has(text, /^lungtrace_archive_request_seconds_count\{kind="store",status="200"\} \d+/m);
    assert.match(
      text,
      /^lungtrace_http_request_seconds_count\{method="GET",route="\/api\/studies\/:uid",status="200"\} [1-9]/m,
    );
    assert.match(
      text,
      /^lungtrace_http_request_seconds_count\{method="GET",route="\/api\/studies\/:uid",status="404"\} [1-9]/m,
    );
    has(text, /^lungtrace_studies_total\{result="done",code=""\} [1-9]/m);
    for (const stage of ['look', 'fetch', 'decode', 'lungs', 'infection', 'store', 'record', 'total'])
      has(text, new RegExp(`^lungtrace_stage_seconds_count\\{stage="${stage}"\\} [1-9]`, 'm'));
    has(text, /^lungtrace_documents_total\{kind="followUp"\} [1-9]/m);
    has(text, /^lungtrace_cluster_known 1$/m);
    has(text, /^lungtrace_workers\{state="lost"\} 0$/m);
    has(text, /^lungtrace_queue_jobs\{queue="studies",state="waiting"\} 0$/m);
    has(text, /^lungtrace_queue_oldest_seconds\{queue="follow-ups"\} 0$/m);
    has(text, /^lungtrace_studies\{state="done"\} 1$/m);
    has(text, /^lungtrace_last_arrival_timestamp_seconds [1-9]\d+/m);
    has(text, /^lungtrace_threads\{pool="pixel decoding",state="running"\} \d+$/m);
    has(text, /^lungtrace_data_disk_bytes\{state="free"\} [1-9]/m);
    has(text, /^lungtrace_ready\{part="archive"\} 1$/m);
  });

  test('no UID, no patient and no path of a request is in them, and what is asked adds no more lines than there are routes', async () => {
    const app = appWith({});
    const lines = async () => (await scrape(app)).match(/^lungtrace_/gm)?.length;
    const ask = (path: string) => request(app).get(path).set('host', '127.0.0.1');
    await ask('/studies/1.9.0');
    await ask('/nothing/1.9.0');
    await ask('/api/nothing/1.9.0');
    await ask('/dicomweb/studies/1.9.0/series');
    await ask('/public/1.9.0.js');
    const before = await lines();
    for (let i = 1; i <= 30; i++) {
      await ask(`/studies/1.9.${i}`);
      await ask(`/nothing/1.9.${i}`);
      await ask(`/api/nothing/1.9.${i}`);
      await ask(`/dicomweb/studies/1.9.${i}/series`);
      await ask(`/public/1.9.${i}.js`);
    }
    assert.equal(await lines(), before);
    const text = await scrape(app);
    for (const secret of [ct.studyInstanceUid, '1.9.', 'PAT-4711', archive.dicomwebUrl])
      assert.ok(!text.includes(secret), `${secret} is in the metrics`);
  });

  test('while the database is silent the page comes all the same, without the numbers of the whole', async () => {
    const silent = { ...service.database, exec: () => new Promise<void>(() => {}) };
    const never = { ...silent, query: () => new Promise<never>(() => {}) };
    Object.defineProperty(never, 'statements', {
      get: () => {
        throw new Error('no connection');
      },
    });
    const app = createApp({
      ...service,
      database: never,
      decoder,
      device: 'cpu',
      log,
      // Whether anybody has to sign in stands in the database, so a scraper needs a token of its own.
      config: loadConfig({ DICOMWEB_URL: archive.dicomwebUrl, LUNGTRACE_METRICS_TOKEN: TOKEN }),
    });
    const start = performance.now();
    const text = await scrape(app);
    assert.ok(performance.now() - start < 3500);
    has(text, /^lungtrace_cluster_known 0$/m);
    has(text, /^lungtrace_ready\{part="database"\} 0$/m);
    assert.ok(!/^lungtrace_(studies\{|last_arrival_timestamp_seconds )/m.test(text));
  });
});
