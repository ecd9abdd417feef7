import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect as connectTo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, mock, suite, test } from 'node:test';
import express from 'express';
import { pino } from 'pino';
import request from 'supertest';
import { toldBy } from '../../src/audit/message.ts';
import { readAudit } from '../../src/db/audit.ts';
import { connect } from '../../src/db/connect.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { forgetOldSessions } from '../../src/db/sessions.ts';
import { type Role, ROLES } from '../../src/db/roles.ts';
import { addToken } from '../../src/db/tokens.ts';
import { readUser } from '../../src/db/users.ts';
import { makeUser } from '../../src/service/people/accounts.ts';
import { hashOf } from '../../src/service/people/secrets.ts';
import { requireRole, sameOriginGuard } from '../../src/web/access/guard.ts';
import { Guesses } from '../../src/web/access/guesses.ts';
import { networkOf } from '../../src/web/access/network.ts';
import { errorAnswers } from '../../src/web/routes/http.ts';
import { asCaller, LOCAL } from '../support/callers.ts';
import { sessionOf, startWebApp, type WebApp } from '../support/web-app.ts';

const TOKEN = 'f3a9c1-long-enough';
const PASSWORD = 'otter-violin-glacier-7';

suite('signing in', () => {
  let dataDir = '';
  let database: Database;
  const started: WebApp[] = [];
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lungtrace-access-'));
    database = await connect({ databaseUrl: undefined, dataDir });
    await migrate(database);
  });
  after(async () => {
    for (const web of started) await web.stop();
    await database.close();
    await rm(dataDir, { recursive: true });
  });
  const start = async (env: Record<string, string> = {}) => {
    const web = await startWebApp(database, () => env);
    started.push(web);
    return web.app;
  };
  const login = (app: express.Express, fields: Record<string, string>) =>
    request(app).post('/login').set('host', '127.0.0.1').type('form').send(fields);
  const cookieOf = ({ headers }: request.Response) => {
    const cookies = (headers['set-cookie'] ?? []) as unknown as string[];
    return cookies.findLast((cookie) => cookie.includes('session=')) ?? '';
  };
  const sent = (cookie: string) => cookie.split(';')[0] ?? '';

  // The first test: once there is a user, everybody signs in.
  test('while nobody needs to sign in, requests under a loopback name are answered, under any other they are refused', async () => {
    const app = await start();
    for (const host of ['127.0.0.1:8043', 'localhost:8043', '[::1]:8043', '127.0.0.2'])
      assert.equal((await request(app).get('/account').set('host', host)).status, 200, host);
    for (const host of ['rebound.example:8043', '192.168.1.7', '127.0.0.1.example'])
      assert.equal((await request(app).get('/account').set('host', host)).status, 403, host);
    await request(app)
      .get('/login')
      .set('host', '127.0.0.1')
      .expect(200, /Nobody needs to sign in/);
  });

  test('while nobody needs to sign in, what a proxy sends on is refused, whatever host it names', async () => {
    const web = await startWebApp(database, () => ({}));
    started.push(web);
    for (const name of ['Forwarded', 'Via', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'X-Real-IP'])
      assert.equal((await fetch(`${web.url}/users`, { headers: { [name]: '198.51.100.1' } })).status, 403, name);
    // As nginx does by default.
    const socket = connectTo(Number(new URL(web.url).port), '127.0.0.1');
    socket.write('GET /users HTTP/1.0\r\nHost: 127.0.0.1:8043\r\nConnection: close\r\n\r\n');
    assert.match(await text(socket), /^HTTP\/1.1 403 /);
    for (const env of [{ LUNGTRACE_TRUST_PROXY: '1' }, { LUNGTRACE_PUBLIC_URL: 'https://lungtrace.example' }])
      await request(await start(env))
        .get('/account')
        .set('host', '127.0.0.1')
        .expect(401);
  });

  test('a service that other machines reach never takes a name for a sign-in', async () => {
    const app = await start({ LUNGTRACE_HOST: '0.0.0.0' });
    await request(app).get('/account').set('host', '127.0.0.1').expect(401);
  });

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
    const stored = JSON.stringify(await database.query('select * from sessions'));
    assert.ok(!stored.includes(sent(cookie).split('=')[1] ?? '') && !stored.includes(TOKEN));
    const other = await start({ LUNGTRACE_API_TOKEN: 'another-long-token' });
    await request(other).get('/account').set('cookie', sent(cookie)).expect(401);
  });

  test('the session is found among other cookies, and the first of its name counts', async () => {
    const app = await start({ LUNGTRACE_API_TOKEN: TOKEN });
    const session = await sessionOf(database, 'anna', 'viewer');
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
    await makeUser(database, { name: 'Anna', role: 'operator', password: PASSWORD });
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

  test('a wrong password and an unknown user get the same answer, in about the same time', async () => {
    const app = await start();
    const timed = async (name: string) => {
      const begin = process.cpuUsage();
      const { text, headers } = await login(app, { name, password: 'wrong' }).expect(401);
      assert.equal(headers['set-cookie'], undefined);
      const { user } = process.cpuUsage(begin);
      return { text, user };
    };
    await timed('warm-up');
    const [known, unknown] = [await timed('anna'), await timed('nobody')];
    assert.equal(known.text, unknown.text);
    const ratio = known.user / unknown.user;
    assert.ok(ratio > 0.33 && ratio < 3, `processor time of a known user's attempt to an unknown one's: ${ratio}`);
  });

  test('whoever guesses too often waits, even with the right password; elsewhere the person still signs in', async () => {
    const app = await start({ LUNGTRACE_TRUST_PROXY: '1' });
    const attempt = (address: string, password: string) =>
      login(app, { name: 'anna', password }).set('x-forwarded-for', address);
    for (let count = 0; count < 5; count++) await attempt('198.51.100.1', 'wrong').expect(401);
    const refused = await attempt('198.51.100.1', PASSWORD).expect(429);
    assert.ok(Number(refused.headers['retry-after']) > 800);
    await attempt('198.51.100.2', PASSWORD).expect(303);
  });

  test('a stolen session does not find out the password by trying', async () => {
    const app = await start();
    const cookie = sent(cookieOf(await login(app, { name: 'anna', password: PASSWORD })));
    const attempt = (current: string) =>
      request(app).post('/account/password').set('cookie', cookie).type('form').send({ current, wanted: 'short' });
    for (let count = 0; count < 5; count++) await attempt('wrong').expect(400, /another one/);
    await attempt(PASSWORD).expect(400, /Too many attempts/);
  });

  test('a header that names another address counts only behind a proxy that is trusted', async () => {
    const app = await start();
    const attempt = (address: string) => login(app, { name: 'bob', password: 'wrong' }).set('x-forwarded-for', address);
    for (let count = 0; count < 5; count++) await attempt(`198.51.100.${count}`).expect(401);
    await attempt('198.51.100.99').expect(429);
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

  test('another password ends all sessions of the user, and a weak one changes nothing', async () => {
    const app = await start();
    const [mine, other] = [
      await login(app, { name: 'anna', password: PASSWORD }),
      await login(app, { name: 'anna', password: PASSWORD }),
    ].map((answer) => sent(cookieOf(answer)));
    const change = (current: string, wanted: string) =>
      request(app).post('/account/password').set('cookie', mine!).type('form').send({ current, wanted });
    await change('wrong', 'walrus-teapot-meteor-3').expect(400, /Not changed/);
    await change(PASSWORD, 'password1234').expect(400, /easy to guess/);
    await change(PASSWORD, 'Anna-Anna-Anna').expect(400, /easy to guess/);
    await change(PASSWORD, 'short').expect(400, /at least 12/);
    await request(app).get('/account').set('cookie', mine!).expect(200);
    await change(PASSWORD, 'walrus-teapot-meteor-3').expect(303);
    await request(app).get('/account').set('cookie', mine!).expect(401);
    await request(app).get('/account').set('cookie', other!).expect(401);
    await login(app, { name: 'anna', password: 'walrus-teapot-meteor-3' }).expect(303);
    assert.match((await readUser(database, 'anna'))!.passwordHash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test('an administrator makes users and tokens whose secrets are shown once, and cannot lock themselves out', async () => {
    const app = await start();
    const cookie = await sessionOf(database, 'boss', 'admin');
    const post = (path: string, fields: Record<string, string>) =>
      request(app).post(path).set('cookie', cookie).type('form').send(fields);
    const shown = async (answer: request.Test) =>
      /shown only now: <code>([^<]+)/.exec((await answer.expect(200)).text)?.[1] ?? '';
    const password = await shown(post('/users', { name: 'carl', role: 'viewer' }));
    const browser = sent(cookieOf(await login(app, { name: 'carl', password }).expect(303)));
    await post('/users', { name: 'Carl', role: 'admin' }).expect(400, /There is a user Carl already/);
    await post('/users', { name: 'local', role: 'admin' }).expect(400, /cannot be the name/);
    await request(app)
      .get('/users')
      .set('cookie', browser)
      .expect(403, /Your role does not allow this/);
    await post('/users/carl', { do: 'role', role: 'admin' }).expect(303);
    await request(app).get('/users').set('cookie', browser).expect(200, /carl/);
    await request(app)
      .post('/users/carl')
      .set('cookie', browser)
      .type('form')
      .send({ do: 'disable' })
      .expect(400, /Another administrator/);
    assert.notEqual(await shown(post('/users/carl', { do: 'password' })), password);
    await request(app).get('/users').set('cookie', browser).expect(401);
    await post('/users/carl', { do: 'disable' }).expect(303);
    await login(app, { name: 'carl', password }).expect(401);

    const token = await shown(post('/tokens', { name: 'ris', role: 'viewer', days: '30' }));
    const ask = (method: 'get' | 'post', path: string) =>
      request(app)[method](path).set('authorization', `Bearer ${token}`);
    await ask('get', '/api/studies').expect(200);
    await ask('post', '/api/studies/1.2/analyses').expect(403);
    await request(app)
      .get('/tokens')
      .set('cookie', cookie)
      .expect(200, new RegExp(`^((?!${token})[^])*$`));
    assert.ok(!JSON.stringify(await database.query('select * from api_tokens')).includes(token));
    await post('/tokens', { name: 'environment', role: 'viewer', days: '30' }).expect(400);
    await post('/tokens/1/revoke', {}).expect(303);
    await ask('get', '/api/studies').expect(401);
    await post('/tokens/1/revoke', {}).expect(303);
    const { entries } = await readAudit(database, { events: ['token-changed'], limit: 10 });
    assert.deepEqual(
      entries.map(({ message }) => toldBy(message).join('; ')),
      ['ris; revoked: true', 'ris; made: true; name: ris; role: viewer; days: 30'],
    );
  });

  test('whoever guesses tokens waits, even with the right one; a program whose token was right before goes on', async () => {
    const app = await start({ LUNGTRACE_API_TOKEN: TOKEN, LUNGTRACE_TRUST_PROXY: '1' });
    const ask = (token: string, address = '198.51.100.9') =>
      request(app)
        .get('/account')
        .set({ authorization: `Bearer ${token}`, 'x-forwarded-for': address });
    const made = 'a-program-of-before';
    await addToken(database, { name: 'before', role: 'viewer', tokenHash: hashOf(made), createdBy: 'test', days: 1 });
    await ask(made).expect(200);
    for (let count = 0; count < 120; count++) await ask('has ended').expect(401);
    for (let count = 0; count < 99; count++) await ask(`guess ${count}`).expect(401);
    const refused = await ask(TOKEN).expect(429, /TOO_MANY_GUESSES/);
    assert.ok(Number(refused.headers['retry-after']) > 800);
    await ask(made).expect(200);
    await ask(TOKEN, '198.51.100.10').expect(200);
  });

  test('a person signs out everywhere', async () => {
    const app = await start();
    const [one, two] = [await sessionOf(database, 'dora', 'viewer'), await sessionOf(database, 'dora', 'viewer')];
    const other = await sessionOf(database, 'emil', 'viewer');
    await request(app).post('/account/sessions').set('cookie', one).expect(303);
    await request(app).get('/account').set('cookie', two).expect(401);
    await request(app).get('/account').set('cookie', other).expect(200);
  });

  test('an open stream of events ends within a minute after its session', async (t) => {
    const web = await startWebApp(database, () => ({}));
    started.push(web);
    const cookie = await sessionOf(database, 'fred', 'viewer');
    mock.timers.enable({ apis: ['setInterval'] });
    t.after(() => mock.timers.reset());
    const { body } = await fetch(`${web.url}/api/events`, { headers: { cookie } });
    const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
    assert.match((await reader.read()).value ?? '', /retry/);
    mock.timers.tick(20_000);
    assert.match((await reader.read()).value ?? '', /still here/);
    await database.query("delete from sessions where user_name = 'fred'");
    mock.timers.tick(20_000);
    assert.equal((await reader.read()).done, true);
  });

  test('sessions that have ended are forgotten in the night', async () => {
    await sessionOf(database, 'gone', 'viewer');
    await database.query("update sessions set seen_at = now() - interval '2 hours' where user_name = 'gone'");
    const kept = await sessionOf(database, 'kept', 'viewer');
    await forgetOldSessions(database);
    const names = (await database.query('select user_name from sessions')).map((row) => row['user_name']);
    assert.deepEqual([names.includes('gone'), names.includes('kept'), kept !== ''], [false, true, true]);
  });
});

test('a name that is guessed from everywhere waits, except where its owner has signed in from before', async () => {
  const guesses = new Guesses();
  assert.equal(await guesses.attempt('anna', 'home'), 0);
  await guesses.right('anna', 'home');
  for (let count = 0; count < 50; count++) await guesses.attempt('anna', `bot ${count}`);
  assert.ok((await guesses.attempt('anna', 'elsewhere')) > 0);
  assert.equal(await guesses.attempt('anna', 'home'), 0);
});

test('the addresses of one network of IPv6 guess as one, and those of IPv4 each by itself', async () => {
  const guesses = new Guesses();
  for (let count = 0; count < 50; count++)
    assert.equal(await guesses.attempt(`name ${count}`, `2001:db8:0:1:${count.toString(16)}::${count}`), 0);
  assert.ok((await guesses.attempt('another', '2001:DB8::1:9:9:9:9')) > 0);
  assert.equal(await guesses.attempt('another', '2001:db8:0:2::1'), 0);
  for (const [address, network] of [
    ['198.51.100.1', '198.51.100.1'],
    ['::ffff:198.51.100.1', '198.51.100.1'],
    ['2001:0db8:0000:00a0::1', '2001:db8:0:a0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['no address', 'no address'],
  ] as const)
    assert.equal(networkOf(address), network, address);
});

test('an address that guesses many names waits', async () => {
  const guesses = new Guesses();
  for (let count = 0; count < 50; count++) assert.equal(await guesses.attempt(`name ${count}`, 'bot'), 0);
  assert.ok((await guesses.attempt('another', 'bot')) > 0);
});

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
