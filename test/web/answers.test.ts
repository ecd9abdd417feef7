import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import express from 'express';
import { pino } from 'pino';
import request, { type Response, type Test } from 'supertest';
import { loadConfig } from '../../src/config.ts';
import { asked } from '../../src/db/busy.ts';
import { connect } from '../../src/db/connect.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openQueue, type Queue } from '../../src/db/queue.ts';
import { statements } from '../../src/db/statements.ts';
import { readStudy } from '../../src/db/study-detail.ts';
import { PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import { Press } from '../../src/press/press.ts';
import { openPacs, type Pacs } from '../../src/dicomweb/client.ts';
import { statusError } from '../../src/dicomweb/pacs-error.ts';
import { type AnswerCode, ANSWERS } from '../../src/errors/answers.ts';
import { answerOf } from '../../src/errors/edges.ts';
import { announcer } from '../../src/service/arrivals/announce.ts';
import { ENDPOINTS } from '../../src/web/api.ts';
import { endpointRouter } from '../../src/web/endpoints/router.ts';
import type { ApiParts } from '../../src/web/parts.ts';
import { errorAnswers } from '../../src/web/routes/http.ts';
import { createApp } from '../../src/web/server.ts';
import { asCaller, LOCAL } from '../support/callers.ts';
import { writeManyStudies } from '../support/many-studies.ts';

const TOKEN = 'a-long-enough-token';
const SECRET = 'the secret of both';
/** Nothing listens there. */
const PACS_URL = 'http://127.0.0.1:9/dicom-web';
/** A finished study of writeManyStudies, and one that nobody announced. */
const [KNOWN, UNKNOWN] = ['2.25.10000001', '1.2.3'];

type App = ReturnType<typeof createApp>;

suite('the web server answers with the code and the status of the table', () => {
  const decoder = new PixelDecoder(1);
  const press = new Press(1);
  let dataDir = '';
  let database: Database;
  let queue: Queue;
  let pacs: Pacs;
  const appWith = (env: Record<string, string> = {}, used = database): App => {
    const announce = announcer(used, queue);
    const config = loadConfig({ DICOMWEB_URL: PACS_URL, ...env });
    const log = pino({ level: 'silent' });
    return createApp({ config, database: used, queue, pacs, decoder, press, announce, device: undefined, log });
  };

  /** The API as a viewer meets it. */
  const viewersApp = () => {
    const log = pino({ level: 'silent' });
    const parts: Partial<ApiParts> = { config: loadConfig({}) };
    return express().use(
      asCaller({ ...LOCAL, role: 'viewer' }),
      endpointRouter(ENDPOINTS, parts as ApiParts),
      errorAnswers(log),
    );
  };

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lungtrace-answers-'));
    database = await connect({ databaseUrl: undefined, dataDir });
    await migrate(database);
    await writeManyStudies(database, 4);
    queue = await openQueue(database, { retries: 0, retryDelaySeconds: 1, timeoutMinutes: 1, onError: () => {} });
    pacs = await openPacs({ dicomwebUrl: PACS_URL, retries: 0, concurrency: 1, timeoutMs: 1000 });
  });
  after(async () => {
    await queue.stop();
    await pacs.close();
    await decoder.close();
    await press.close();
    await database.close();
    await rm(dataDir, { recursive: true });
  });

  const notify = (env: Record<string, string>, secret = '') =>
    request(appWith(env)).post('/api/notifications/orthanc').set('x-lungtrace-secret', secret).send({});
  const NOTIFIED = { LUNGTRACE_NOTIFICATION_SECRET: SECRET };
  const get = (path: string) => request(appWith()).get(path);
  const put = (body: string | object) =>
    request(appWith()).put(`/api/studies/${KNOWN}/corrections`).type('json').send(body);
  const corrections = { seriesInstanceUid: '1.2', excludedFromFollowUp: false, note: '' };

  const decide = async (said: object) => {
    const { analysis } = (await readStudy(database, KNOWN))!;
    return await request(appWith())
      .put(`/api/studies/${KNOWN}/decision`)
      .send({ analysis: analysis!.id, ...said });
  };

  const provoked: readonly (readonly [code: AnswerCode, says: RegExp, ask: () => Test | Promise<Response>])[] = [
    ['BAD_REQUEST', /^limit: /, () => get('/api/studies?limit=0')],
    ['BAD_REQUEST', /StudyInstanceUID/, () => notify(NOTIFIED, SECRET)],
    ['BAD_REQUEST', /^Series 1\.2 is not a series/, () => put(corrections)],
    ['BAD_REQUEST', /cannot be read/, () => put('{"broken')],
    ['BAD_REQUEST', /NUL/, () => put({ ...corrections, note: 'a\0b' })],
    ['BAD_REQUEST', /^The address/, () => get('/api/studies/1.2%00')],
    ['BAD_REQUEST', /^The address/, () => get('/api/studies?patientId=%00')],
    ['BAD_REQUEST', /^The address/, () => get('/api/studies?patientId=%E0%A4')],
    ['UNAUTHORIZED', /token/, () => request(appWith({ LUNGTRACE_API_TOKEN: TOKEN })).get('/api/studies')],
    ['FORBIDDEN', /role operator/, () => request(viewersApp()).put(`/studies/${KNOWN}/corrections`)],
    ['WRONG_SECRET', /secret/, () => notify(NOTIFIED, 'another')],
    ['NOTIFICATIONS_OFF', /LUNGTRACE_NOTIFICATION_SECRET/, () => notify({})],
    ['OTHER_ORIGIN', /another site/, () => put(corrections).set('sec-fetch-site', 'cross-site')],
    ['BAD_REQUEST', /^Nobody is named/, () => decide({ outcome: 'accepted' })],
    ['BAD_REQUEST', /without a reason/, () => decide({ outcome: 'rejected', decidedBy: 'A' })],
    ['CONFLICT', /analysed again/, () => decide({ analysis: 999, outcome: 'accepted', decidedBy: 'A' })],
    ['CONFLICT', /No decision stands/, () => decide({ outcome: 'withdrawn', decidedBy: 'A' })],
    ['NOT_LOOPBACK', /LUNGTRACE_API_TOKEN/, () => get('/api/studies').set('host', 'lungtrace.example')],
    ['NOT_FOUND', /^There is no GET \/api\/nothing/, () => get('/api/nothing')],
    ['NO_STUDY', /1\.2\.3/, () => get(`/api/studies/${UNKNOWN}`)],
    ['NO_PATIENT', /999/, () => get('/api/patients/999')],
    ['NO_ANALYSIS', /1\.2\.3/, () => get(`/api/studies/${UNKNOWN}/thumbnails`)],
    ['NO_FOLLOW_UP', /1\.2\.3/, () => get(`/api/studies/${UNKNOWN}/follow-up`)],
    ['NO_THUMBNAIL', /picture 999/, () => get(`/api/studies/${KNOWN}/thumbnails/999`)],
    ['NO_VIEW', /view oblique/, () => get(`/api/studies/${KNOWN}/views/oblique`)],
  ];
  for (const [code, says, ask] of provoked) {
    test(`${code}: ${says.source}`, async () => {
      const { status, body } = await ask();
      assert.deepEqual([body.error.code, status], [code, ANSWERS[code].status]);
      assert.match(body.error.message, says);
    });
  }

  test('PACS: a page that needs a PACS which does not answer', async () => {
    const { status } = await get(`/dicomweb/studies/${KNOWN}`);
    assert.equal(status, ANSWERS.PACS.status);
  });

  test('a note may speak of \\u0000', async () => {
    const said = { ...corrections, seriesInstanceUid: null, note: 'written as \\u0000' };
    assert.equal((await put(said)).status, 200);
  });

  test('nothing of the API is kept by browsers and proxies, CSV and problems too', async () => {
    for (const path of ['/api/studies', `/api/studies/${KNOWN}/measurements`, '/api/nothing'])
      assert.equal((await get(path)).headers['cache-control'], 'no-store', path);
  });

  test('what comes through the proxy cannot run as a page', async () => {
    const { headers } = await get(`/dicomweb/studies/${KNOWN}`);
    assert.match(String(headers['content-security-policy']), /default-src 'none'.*sandbox/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
  });

  test('a NUL in a form or in the address of a page is refused', async () => {
    const form = { seriesInstanceUid: '', note: 'a\0b' };
    assert.equal((await request(appWith()).post(`/studies/${KNOWN}`).type('form').send(form)).status, 400);
    assert.equal((await get('/studies/%00')).status, 400);
  });

  test("the folder of the embedded database is its owner's alone", async () => {
    assert.equal((await stat(join(dataDir, 'database'))).mode & 0o777, 0o700);
  });

  test('a body that is too large has the status of express and says so', async () => {
    const { status, body } = await put({ ...corrections, note: 'x'.repeat(20_000) });
    assert.deepEqual([status, body.error.code], [413, 'BAD_REQUEST']);
  });

  test('INTERNAL: what the caller cannot mend, without the reason', async () => {
    const empty = await connect({ databaseUrl: undefined, dataDir: join(dataDir, 'without-tables') });
    const { status, body } = await request(appWith({}, empty)).get('/api/studies');
    await empty.close();
    assert.deepEqual([body.error.code, status], ['INTERNAL', ANSWERS.INTERNAL.status]);
    assert.doesNotMatch(body.error.message, /relation|studies/);
  });

  /** The database as it is to a server that finds no connection in time. */
  const busy = (): Database => {
    const ask = () => asked(() => Promise.reject(new Error('timeout exceeded when trying to connect')));
    return { ...database, query: ask, statements: statements(ask), transaction: ask };
  };

  test('BUSY: a database without a free connection, with the time after which to ask again', async () => {
    const announced = request(appWith(NOTIFIED, busy()))
      .post('/api/notifications/orthanc')
      .set('x-lungtrace-secret', SECRET)
      .send({ StudyInstanceUID: '1.2.3' });
    for (const { status, headers, body } of [await announced, await request(appWith({}, busy())).get('/api/studies')])
      assert.deepEqual([status, body.error.code, headers['retry-after']], [503, 'BUSY', '5']);
  });

  test('a page that finds the database busy says so in words, with the time after which to ask again', async () => {
    const { status, headers, text } = await request(appWith({}, busy())).get('/');
    assert.deepEqual([status, headers['retry-after']], [503, '5']);
    assert.match(text, /Try again in a few seconds/);
  });

  test('what a PACS asks for as Retry-After is passed on', () => {
    const error = statusError(PACS_URL, 503, 17_500);
    const { status, headers } = answerOf(error);
    assert.deepEqual([status, headers], [502, { 'retry-after': '18' }]);
  });

  test('TOO_MANY_GUESSES: token after token that nobody made, with the time after which to ask again', async () => {
    const app = appWith({ LUNGTRACE_API_TOKEN: TOKEN });
    const guess = (number: number) => request(app).get('/api/studies').set('authorization', `Bearer guess-${number}`);
    for (let number = 0; number < 100; number += 1) await guess(number).expect(401);
    const { status, headers, body } = await guess(100);
    assert.deepEqual([status, body.error.code], [ANSWERS.TOO_MANY_GUESSES.status, 'TOO_MANY_GUESSES']);
    assert.ok(Number(headers['retry-after']) > 0);
  });

  test('every code of the table is provoked here', () => {
    const seen = new Set<string>([...provoked.map(([code]) => code), 'PACS', 'BUSY', 'TOO_MANY_GUESSES', 'INTERNAL']);
    assert.deepEqual(
      Object.keys(ANSWERS).filter((code) => !seen.has(code)),
      [],
    );
  });
});
