import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import request from 'supertest';
import { addToken } from '../../../src/db/tokens.ts';
import { makeUser } from '../../../src/service/people/accounts.ts';
import { hashOf } from '../../../src/service/people/secrets.ts';
import { Guesses } from '../../../src/web/access/guesses.ts';
import { networkOf } from '../../../src/web/access/network.ts';
import { cookieOf, login, PASSWORD, sent, SignInWorld, TOKEN } from '../../support/sign-in.ts';

suite('guessing', () => {
  const world = new SignInWorld();
  const start = async (env?: Record<string, string>) => (await world.start(env)).app;
  before(() => makeUser(world.database, { name: 'Anna', role: 'operator', password: PASSWORD }));

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

  test('whoever guesses tokens waits, even with the right one; a program whose token was right before goes on', async () => {
    const app = await start({ LUNGTRACE_API_TOKEN: TOKEN, LUNGTRACE_TRUST_PROXY: '1' });
    const ask = (token: string, address = '198.51.100.9') =>
      request(app)
        .get('/account')
        .set({ authorization: `Bearer ${token}`, 'x-forwarded-for': address });
    const made = 'a-program-of-before';
    await addToken(world.database, {
      name: 'before',
      role: 'viewer',
      tokenHash: hashOf(made),
      createdBy: 'test',
      days: 1,
    });
    await ask(made).expect(200);
    for (let count = 0; count < 120; count++) await ask('has ended').expect(401);
    for (let count = 0; count < 99; count++) await ask(`guess ${count}`).expect(401);
    const refused = await ask(TOKEN).expect(429, /TOO_MANY_GUESSES/);
    assert.ok(Number(refused.headers['retry-after']) > 800);
    await ask(made).expect(200);
    await ask(TOKEN, '198.51.100.10').expect(200);
  });

  for (const [name, path, field] of [
    [
      'the secret of notifications',
      '/api/notifications/orthanc',
      (secret: string) => ({ 'x-lungtrace-secret': secret }),
    ],
    ['the token of scrapers', '/metrics', (token: string) => ({ authorization: `Bearer ${token}` })],
  ] as const)
    test(`whoever guesses ${name} waits, even with the right one; who was right before goes on`, async () => {
      const secret = 'a secret of the configuration, long enough';
      const app = await start({
        LUNGTRACE_API_TOKEN: TOKEN,
        LUNGTRACE_NOTIFICATION_SECRET: secret,
        LUNGTRACE_METRICS_TOKEN: secret,
        LUNGTRACE_TRUST_PROXY: '1',
      });
      const ask = async (said: string, address: string) => {
        const asked = path === '/metrics' ? request(app).get(path) : request(app).post(path).send({});
        const { status, headers, body } = await asked.set({ ...field(said), 'x-forwarded-for': address });
        return {
          status,
          wait: Number(headers['retry-after']),
          code: (body as { error?: { code: string } }).error?.code,
        };
      };
      const [right, wrong] = path === '/metrics' ? [200, 401] : [400, 401];
      assert.equal((await ask(secret, '198.51.100.1')).status, right);
      for (const address of ['198.51.100.1', '198.51.100.2']) {
        for (let count = 0; count < 99; count++) assert.equal((await ask(`guess ${count}`, address)).status, wrong);
        await ask('one guess more', address);
      }
      const { status, wait, code } = await ask(secret, '198.51.100.2');
      assert.deepEqual([status, code], [429, 'TOO_MANY_GUESSES']);
      assert.ok(wait > 800);
      assert.equal((await ask(secret, '198.51.100.1')).status, right);
      assert.equal((await ask(secret, '198.51.100.3')).status, right);
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
