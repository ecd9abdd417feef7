import assert from 'node:assert/strict';
import { connect as connectTo } from 'node:net';
import { text } from 'node:stream/consumers';
import { suite, test } from 'node:test';
import request from 'supertest';
import { SignInWorld } from '../../support/sign-in.ts';

suite('where nobody needs to sign in', () => {
  const world = new SignInWorld();
  const start = async (env?: Record<string, string>) => (await world.start(env)).app;

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
    const web = await world.start();
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
});
