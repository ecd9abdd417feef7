import assert from 'node:assert/strict';
import { test } from 'node:test';
import express from 'express';
import { pino } from 'pino';
import request from 'supertest';
import { type Role, ROLES } from '../../../src/db/roles.ts';
import { requireRole, sameOriginGuard } from '../../../src/web/access/guard.ts';
import { errorAnswers } from '../../../src/web/routes/http.ts';
import { asCaller, LOCAL } from '../../support/callers.ts';

test('requests that change something must not come from a page of another site', async () => {
  const app = express()
    .use(sameOriginGuard())
    .all('/secret', (_request, response) => response.send('secret'));
  const post = (headers: Record<string, string>) =>
    request(app)
      .post('/secret')
      .set({ host: '127.0.0.1:8043', ...headers });
  await post({}).expect(200);
  await post({ 'sec-fetch-site': 'same-origin' }).expect(200);
  await post({ origin: 'http://127.0.0.1:8043' }).expect(200);
  await post({ 'sec-fetch-site': 'cross-site' }).expect(403);
  await post({ 'sec-fetch-site': 'same-site' }).expect(403);
  await post({ origin: 'http://elsewhere.example' }).expect(403);
  await post({ origin: 'null' }).expect(403);
  await request(app).get('/secret').set({ host: '127.0.0.1', 'sec-fetch-site': 'cross-site' }).expect(200);
});

test('each role may do what those before it may, and no more', async () => {
  const statuses = async (role: Role) => {
    const guarded = ROLES.map((needed) =>
      express.Router().get(`/${needed}`, requireRole(needed), (_, response) => response.end()),
    );
    const app = express().use(asCaller({ ...LOCAL, role }), ...guarded, errorAnswers(pino({ level: 'silent' })));
    return await Promise.all(ROLES.map(async (needed) => (await request(app).get(`/${needed}`)).status));
  };
  assert.deepEqual(await statuses('viewer'), [200, 403, 403]);
  assert.deepEqual(await statuses('operator'), [200, 200, 403]);
  assert.deepEqual(await statuses('admin'), [200, 200, 200]);
});
