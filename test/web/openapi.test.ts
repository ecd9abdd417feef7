import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Express, Router } from 'express';
import { pino } from 'pino';
import request from 'supertest';
import { loadConfig } from '../../src/config.ts';
import { connect } from '../../src/db/connect.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import { type RunningOrthanc, startOrthanc } from '../../src/tools/demo/orthanc.ts';
import { apiMounts } from '../../src/web/api.ts';
import { openApiDocument } from '../../src/web/openapi/document.ts';
import { OPERATIONS } from '../../src/web/openapi/operations.ts';
import { type SchemaName, SCHEMAS } from '../../src/web/openapi/schemas.ts';
import type { AppParts } from '../../src/web/parts.ts';
import { notificationRoutes } from '../../src/web/routes/notifications.ts';
import { createApp } from '../../src/web/server.ts';
import { tinyCt } from '../support/ct.ts';
import { postgresProgram, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { without } from '../support/programs.ts';
import { startTestService, type TestService } from '../support/service.ts';

const SECRET = 'the secret of both';

const document = JSON.parse(JSON.stringify(openApiDocument())) as {
  components: { schemas: Record<SchemaName, object> };
};
// What the formats say (dates, for example) is checked by our own schemas.
const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, validateFormats: false });

suite('the OpenAPI document, judged by other validators', () => {
  test('is a valid OpenAPI 3.1 document', async () => {
    const validator = new Validator();
    assert.deepEqual(await validator.validate(structuredClone(document)), { valid: true });
    assert.equal(validator.version, '3.1');
    const broken = structuredClone(document) as unknown as { paths: Record<string, { get: { responses: unknown } }> };
    broken.paths['/events']!.get.responses = {};
    assert.equal((await validator.validate(broken)).valid, false);
  });

  test('has schemas that are valid JSON Schema 2020-12, without unknown keywords', () => {
    for (const [name, schema] of Object.entries(document.components.schemas))
      assert.doesNotThrow(() => ajv.compile(schema), name);
    assert.throws(() => ajv.compile({ type: 'objekt' }));
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
  let app: Express;

  before(async () => {
    postgres = await startPostgres();
    database = await connect({ databaseUrl: await postgres.createDatabase(), dataDir: '' });
    await migrate(database);
    orthanc = await startOrthanc();
    service = await startTestService(database, orthanc);
    const env = { DICOMWEB_URL: orthanc.dicomwebUrl, LUNGTRACE_NOTIFICATION_SECRET: SECRET };
    parts = { ...service, decoder, device: 'cpu', log: pino({ level: 'silent' }), config: loadConfig(env) };
    app = createApp(parts);
    for (const ct of [first, second]) {
      for (const file of ct.files) await orthanc.send(file);
      await service.announce(ct.studyInstanceUid, 'notification');
    }
    await service.idle();
  });
  after(async () => {
    await service.stop();
    await orthanc.stop();
    await decoder.close();
    await database.close();
    await postgres.stop();
  });

  test('describes every route of the API and no other', () => {
    const routers: (readonly [string, Router])[] = [
      ...apiMounts(parts),
      ['/notifications', notificationRoutes(service.announce, SECRET)],
    ];
    const mounted = routers.flatMap(([mount, { stack }]) =>
      stack.flatMap(({ route }) => {
        assert.ok(route !== undefined, `${mount} has something that is no route`);
        const path = (mount + route.path).replace(/\/$/, '').replace(/:(\w+)/g, '{$1}');
        return route.stack.filter(({ method }) => method !== undefined).map(({ method }) => `${method} ${path}`);
      }),
    );
    const described = Object.entries(openApiDocument()['paths'] as object).flatMap(([path, methods]) =>
      Object.keys(methods as object).map((method) => `${method} ${path}`),
    );
    assert.deepEqual(described.toSorted(), [...new Set(mounted)].toSorted());
  });

  test('is served, and contains everything that it refers to', async () => {
    const { body } = await request(app).get('/api/openapi.json').expect(200);
    assert.equal(body.openapi, '3.1.0');
    const text = JSON.stringify(body);
    for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g))
      assert.ok(name in body.components.schemas, name);
    for (const { path, parameters = [] } of OPERATIONS)
      assert.deepEqual(
        parameters.filter((one) => one.in === 'path').map(({ name }) => name),
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
        path,
      );
    const names = Object.values(body.paths as Record<string, Record<string, { operationId: string }>>).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    assert.equal(new Set(names).size, names.length);
  });

  test('states what every route really returns, with its type, and no more', async () => {
    const [patient] = await database.query<{ id: number }>('select id from patients');
    for (const { method, path, answers, body, status = 200 } of OPERATIONS) {
      // Server-sent events have no end; test/web/api.test.ts reads them.
      if (path === '/events') continue;
      const address = path
        .replace('{uid}', second.studyInstanceUid)
        .replace('{id}', String(patient!.id))
        .replace('{position}', '3');
      for (const [media, schema] of Object.entries(answers)) {
        const answer = await request(app)
          [method](`/api${address}`)
          .set('accept', media)
          .set('x-lungtrace-secret', SECRET)
          .send(body && BODIES[body])
          .expect(status)
          .expect('content-type', new RegExp(`^${media}`));
        if (schema) holds(schema, answer.body, `${method} ${path}`);
      }
    }
    await service.idle();
  });

  test('states what an error looks like', async () => {
    for (const path of [
      '/studies/1.2.3',
      '/studies/1.2.3/follow-up',
      '/patients/999',
      '/patients/x',
      '/studies?limit=0',
    ])
      holds('Problem', (await request(app).get(`/api${path}`)).body, path);
    const guarded = createApp({ ...parts, config: { ...loadConfig({}), apiToken: 'a long token' } });
    holds('Problem', (await request(guarded).get('/api/studies').expect(401)).body, 'without a token');
  });

  test('pages of patients follow one another, and the CSV has the numbers of the JSON', async () => {
    const list = async (query: string) => (await request(app).get(`/api/patients?${query}`).expect(200)).body;
    assert.equal((await list('q=pat-8 ct')).patients[0].timepoints, 2);
    assert.deepEqual((await list('q=nobody')).patients, []);
    const uid = second.studyInstanceUid;
    const { body } = await request(app).get(`/api/studies/${uid}/follow-up`);
    assert.equal(body.comparison.previous, first.studyInstanceUid);
    const { text } = await request(app).get(`/api/studies/${uid}/follow-up?format=csv`);
    const [columns = [], line = []] = text.split('\r\n').map((one) => one.split(','));
    const row = Object.fromEntries(columns.map((column, at) => [column, line[at]]));
    const { current, sincePrevious } = body.comparison.regions.lungs.infected;
    assert.deepEqual(
      [row['region'], row['finding'], Number(row['percent']), Number(row['previous_points']), row['previous_category']],
      ['lungs', 'infected', current.percent, sincePrevious.percentPoints, sincePrevious.category],
    );
  });
});

const BODIES: Partial<Record<SchemaName, object>> = {
  Corrections: { seriesInstanceUid: null, excludedFromFollowUp: false, note: 'seen' },
  Notification: { StudyInstanceUID: tinyCt({ name: 'openapi-20260102' }).studyInstanceUid },
};

function holds(schema: SchemaName, answer: unknown, where: string): void {
  const { error } = SCHEMAS[schema].safeParse(answer);
  assert.equal(error, undefined, `${where}: ${error?.message}`);
  // The published schema is made from ours: another program must read it in the same way.
  const isAsPublished = ajv.compile(document.components.schemas[schema]);
  assert.ok(isAsPublished(answer), `${where}: ${ajv.errorsText(isAsPublished.errors)}`);
}
