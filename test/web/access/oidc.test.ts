import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { connect } from '../../../src/db/connect.ts';
import type { Database } from '../../../src/db/database.ts';
import { migrate } from '../../../src/db/migrate.ts';
import { addUser } from '../../../src/db/users.ts';
import { CookieBrowser } from '../../support/cookie-browser.ts';
import { CLIENT, providerOf } from '../../support/oidc-provider.ts';
import { startWebApp, type WebApp } from '../../support/web-app.ts';

type Claims = Record<string, unknown>;

suite('sign-in by OpenID Connect, at a real provider', () => {
  let dataDir = '';
  let database: Database;
  let web: WebApp;
  let server: Server;
  let issuer = '';
  let key: KeyObject;
  /** Makes the provider's token endpoint lie: the claims of the ID token, and the key that signs it. */
  let lie: { readonly claims: Claims; readonly key: KeyObject } | undefined;
  let isDown = false;

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lungtrace-oidc-'));
    database = await connect({ databaseUrl: undefined, dataDir });
    await migrate(database);
    key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    server = createServer((request, response) => {
      if (isDown) return void response.writeHead(503).end();
      if (lie && request.url === '/token')
        return void response.setHeader('content-type', 'application/json').end(lied(lie));
      void answer(request, response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    web = await startWebApp(database, (url) => ({
      LUNGTRACE_PUBLIC_URL: url,
      LUNGTRACE_OIDC_ISSUER: issuer,
      LUNGTRACE_OIDC_CLIENT_ID: CLIENT.id,
      LUNGTRACE_OIDC_CLIENT_SECRET: CLIENT.secret,
      LUNGTRACE_OIDC_SCOPE: 'openid profile groups',
      LUNGTRACE_OIDC_ROLES: 'admin=cn=admins,ou=it; operator=radiology; viewer=staff',
    }));
    const answer = providerOf(issuer, `${web.url}/login/oidc/callback`, key).callback();
  });
  after(async () => {
    await web.stop();
    server.closeAllConnections();
    server.close();
    await database.close();
    await rm(dataDir, { recursive: true });
  });

  const begin = async (browser: CookieBrowser) => {
    const { location } = await browser.get(`${web.url}/login/oidc?to=/status`);
    return new URL(location!);
  };
  const back = (query: Record<string, string>) =>
    `${web.url}/login/oidc/callback?${new URLSearchParams({ iss: issuer, ...query })}`;
  /** Signs in at the provider, as far as the address that leads back. */
  const atProvider = async (browser: CookieBrowser, name: string) => {
    let { location } = await browser.get((await begin(browser)).href);
    ({ location } = await browser.post(new URL(location!, issuer).href, {
      prompt: 'login',
      login: name,
      password: 'x',
    }));
    while (!location!.startsWith(web.url)) ({ location } = await browser.get(new URL(location!, issuer).href));
    return location!;
  };

  test('the service starts and shows its sign-in page without the provider, and says that it does not answer', async () => {
    isDown = true;
    const browser = new CookieBrowser();
    assert.match((await browser.get(`${web.url}/login`)).text, /Sign in with your organisation/);
    const { status, text } = await browser.get(`${web.url}/login/oidc`);
    assert.deepEqual([status, /does not answer/.test(text)], [502, true]);
    isDown = false;
  });

  test('a person signs in at the provider, gets the greatest role of their groups, and lands where they wanted', async () => {
    for (const [name, role] of [
      ['anna', 'operator'],
      ['boss', 'admin'],
      ['carla', 'viewer'],
    ] as const) {
      const browser = new CookieBrowser();
      const { status, location } = await browser.get(await atProvider(browser, name));
      assert.deepEqual([status, location], [303, '/status']);
      const { text } = await browser.get(`${web.url}/account`);
      assert.match(text, new RegExp(`<dd>${name}</dd>[\\s\\S]*<dd>${role}</dd>`));
      assert.doesNotMatch(text, /New password|name="wanted"/, 'the provider keeps the password');
    }
  });

  test('the way to the provider carries PKCE, state and nonce, which differ each time', async () => {
    const [one, two] = [
      (await begin(new CookieBrowser())).searchParams,
      (await begin(new CookieBrowser())).searchParams,
    ];
    assert.deepEqual([one.get('response_type'), one.get('code_challenge_method')], ['code', 'S256']);
    for (const name of ['state', 'nonce', 'code_challenge']) {
      assert.ok((one.get(name) ?? '').length >= 43, name);
      assert.notEqual(one.get(name), two.get(name));
    }
  });

  test('after signing out the session is gone, also for who kept its cookie', async () => {
    const browser = new CookieBrowser();
    await browser.get(await atProvider(browser, 'anna'));
    const thief = new CookieBrowser(browser);
    await browser.post(`${web.url}/logout`, {});
    assert.equal((await browser.get(`${web.url}/status`)).status, 401);
    assert.equal((await thief.get(`${web.url}/status`)).status, 401);
  });

  test('a session that has ended leads to 401', async () => {
    const browser = new CookieBrowser();
    await browser.get(await atProvider(browser, 'anna'));
    assert.equal((await browser.get(`${web.url}/account`)).status, 200);
    await database.query("update sessions set created_at = now() - interval '13 hours'");
    assert.equal((await browser.get(`${web.url}/account`)).status, 401);
  });

  test('a person without a role here is told so and gets no session', async () => {
    const browser = new CookieBrowser();
    const { status, text } = await browser.get(await atProvider(browser, 'nobody'));
    assert.deepEqual([status, /nobody has no role in lungtrace/.test(text)], [403, true]);
    assert.equal((await browser.get(`${web.url}/status`)).status, 401);
  });

  test("a name that is a local user's or a token's is nobody else's", async () => {
    await addUser(database, { name: 'Carla', role: 'admin', passwordHash: '' });
    for (const name of ['carla', 'carl\u200ba', 'token:environment']) {
      const browser = new CookieBrowser();
      assert.equal((await browser.get(await atProvider(browser, name))).status, 403);
      assert.equal((await browser.get(`${web.url}/status`)).status, 401);
    }
  });

  test('another state, a missing one, or a browser that did not begin is refused', async () => {
    const browser = new CookieBrowser();
    const right = new URL(await atProvider(browser, 'anna'));
    const code = right.searchParams.get('code')!;
    const stranger = new CookieBrowser();
    assert.equal((await stranger.get(right.href)).status, 400);
    assert.equal((await new CookieBrowser(browser).get(back({ code, state: 'other' }))).status, 401);
    assert.equal((await new CookieBrowser(browser).get(back({ code }))).status, 401);
    assert.equal((await new CookieBrowser(browser).get(right.href)).status, 303, 'the same browser may');
  });

  test('the way back leads nowhere but into this service, whatever the browser keeps', async () => {
    const browser = new CookieBrowser();
    const address = await atProvider(browser, 'anna');
    browser.change('lungtrace_oidc', (kept) => {
      const changed = { ...(JSON.parse(Buffer.from(kept, 'base64url').toString()) as object), to: '//evil.example' };
      return Buffer.from(JSON.stringify(changed)).toString('base64url');
    });
    assert.equal((await browser.get(address)).location, '/');
  });

  test('a code works once, and not for a browser that began another sign-in', async () => {
    const browser = new CookieBrowser();
    const right = await atProvider(browser, 'anna');
    const copy = new CookieBrowser(browser);
    const other = new CookieBrowser();
    const state = (await begin(other)).searchParams.get('state')!;
    const code = new URL(right).searchParams.get('code')!;
    assert.equal((await browser.get(right)).status, 303);
    assert.equal((await copy.get(right)).status, 401, 'replayed');
    assert.equal((await browser.get(right)).status, 400, 'the browser itself has forgotten it');
    assert.equal((await other.get(back({ code, state }))).status, 401, 'injected');
  });

  test('an answer of another issuer is refused before its code is used', async () => {
    const browser = new CookieBrowser();
    const address = new URL(await atProvider(browser, 'anna'));
    address.searchParams.set('iss', 'https://evil.example');
    assert.equal((await browser.get(address.href)).status, 401);
  });

  test('an ID token of another issuer, for another client, of another sign-in, that is over or that another key signed is refused', async () => {
    const forger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const now = Math.floor(Date.now() / 1000);
    const lies: readonly (readonly [status: number, claims: Claims, by?: KeyObject])[] = [
      [303, {}],
      [401, { iss: 'https://evil.example' }],
      [401, { aud: 'another-client' }],
      [401, { nonce: 'of-another-sign-in' }],
      [401, { exp: now - 3600 }],
      [401, {}, forger],
    ];
    for (const [expected, wrong, by] of lies) {
      const browser = new CookieBrowser();
      const asked = (await begin(browser)).searchParams;
      const honest = { iss: issuer, aud: CLIENT.id, sub: 'eva', nonce: asked.get('nonce'), iat: now, exp: now + 60 };
      const person = { preferred_username: 'eva', groups: 'staff' };
      lie = { claims: { ...honest, ...person, ...wrong }, key: by ?? key };
      const { status } = await browser.get(back({ code: 'any', state: asked.get('state')! }));
      lie = undefined;
      assert.equal(status, expected, JSON.stringify(wrong));
    }
  });

  test('a sign-in that the person gave up at the provider leads back to the sign-in page', async () => {
    const browser = new CookieBrowser();
    const state = (await begin(browser)).searchParams.get('state')!;
    const { status, text } = await browser.get(back({ error: 'access_denied', state }));
    assert.deepEqual([status, /did not succeed/.test(text)], [401, true]);
  });

  // The last one: afterwards this address waits.
  test('answers that nobody gave are limited, so that strangers do not fill the audit', async () => {
    const browser = new CookieBrowser();
    const kept = { state: 'made-up', nonce: 'n', verifier: 'v'.repeat(43), to: '/' };
    const statuses: number[] = [];
    for (let count = 0; count < 60; count++) {
      browser.change('lungtrace_oidc', () => Buffer.from(JSON.stringify(kept)).toString('base64url'));
      statuses.push((await browser.get(back({ code: 'any', state: 'another' }))).status);
    }
    assert.deepEqual([statuses[0], statuses.at(-1)], [401, 429]);
    assert.ok(statuses.filter((status) => status === 401).length <= 50);
  });
});

/** An answer of a token endpoint with an ID token of these claims. */
function lied({ claims, key }: { readonly claims: Claims; readonly key: KeyObject }): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'RS256', kid: 'key' })}.${part(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), key).toString('base64url');
  return JSON.stringify({
    access_token: 'any',
    token_type: 'Bearer',
    expires_in: 60,
    id_token: `${signed}.${signature}`,
  });
}
