import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import express from 'express';
import { pino } from 'pino';
import request from 'supertest';
import { type Role, ROLES } from '../../src/web/access/caller.ts';
import {
  accessGuard,
  isSession,
  newSession,
  requireRole,
  sameOriginGuard,
  SESSION_SECONDS,
} from '../../src/web/access/guard.ts';
import { loginRouter } from '../../src/web/access/login.ts';
import { errorAnswers } from '../../src/web/routes/http.ts';
import { asCaller, LOCAL } from '../support/callers.ts';

const TOKEN = 'a-long-enough-token';

function app(apiToken: string | undefined) {
  return express()
    .use(sameOriginGuard(), loginRouter(apiToken), accessGuard(apiToken))
    .all('/secret', (_request, response) => response.send('secret'));
}

suite('with an API token', () => {
  test('a program is refused without the token and admitted with it', async () => {
    await request(app(TOKEN)).get('/secret').expect(401);
    await request(app(TOKEN)).get('/secret').set('authorization', 'Bearer wrong').expect(401);
    await request(app(TOKEN)).get('/secret').set('authorization', `Bearer ${TOKEN}`).expect(200, 'secret');
  });

  test('a browser is redirected to the sign-in page and from there back to where it wanted to go', async () => {
    const refused = await request(app(TOKEN)).get('/secret?a=1').set('sec-fetch-mode', 'navigate').expect(303);
    assert.equal(refused.headers['location'], '/login?to=%2Fsecret%3Fa%3D1');
    const form = await request(app(TOKEN))
      .get(refused.headers['location'] ?? '')
      .expect(200);
    assert.match(form.text, /name="to" value="\/secret\?a=1"/);
    const entered = await request(app(TOKEN)).post('/login').type('form').send({ token: TOKEN, to: '/secret?a=1' });
    assert.equal(entered.status, 303);
    assert.equal(entered.headers['location'], '/secret?a=1');
  });

  test('a signed-in browser is admitted by a cookie that scripts cannot read and that is not the token', async () => {
    const entered = await request(app(TOKEN)).post('/login').type('form').send({ token: TOKEN, to: '/' });
    const [cookie = ''] = entered.headers['set-cookie'] as unknown as string[];
    assert.match(cookie, /HttpOnly/);
    assert.match(cookie, /SameSite=Strict/);
    assert.ok(!cookie.includes(TOKEN));
    await request(app(TOKEN))
      .get('/secret')
      .set('cookie', cookie.split(';')[0] ?? '')
      .expect(200, 'secret');
  });

  test('the session is found among other cookies, and the first of its name counts', async () => {
    const session = newSession(TOKEN, new Date());
    const ask = (cookie: string) => request(app(TOKEN)).get('/secret').set('cookie', cookie);
    await ask(`theme=dark; lungtrace_session=${session}; other="a=b"`).expect(200);
    await ask(`lungtrace_session=forged; lungtrace_session=${session}`).expect(401);
    await ask(`not_lungtrace_session=${session}`).expect(401);
    await ask(`lungtrace_session=%E0%A4%A; ;;=`).expect(401);
  });

  test('a wrong token sets no cookie and is answered with a delay', async () => {
    const start = performance.now();
    const refused = await request(app(TOKEN)).post('/login').type('form').send({ token: 'wrong' }).expect(401);
    assert.ok(performance.now() - start > 900);
    assert.equal(refused.headers['set-cookie'], undefined);
  });

  test('the sign-in page redirects only within this service', async () => {
    for (const to of [
      'https://elsewhere.example/',
      '//elsewhere.example',
      '/\\elsewhere.example',
      'javascript:alert(1)',
    ]) {
      const entered = await request(app(TOKEN)).post('/login').type('form').send({ token: TOKEN, to }).expect(303);
      assert.equal(entered.headers['location'], '/', to);
    }
  });

  test('a session ends after its lifetime, with another token, and when it is tampered with', () => {
    const now = new Date('2026-01-02T08:00:00Z');
    const session = newSession(TOKEN, now);
    const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
    assert.ok(isSession(session, TOKEN, later(SESSION_SECONDS - 1)));
    assert.ok(!isSession(session, TOKEN, later(SESSION_SECONDS + 1)));
    assert.ok(!isSession(session, 'another-long-token', now));
    assert.ok(!isSession(session.replace(/^\d/, '9'), TOKEN, now));
    assert.ok(!isSession('', TOKEN, now));
  });
});

suite('without an API token', () => {
  test('requests under a loopback name are answered, under any other name they are refused', async () => {
    for (const host of ['127.0.0.1:8043', 'localhost:8043', '[::1]:8043', '127.0.0.2']) {
      await request(app(undefined)).get('/secret').set('host', host).expect(200);
    }
    for (const host of ['rebound.example:8043', '192.168.1.7', '127.0.0.1.example']) {
      await request(app(undefined)).get('/secret').set('host', host).expect(403);
    }
  });
});

test('requests that change something must not come from a page of another site', async () => {
  const post = (headers: Record<string, string>) =>
    request(app(undefined))
      .post('/secret')
      .set({ host: '127.0.0.1:8043', ...headers });
  await post({}).expect(200);
  await post({ 'sec-fetch-site': 'same-origin' }).expect(200);
  await post({ origin: 'http://127.0.0.1:8043' }).expect(200);
  await post({ 'sec-fetch-site': 'cross-site' }).expect(403);
  await post({ 'sec-fetch-site': 'same-site' }).expect(403);
  await post({ origin: 'http://elsewhere.example' }).expect(403);
  await post({ origin: 'null' }).expect(403);
  await request(app(undefined)).get('/secret').set({ host: '127.0.0.1', 'sec-fetch-site': 'cross-site' }).expect(200);
});

test('each role may do what those before it may, and no more', async () => {
  const statuses = async (role: Role) => {
    const guarded = ROLES.map((needed) =>
      express.Router().get(`/${needed}`, requireRole(needed), (_, response) => response.end()),
    );
    const one = express().use(asCaller({ ...LOCAL, role }), ...guarded, errorAnswers(pino({ level: 'silent' })));
    return await Promise.all(ROLES.map(async (needed) => (await request(one).get(`/${needed}`)).status));
  };
  assert.deepEqual(await statuses('viewer'), [200, 403, 403]);
  assert.deepEqual(await statuses('operator'), [200, 200, 403]);
  assert.deepEqual(await statuses('admin'), [200, 200, 200]);
});
