import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import request from 'supertest';
import { toldBy } from '../../../src/audit/message.ts';
import { readAudit } from '../../../src/db/audit.ts';
import { readUser } from '../../../src/db/users.ts';
import { makeUser } from '../../../src/service/people/accounts.ts';
import { cookieOf, login, PASSWORD, sent, SignInWorld } from '../../support/sign-in.ts';
import { sessionOf } from '../../support/web-app.ts';

suite('people, their passwords and tokens', () => {
  const world = new SignInWorld();
  const start = async (env?: Record<string, string>) => (await world.start(env)).app;
  before(() => makeUser(world.database, { name: 'Anna', role: 'operator', password: PASSWORD }));

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
    assert.match((await readUser(world.database, 'anna'))!.passwordHash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test('an administrator makes users and tokens whose secrets are shown once, and cannot lock themselves out', async () => {
    const app = await start();
    const cookie = await sessionOf(world.database, 'boss', 'admin');
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
    assert.ok(!JSON.stringify(await world.database.query('select * from api_tokens')).includes(token));
    await post('/tokens', { name: 'environment', role: 'viewer', days: '30' }).expect(400);
    await post('/tokens/1/revoke', {}).expect(303);
    await ask('get', '/api/studies').expect(401);
    await post('/tokens/1/revoke', {}).expect(303);
    const { entries } = await readAudit(world.database, { events: ['token-changed'], limit: 10 });
    assert.deepEqual(
      entries.map(({ message }) => toldBy(message).join('; ')),
      ['ris; revoked: true', 'ris; made: true; name: ris; role: viewer; days: 30'],
    );
  });
});
