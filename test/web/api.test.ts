import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, suite, test } from 'node:test';
import type { Express } from 'express';
import { pino } from 'pino';
import { loadConfig } from '../../src/config.ts';
import { connect } from '../../src/db/connect.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import { intervalOf, limitOf } from '../../src/inference/measure/repeatability.ts';
import { Press } from '../../src/press/press.ts';
import { type RunningOrthanc, startOrthanc } from '../../src/tools/demo/orthanc.ts';
import type { Answer } from '../../src/web/api.ts';
import { EVENTS } from '../../src/web/routes/events.ts';
import { createApp } from '../../src/web/server.ts';
import { strictClient } from '../support/api.ts';
import { tinyCt } from '../support/ct.ts';
import { postgresProgram, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { without } from '../support/programs.ts';
import { startTestService, type TestService } from '../support/service.ts';

const SECRET = 'the secret of both';

suite('the API', { skip: without('Orthanc', postgresProgram('postgres')) }, () => {
  const ct = tinyCt({ name: 'api', patientId: 'PAT-7' });
  const decoder = new PixelDecoder(1);
  const press = new Press(1);
  let postgres: TestPostgres;
  let database: Database;
  let orthanc: RunningOrthanc;
  let service: TestService;
  let app: Express;
  let api: ReturnType<typeof strictClient>;
  const broken: string[] = [];
  const appWith = (env: Record<string, string>) =>
    createApp({
      ...service,
      decoder,
      press,
      device: 'cpu',
      log: pino({ level: 'silent' }),
      config: loadConfig({ DICOMWEB_URL: orthanc.dicomwebUrl, ...env }),
    });

  before(async () => {
    postgres = await startPostgres();
    database = await connect({ databaseUrl: await postgres.createDatabase(), dataDir: '' });
    await migrate(database);
    orthanc = await startOrthanc();
    service = await startTestService(database, orthanc);
    app = appWith({ LUNGTRACE_NOTIFICATION_SECRET: SECRET });
    api = strictClient(app, broken);
    for (const file of ct.files) await orthanc.send(file);
  });
  afterEach(() => assert.deepEqual(broken.splice(0), []));
  after(async () => {
    await service.stop();
    await orthanc.stop();
    await decoder.close();
    await press.close();
    await database.close();
    const left = await postgres.leftConnections();
    await postgres.stop();
    assert.equal(left, 0, 'connections to Postgres were left open');
  });
  const notify = (body: unknown, secret: string) =>
    api
      .post('/api/notifications/orthanc')
      .set('x-lungtrace-secret', secret)
      .send(body as object);

  test('a notification with the secret announces the study', async () => {
    const { body } = await notify({ StudyInstanceUID: ct.studyInstanceUid }, SECRET).expect(202);
    assert.deepEqual(body, { studyInstanceUid: ct.studyInstanceUid, added: true });
    await service.reaches(ct.studyInstanceUid, 'done');
    await service.idle();
  });

  test('a notification without the right secret, or without a study, is refused', async () => {
    const body = { StudyInstanceUID: ct.studyInstanceUid };
    await notify(body, 'another secret').expect(401, /WRONG_SECRET/);
    await api.post('/api/notifications/orthanc').send(body).expect(401);
    await notify({ StudyInstanceUID: '../../etc' }, SECRET).expect(400, /BAD_REQUEST/);
    await notify({}, SECRET).expect(400);
    await notify('{"broken', SECRET)
      .set('content-type', 'application/json')
      .expect(400, /cannot be read/);
  });

  test('notifications are off while no secret is set', async () => {
    const { body } = await strictClient(appWith({}), broken)
      .post('/api/notifications/orthanc')
      .send({ StudyInstanceUID: '1.2' })
      .expect(403);
    assert.equal(body.error.code, 'NOTIFICATIONS_OFF');
  });

  test('the worklist shows the study with its state, and finds it by words of patient and study', async () => {
    const list = async (query: string) =>
      (await api.get(`/api/studies?${query}`).expect(200)).body as Answer<'worklist'>;
    const { studies, counts } = await list('');
    assert.equal(studies[0]?.studyInstanceUid, ct.studyInstanceUid);
    assert.equal(studies[0]?.state, 'done');
    assert.equal(studies[0]?.infectedPercent, 6.25);
    assert.equal(counts.done, 1);
    assert.equal((await list('q=pat-7 chest')).studies.length, 1);
    assert.equal((await list('q=100%25')).studies.length, 0);
    assert.equal((await list('state=failed,refused')).studies.length, 0);
    await api.get('/api/studies?state=lost').expect(400, /BAD_REQUEST/);
    await api.get('/api/studies?limit=0').expect(400);
  });

  test('a study states why its series was chosen, what was measured and what was stored', async () => {
    const body = (await api.get(`/api/studies/${ct.studyInstanceUid}`).expect(200)).body as Answer<'study'>;
    assert.match(body.series[0]!.reason, /only fitting series/);
    assert.deepEqual(body.artefacts.map(({ kind }) => kind).toSorted(), [
      'infection-seg',
      'key-slices',
      'lungs-seg',
      'report-pdf',
      'sr',
    ]);
    assert.equal(body.analysis?.slices.length, 24);
  });

  test('measurements come as JSON and as CSV', async () => {
    const address = `/api/studies/${ct.studyInstanceUid}/measurements`;
    const { body } = await api.get(address).expect(200);
    assert.equal(body.regions.lungs.infectedPercent, 6.25);
    const { infectedPercent, infectedMl } = body.precision.lungs;
    const [{ low, high }, limit] = [intervalOf('lungs', 6.25), limitOf('lungs', 'infected')];
    assert.deepEqual(infectedPercent, { low, high, limit, belowLimit: false });
    assert.ok(infectedMl.low < body.regions.lungs.infectedMl && body.regions.lungs.infectedMl < infectedMl.high);
    const study = (await api.get(`/api/studies/${ct.studyInstanceUid}`)).body as Answer<'study'>;
    assert.deepEqual(study.analysis?.precision, body.precision);
    const csv = await api
      .get(address)
      .set('accept', 'text/csv')
      .expect(200)
      .expect('content-type', /text\/csv/);
    assert.ok(csv.text.startsWith('region,quantity,unit,value,intervalLow,intervalHigh,limit,belowLimit,warnings\r\n'));
    const { warnings } = body as { warnings: { code: string }[] };
    const codes = warnings.map(({ code }) => code).join(' ');
    assert.ok(csv.text.includes(`\r\nlungs,infectedPercent,%,6.25,${low},${high},${limit},false,${codes}\r\n`));
    assert.equal((await api.get(`${address}?format=csv`)).text, csv.text);
  });

  test('a person can request a new analysis, and what a person wrote survives it', async () => {
    const address = `/api/studies/${ct.studyInstanceUid}`;
    const corrections = { seriesInstanceUid: ct.seriesInstanceUid, excludedFromFollowUp: true, note: 'motion' };
    const written = await api.put(`${address}/corrections`).send(corrections).expect(200);
    assert.equal(written.body.again, true, 'another series is chosen');
    await service.idle();
    assert.equal(service.analyser.seen.length, 2);
    const repeated = await api.put(`${address}/corrections`).send(corrections).expect(200);
    assert.equal(repeated.body.again, false);
    await api
      .put(`${address}/corrections`)
      .send({ ...corrections, seriesInstanceUid: '1.2' })
      .expect(400);
    await api.put(`${address}/corrections`).send({ note: 'half' }).expect(400);
    await api.post(`${address}/analyses`).expect(202);
    await service.idle();
    assert.equal(service.analyser.seen.length, 3);
    const { body } = await api.get(address);
    const kept = { ...corrections, confirmedIdentity: false, correctedBy: '', correctedAt: null };
    assert.deepEqual({ ...body.corrections, correctedAt: null }, kept);
    assert.match(body.series[0].reason, /A person chose/);
    const [row] = await database.query('select note, excluded_from_follow_up as excluded from corrections');
    assert.deepEqual(row, { note: 'motion', excluded: true });
  });

  test('unknown resources are a 404 in JSON', async () => {
    for (const path of ['/api/studies/1.2.3', '/api/studies/1.2.3/measurements', '/api/nothing']) {
      const { body } = await api.get(path).expect(404);
      assert.deepEqual(Object.keys(body.error), ['code', 'message']);
    }
    await api.post('/api/studies/1.2.3/analyses').expect(404, /NO_STUDY/);
  });

  test('health reports database, queue, PACS and device', async () => {
    const { body } = await api.get('/api/health').expect(200);
    assert.deepEqual([body.ok, body.database.ok, body.queue.ok, body.pacs.ok], [true, true, true, true]);
    assert.deepEqual([body.database.kind, body.device], ['postgres', 'cpu']);
  });

  test('with an API token nothing can be read without it', async () => {
    const guarded = appWith({ LUNGTRACE_API_TOKEN: 'a long token' });
    for (const path of ['/api/studies', '/api/health', '/api/events', '/dicomweb/studies', '/', '/viewer'])
      await strictClient(guarded, broken).get(path).expect(401);
    await strictClient(guarded, broken).get('/api/studies').set('authorization', 'Bearer wrong').expect(401);
    await strictClient(guarded, broken).get('/api/studies').set('authorization', 'Bearer a long token').expect(200);
  });

  test('events are sent as they happen', async () => {
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const response = await fetch(`http://127.0.0.1:${port}/api/events`);
      assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
      await service.announce(ct.studyInstanceUid, 'person');
      const received = await readUntil(response, /"running"[^]*"done"/);
      assert.match(received, /event: state\ndata: .*"running"/);
      assert.match(received, /event: progress\ndata: .*"stage":/);
      for (const [, kind = '', data = ''] of received.matchAll(/^event: (.*)\ndata: (.*)\n/gm))
        EVENTS[kind as keyof typeof EVENTS].parse(JSON.parse(data));
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

async function readUntil(response: Response, pattern: RegExp): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let received = '';
  while (reader !== undefined && !pattern.test(received)) {
    const { value, done } = await reader.read();
    if (done) break;
    received += value;
  }
  return received;
}
