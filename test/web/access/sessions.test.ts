import assert from 'node:assert/strict';
import { before, mock, suite, test } from 'node:test';
import type express from 'express';
import request from 'supertest';
import { forgetOldSessions } from '../../../src/db/sessions.ts';
import { makeUser } from '../../../src/service/people/accounts.ts';
import { cookieOf, login, PASSWORD, sent, SignInWorld, TOKEN } from '../../support/sign-in.ts';
import { sessionOf } from '../../support/web-app.ts';

suite('signing in', () => {
  const world = new SignInWorld();
  const start = async (env?: Record<string, string>) => (await world.start(env)).app;
  before(() => makeUser(world.database, { name: 'Anna', role: 'operator', password: PASSWORD }));

  test('a program is refused without the token and admitted with it', async () => {
    const app = await start({ LUNGTRACE_API_TOKEN: TOKEN });
    await request(app).get('/api/studies').expect(401);
    await request(app).get('/api/studies').set('authorization', 'Bearer wrong').expect(401);
    await request(app).get('/api/studies').set('authorization', `Bearer ${TOKEN}`).expect(200);
  });

  test('a browser is redirected to the sign-in page and from there back to where it wanted to go', async () => {
    const app = await start({ LUNGTRACE_API_TOKEN: TOKEN });
    const refused = await request(app).get('/status?a=1').set('sec-fetch-mode', 'navigate').expect(303);
    assert.equal(refused.headers['location'], '/login?to=%2Fstatus%3Fa%3D1');
    const form = await request(app)
      .get(refused.headers['location'] ?? '')
      .expect(200);
    assert.match(form.text, /name="to" value="\/status\?a=1"/);
    await login(app, { token: TOKEN, to: '/status?a=1' }).expect(303).expect('location', '/status?a=1');
  });

  test('a browser is admitted by a cookie that scripts cannot read, that is not the token, and of which a hash is stored', async () => {
    const app = await start({ LUNGTRACE_API_TOKEN: TOKEN });
    const cookie = cookieOf(await login(app, { token: TOKEN }));
    assert.match(cookie, /^lungtrace_session=[\w-]{43}; .*HttpOnly; SameSite=Lax/);
    assert.doesNotMatch(cookie, /Secure/);
    await request(app)
      .get('/account')
      .set('cookie', sent(cookie))
      .expect(200, /token:environment/);
    const stored = JSON.stringify(await world.database.query('select * from sessions'));
    assert.ok(!stored.includes(sent(cookie).split('=')[1] ?? '') && !stored.includes(TOKEN));
    const other = await start({ LUNGTRACE_API_TOKEN: 'another-long-token' });
    await request(other).get('/account').set('cookie', sent(cookie)).expect(401);
  });

  test('the session is found among other cookies, and the first of its name counts', async () => {
    const app = await start({ LUNGTRACE_API_TOKEN: TOKEN });
    const session = await sessionOf(world.database, 'anna', 'viewer');
    const ask = (cookie: string) => request(app).get('/account').set('cookie', cookie);
    await ask(`theme=dark; ${session}; other="a=b"`).expect(200);
    await ask(`lungtrace_session=forged; ${session}`).expect(401);
    await ask(`not_${session}`).expect(401);
    await ask(`lungtrace_session=%E0%A4%A; ;;=`).expect(401);
  });

  test('the sign-in page redirects only within this service', async () => {
    const app = await start({ LUNGTRACE_API_TOKEN: TOKEN });
    for (const to of [
      'https://elsewhere.example/',
      '//elsewhere.example',
      '/\\elsewhere.example',
      'javascript:alert(1)',
    ])
      await login(app, { token: TOKEN, to }).expect(303).expect('location', '/');
  });

  test('a user signs in by name and password, under a new session each time, and out', async () => {
    const app = await start();
    await request(app).get('/account').set('host', '127.0.0.1').expect(401);
    const first = cookieOf(await login(app, { name: 'anna', password: PASSWORD }).expect(303));
    const second = cookieOf(
      await login(app, { name: 'ANNA', password: PASSWORD }).set('cookie', sent(first)).expect(303),
    );
    assert.notEqual(first, second);
    await request(app).get('/account').set('cookie', sent(first)).expect(401);
    await request(app)
      .get('/account')
      .set('cookie', sent(second))
      .expect(200, /<dd>Anna<\/dd>/);
    await request(app).post('/logout').set('cookie', sent(second)).expect(303).expect('location', '/login');
    await request(app).get('/account').set('cookie', sent(second)).expect(401);
  });

  test('over TLS the cookie is Secure and bound to this host, behind a trusted proxy and by the public address', async () => {
    const proxied = await start({ LUNGTRACE_TRUST_PROXY: '1' });
    const plain = await start();
    const known = await start({ LUNGTRACE_PUBLIC_URL: 'https://lungtrace.example' });
    const cookie = async (app: express.Express) =>
      cookieOf(await login(app, { name: 'anna', password: PASSWORD }).set('x-forwarded-proto', 'https'));
    assert.match(await cookie(proxied), /^__Host-lungtrace_session=.*; Path=\/; .*Secure/);
    assert.match(await cookie(known), /^__Host-lungtrace_session=.*Secure/);
    assert.match(await cookie(plain), /^lungtrace_session=(?!.*Secure)/);
  });

  test('a person signs out everywhere', async () => {
    const app = await start();
    const [one, two] = [
      await sessionOf(world.database, 'dora', 'viewer'),
      await sessionOf(world.database, 'dora', 'viewer'),
    ];
    const other = await sessionOf(world.database, 'emil', 'viewer');
    await request(app).post('/account/sessions').set('cookie', one).expect(303);
    await request(app).get('/account').set('cookie', two).expect(401);
    await request(app).get('/account').set('cookie', other).expect(200);
  });

  test('an open stream of events ends within a minute after its session', async (t) => {
    const web = await world.start();
    const cookie = await sessionOf(world.database, 'fred', 'viewer');
    mock.timers.enable({ apis: ['setInterval'] });
    t.after(() => mock.timers.reset());
    const { body } = await fetch(`${web.url}/api/events`, { headers: { cookie } });
    const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
    assert.match((await reader.read()).value ?? '', /retry/);
    mock.timers.tick(20_000);
    assert.match((await reader.read()).value ?? '', /still here/);
    await world.database.query("delete from sessions where user_name = 'fred'");
    mock.timers.tick(20_000);
    assert.equal((await reader.read()).done, true);
  });

  test('sessions that have ended are forgotten in the night', async () => {
    await sessionOf(world.database, 'gone', 'viewer');
    await world.database.query("update sessions set seen_at = now() - interval '2 hours' where user_name = 'gone'");
    const kept = await sessionOf(world.database, 'kept', 'viewer');
    await forgetOldSessions(world.database);
    const names = (await world.database.query('select user_name from sessions')).map((row) => row['user_name']);
    assert.deepEqual([names.includes('gone'), names.includes('kept'), kept !== ''], [false, true, true]);
  });
});
