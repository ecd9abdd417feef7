import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, suite, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import express from 'express';
import { pino } from 'pino';
import { loadConfig } from '../../src/config.ts';
import { connect } from '../../src/db/connect.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { readStudy } from '../../src/db/study-detail.ts';
import { PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import { type RunningOrthanc, startOrthanc } from '../../src/tools/demo/orthanc.ts';
import { type Answer, type Body, ENDPOINTS } from '../../src/web/api.ts';
import type { AppParts } from '../../src/web/parts.ts';
import { createApp } from '../../src/web/server.ts';
import { ajv, PUBLISHED, strictClient } from '../support/api.ts';
import { tinyCt } from '../support/ct.ts';
import { postgresProgram, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { without } from '../support/programs.ts';
import { startTestService, type TestService } from '../support/service.ts';

const SECRET = 'the secret of both';

suite('the OpenAPI document, judged by other validators', () => {
  test('is a valid OpenAPI 3.1 document', async () => {
    const validator = new Validator();
    assert.deepEqual(await validator.validate(structuredClone({ ...PUBLISHED })), { valid: true });
    assert.equal(validator.version, '3.1');
    const broken = structuredClone(PUBLISHED) as unknown as { paths: Record<string, { get: { responses: unknown } }> };
    broken.paths['/events']!.get.responses = {};
    assert.equal((await validator.validate(broken)).valid, false);
  });

  test('has schemas that are valid JSON Schema 2020-12, without unknown keywords', () => {
    for (const [name, schema] of Object.entries(PUBLISHED.components.schemas))
      assert.doesNotThrow(() => ajv.compile(schema), name);
    assert.throws(() => ajv.compile({ type: 'objekt' }));
  });

  test('is held against real answers: one that says something else is found', async () => {
    const problem = { error: { code: 'ODD', message: '' } };
    const liar = express()
      .get('/api/studies', (_request, response) => response.json({ studies: [], next: null }))
      .get('/api/studies/1.2', (_request, response) => response.status(404).json(problem))
      .get('/api/patients', (_request, response) => response.send('<p>'))
      .get('/api/unknown', (_request, response) => response.json({}))
      .get('/api/studies/1.2/thumbnails', (_request, response) => response.json({ thumbnails: [] }));
    const found: string[] = [];
    const client = strictClient(liar, found);
    for (const path of ['/studies', '/studies/1.2', '/patients', '/unknown', '/studies/1.2/thumbnails'])
      await client.get(`/api${path}`);
    const places = new Set(found.map((fault) => fault.split(' ')[1]));
    assert.deepEqual([...places], ['/studies', '/studies/1.2', '/patients', '/unknown']);
  });

  test('is what docs/openapi.json shows; `npm run openapi` writes it', async () => {
    const file = new URL('../../docs/openapi.json', import.meta.url);
    assert.deepEqual(PUBLISHED, JSON.parse(await readFile(file, 'utf8')));
  });

  test('names every operation once and every parameter of its path', () => {
    const operations = Object.entries(PUBLISHED.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, ...operation })),
    );
    for (const { path, parameters = [] } of operations)
      assert.deepEqual(
        parameters.filter((one) => one.in === 'path').map(({ name }) => name),
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
        path,
      );
    const names = operations.map(({ operationId }) => operationId);
    assert.equal(new Set(names).size, ENDPOINTS.length);
  });
});

suite('the OpenAPI document', { skip: without('Orthanc', postgresProgram('postgres')) }, () => {
  const [first, second] = ['20260102', '20260109'].map((studyDate) =>
    tinyCt({ name: `openapi-${studyDate}`, patientId: 'PAT-8', studyDate }),
  ) as [ReturnType<typeof tinyCt>, ReturnType<typeof tinyCt>];
  const decoder = new PixelDecoder(1);
  let postgres: TestPostgres;
  let database: Database;
  let orthanc: RunningOrthanc;
  let service: TestService;
  let parts: AppParts;
  let api: ReturnType<typeof strictClient>;
  const broken: string[] = [];

  before(async () => {
    postgres = await startPostgres();
    database = await connect({ databaseUrl: await postgres.createDatabase(), dataDir: '' });
    await migrate(database);
    orthanc = await startOrthanc();
    service = await startTestService(database, orthanc);
    const env = { DICOMWEB_URL: orthanc.dicomwebUrl, LUNGTRACE_NOTIFICATION_SECRET: SECRET };
    parts = { ...service, decoder, device: 'cpu', log: pino({ level: 'silent' }), config: loadConfig(env) };
    api = strictClient(createApp(parts), broken);
    for (const ct of [first, second]) {
      for (const file of ct.files) await orthanc.send(file);
      await service.announce(ct.studyInstanceUid, 'notification');
    }
    await service.idle();
  });
  afterEach(() => assert.deepEqual(broken.splice(0), []));
  after(async () => {
    await service.stop();
    await orthanc.stop();
    await decoder.close();
    await database.close();
    await postgres.stop();
  });

  test('is served', async () => {
    const { body } = await api.get('/api/openapi.json').expect(200);
    assert.deepEqual(body, PUBLISHED);
  });

  test('states what every route really returns, with its type, and no more', async () => {
    const [patient] = await database.query<{ id: number }>('select id from patients');
    const { analysis } = (await readStudy(database, second.studyInstanceUid))!;
    const bodies = bodiesFor(analysis!.id);
    for (const { method, path, json, media = {}, body, statuses: [status] = [200] } of ENDPOINTS) {
      const address = path
        .replace('{uid}', second.studyInstanceUid)
        .replace('{id}', String(patient!.id))
        .replace('{position}', '3')
        .replace('{kind}', 'projection');
      for (const type of [...(json ? ['application/json'] : []), ...Object.keys(media)]) {
        // Server-sent events have no end; test/web/api.test.ts reads them.
        if (type === 'text/event-stream') continue;
        await api[method](`/api${address}`)
          .set('accept', type)
          .set('x-lungtrace-secret', SECRET)
          .send(body && bodies[path])
          .expect(status)
          .expect('content-type', new RegExp(`^${type}`));
      }
    }
    await service.idle();
  });

  test('states what an error looks like', async () => {
    const problems = {
      '/studies/1.2.3': [404, 'NO_STUDY'],
      '/studies/x': [404, 'NO_STUDY'],
      '/studies/1.2.3/follow-up': [404, 'NO_FOLLOW_UP'],
      '/studies/1.2.3/thumbnails/0': [404, 'NO_ANALYSIS'],
      [`/studies/${second.studyInstanceUid}/thumbnails/99`]: [404, 'NO_THUMBNAIL'],
      [`/studies/${second.studyInstanceUid}/thumbnails/x`]: [404, 'NO_THUMBNAIL'],
      '/patients/999': [404, 'NO_PATIENT'],
      '/patients/x': [404, 'NO_PATIENT'],
      '/studies?limit=0': [400, 'BAD_REQUEST'],
      '/nothing': [404, 'NOT_FOUND'],
    };
    for (const [path, [status, code]] of Object.entries(problems)) {
      const { body } = await api.get(`/api${path}`);
      assert.deepEqual([body.error.code, status], [code, status], path);
    }
    const guarded = createApp({ ...parts, config: { ...loadConfig({}), apiToken: 'a long token' } });
    await strictClient(guarded, broken).get('/api/studies').expect(401);
  });

  test('says that a part of the service is out of order', async () => {
    const surveyStudies = () => Promise.reject(new Error('no PACS here'));
    const alone = createApp({ ...parts, pacs: { ...parts.pacs, surveyStudies } as unknown as AppParts['pacs'] });
    const { body } = await strictClient(alone, broken).get('/api/health').expect(503);
    assert.deepEqual((body as Answer<'health'>).pacs, { ok: false, problem: 'no PACS here' });
  });

  test('pages of patients follow one another, and the CSV has the numbers of the JSON', async () => {
    const list = async (query: string) =>
      (await api.get(`/api/patients?${query}`).expect(200)).body as Answer<'patients'>;
    assert.equal((await list('q=pat-8 ct')).patients[0]?.timepoints, 2);
    assert.deepEqual((await list('q=nobody')).patients, []);
    const uid = second.studyInstanceUid;
    const { comparison, precision } = (await api.get(`/api/studies/${uid}/follow-up`)).body as Answer<'followUp'>;
    assert.equal(comparison?.previous, first.studyInstanceUid);
    const { text } = await api.get(`/api/studies/${uid}/follow-up?format=csv`);
    const [columns = [], line = []] = text.split('\r\n').map((one) => one.split(','));
    const row = Object.fromEntries(columns.map((column, at) => [column, line[at]]));
    const { current, sincePrevious } = comparison.regions.lungs.infected;
    assert.deepEqual(
      [row['region'], row['finding'], Number(row['percent']), Number(row['previous_points']), row['previous_category']],
      ['lungs', 'infected', current.percent, sincePrevious.percentPoints, sincePrevious.category],
    );
    const { low, high, limit, belowLimit } = precision.lungs.infectedPercent!;
    assert.ok(low < current.percent && current.percent < high);
    assert.deepEqual(
      ['intervalLow', 'intervalHigh', 'limit', 'belowLimit'].map((column) => row[`percent_${column}`]),
      [low, high, limit, belowLimit].map(String),
    );
    const course = await api.get('/api/patients/1').set('accept', 'text/csv').expect(200);
    assert.match(course.text, /,region,quantity,unit,value,intervalLow,intervalHigh,limit,belowLimit,warnings\r\n/);
    assert.match(course.text, /,lungs,infectedMl,ml,[\d.]+,[\d.]+,[\d.]+,[\d.]+,(true|false),/);
  });
});

/** What is sent where something is asked for; `analysis` is what a person decides about. */
function bodiesFor(analysis: number): Readonly<Record<string, Body<'correct'> | Body<'decide'> | Body<'notify'>>> {
  return {
    '/studies/{uid}/corrections': { seriesInstanceUid: null, excludedFromFollowUp: false, note: 'seen' },
    '/studies/{uid}/decision': { analysis, outcome: 'accepted', decidedBy: 'Doe^Jane' },
    '/notifications/orthanc': { StudyInstanceUID: tinyCt({ name: 'openapi-20260102' }).studyInstanceUid },
  };
}
