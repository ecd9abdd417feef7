import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Database } from '../../../src/db/database.ts';
import { type Role, ROLES } from '../../../src/db/roles.ts';
import { addToken, readTokens, revokeToken } from '../../../src/db/tokens.ts';
import { addUser, changeUser } from '../../../src/db/users.ts';
import { hashOf, newSecret } from '../../../src/service/people/secrets.ts';
import { ENDPOINTS } from '../../../src/web/api.ts';
import { onBothDatabases } from '../../support/databases.ts';
import { writeManyStudies } from '../../support/many-studies.ts';
import { sessionOf, startWebApp, type WebApp } from '../../support/web-app.ts';

/** What anybody may ask for; every other route must be guarded. */
const OPEN = [
  'get /livez',
  'get /readyz',
  'get /login',
  'post /login',
  'post /logout',
  'get /login/oidc/',
  'get /login/oidc/callback',
  'get /public/fonts/Roboto-Regular.ttf',
  'post /api/notifications/orthanc',
];
/** Who may use what is not left to everybody who signed in. Whatever changes something stands here. */
const ROLE_OF: Readonly<Record<string, Role>> = {
  'post /studies/:uid': 'operator',
  'post /studies/:uid/decision': 'operator',
  'post /studies/:uid/analyse': 'operator',
  'get /users': 'admin',
  'post /users': 'admin',
  'post /users/:name': 'admin',
  'get /tokens': 'admin',
  'post /tokens': 'admin',
  'post /tokens/:id/revoke': 'admin',
  'get /audit': 'admin',
  'post /account/password': 'viewer',
  'post /account/sessions': 'viewer',
  ...Object.fromEntries(
    ENDPOINTS.map(({ method, path, access }) => [
      `${method} /api${path.replace(/\{(\w+)\}/g, ':$1')}`,
      access === 'operator' || access === 'admin' ? access : 'viewer',
    ]),
  ),
};
/** The proxy answers these itself: it is read-only. */
const READ_ONLY = /^(post|put|delete|patch) \/dicomweb\//;

onBothDatabases((open) => {
  suite('every route of the server', () => {
    let database: Database;
    let web: WebApp;
    let routes: readonly string[] = [];
    before(async () => {
      database = await open();
      await writeManyStudies(database, 1);
      web = await startWebApp(database, (url) => ({
        LUNGTRACE_API_TOKEN: 'f3a9c1-of-the-environment',
        LUNGTRACE_PUBLIC_URL: url,
        LUNGTRACE_OIDC_ISSUER: 'http://127.0.0.1:9',
        LUNGTRACE_OIDC_CLIENT_ID: 'lungtrace',
        LUNGTRACE_OIDC_CLIENT_SECRET: 'f3a9c1-of-the-client',
        LUNGTRACE_OIDC_ROLES: 'admin=it',
      }));
      routes = routesOf(web.app.router as unknown as Stack).filter((route) => !OPEN.includes(route));
    });
    after(() => web.stop());

    const ask = async (route: string, headers: Record<string, string>) => {
      const [method = '', path = ''] = route.split(' ');
      const left = new AbortController();
      const { status } = await fetch(web.url + filled(path), {
        method: method.toUpperCase(),
        headers,
        redirect: 'manual',
        signal: left.signal,
      });
      left.abort();
      return status;
    };
    /** The routes whose status is another one than expected, with it. */
    const others = async (
      asked: readonly string[],
      headers: () => Promise<Record<string, string>>,
      expected: number[],
    ) => {
      const found: string[] = [];
      for (const route of asked) {
        const status = await ask(route, await headers());
        if (!expected.includes(status)) found.push(`${route}: ${status}`);
      }
      return found;
    };
    const tokenOf = async (role: Role) => {
      const token = newSecret();
      await addToken(database, { name: token, role, tokenHash: hashOf(token), createdBy: 'test', days: 1 });
      return { authorization: `Bearer ${token}` };
    };

    test('is found, those of the API among them', () => {
      assert.ok(routes.length > 30, routes.join('\n'));
      for (const route of Object.keys(ROLE_OF)) assert.ok([...routes, ...OPEN].includes(route), route);
    });

    test('that changes something has a role of its own', () => {
      const unknown = routes.filter((one) => !one.startsWith('get ') && !READ_ONLY.test(one) && !(one in ROLE_OF));
      assert.deepEqual(unknown, []);
    });

    const old = async (column: 'seen_at' | 'created_at', age: string) => {
      const cookie = await sessionOf(database, 'old', 'admin');
      await database.query(`update sessions set ${column} = now() - interval '${age}' where id_hash = $1`, [
        hashOf(cookie.split('=')[1]!),
      ]);
      return { cookie };
    };
    const strangers: Readonly<Record<string, () => Promise<Record<string, string>>>> = {
      'without anything': async () => ({}),
      'with a wrong token': async () => ({ authorization: 'Bearer wrong' }),
      'with a session that nobody has': async () => ({ cookie: `lungtrace_session=${newSecret()}` }),
      'with the hash of a session instead of the session': async () => {
        const cookie = await sessionOf(database, 'anna', 'admin');
        return { cookie: `lungtrace_session=${hashOf(cookie.split('=')[1]!)}` };
      },
      'with a session that was signed out': async () => {
        const cookie = await sessionOf(database, 'gone', 'admin');
        await fetch(`${web.url}/logout`, { method: 'POST', headers: { cookie }, redirect: 'manual' });
        return { cookie };
      },
      'with a session that was idle for too long': () => old('seen_at', '61 minutes'),
      'with a session that is too old': () => old('created_at', '12 hours 1 minute'),
      'with the session of a disabled user': async () => {
        const user = (await addUser(database, { name: newSecret(), role: 'admin', passwordHash: '' }))!;
        const id = newSecret();
        await database.query('insert into sessions (id_hash, user_id, user_name, role) values ($1, $2, $3, $4)', [
          hashOf(id),
          user.id,
          user.name,
          'admin',
        ]);
        await database.query('update users set disabled_at = now() where id = $1', [user.id]);
        return { cookie: `lungtrace_session=${id}` };
      },
      'with a session that was opened by another token of the environment': async () => {
        const id = newSecret();
        await database.query(
          "insert into sessions (id_hash, user_name, role, token_hash) values ($1, 'token:environment', 'admin', 'other')",
          [hashOf(id)],
        );
        return { cookie: `lungtrace_session=${id}` };
      },
      'with a revoked token': async () => {
        const token = await tokenOf('admin');
        const { id } = (await readTokens(database)).find(({ name }) => token.authorization.endsWith(name))!;
        await revokeToken(database, id);
        return token;
      },
      'with a token that is over': async () => {
        const token = await tokenOf('admin');
        await database.query('update api_tokens set expires_at = now() where name = $1', [
          token.authorization.slice(7),
        ]);
        return token;
      },
    };
    for (const [how, headers] of Object.entries(strangers))
      test(`is closed ${how}`, async () => {
        const same = await headers();
        assert.deepEqual(await others(routes, async () => same, [401]), []);
      });

    for (const role of ROLES)
      test(`is closed to a role that is less than it needs, and open to others: ${role}`, async () => {
        const needs = (route: string) => ROLES.indexOf(ROLE_OF[route] ?? 'viewer');
        const [closed, allowed] = [
          routes.filter((route) => needs(route) > ROLES.indexOf(role)),
          routes.filter((route) => needs(route) <= ROLES.indexOf(role)),
        ];
        const session = async () => ({ cookie: await sessionOf(database, role, role) });
        assert.deepEqual(await others(closed, session, [403]), []);
        assert.deepEqual(await others(closed, () => tokenOf(role), [403]), []);
        assert.deepEqual(await others(allowed, session, ANSWERED), []);
        assert.deepEqual(await others(allowed, () => tokenOf(role), ANSWERED), []);
      });

    test('changes nothing for a page of another site, whoever sends it', async () => {
      const changing = [...routes, ...OPEN].filter(
        (one) => !one.startsWith('get ') && !one.includes('/notifications/'),
      );
      assert.ok(changing.length >= 12);
      const headers = async () => ({
        cookie: await sessionOf(database, 'admin', 'admin'),
        origin: 'https://elsewhere.example',
      });
      assert.deepEqual(await others(changing, headers, [403]), []);
    });

    test('closes for a local user at once when another administrator disables them', async () => {
      const user = (await addUser(database, { name: 'dora', role: 'viewer', passwordHash: '' }))!;
      const id = newSecret();
      await database.query('insert into sessions (id_hash, user_id, user_name, role) values ($1, $2, $3, $4)', [
        hashOf(id),
        user.id,
        'dora',
        'viewer',
      ]);
      const headers = { cookie: `lungtrace_session=${id}` };
      assert.equal(await ask('get /', headers), 200);
      await changeUser(database, user.id, { role: 'admin' });
      assert.equal(await ask('get /users', headers), 200, 'the role is the one that the user has now');
      await changeUser(database, user.id, { disabled: true });
      assert.equal(await ask('get /', headers), 401);
      await changeUser(database, user.id, { disabled: false });
      assert.equal(await ask('get /', headers), 401, 'and an old session does not come to life again');
    });
  });
});

/** Whatever a route says once the guard let the request through. */
const ANSWERED = [200, 202, 303, 400, 404, 405, 502, 503];

interface Layer {
  readonly rawPath: unknown;
  readonly handle: Partial<Stack>;
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
}
interface Stack {
  readonly stack: readonly Layer[];
}

/** Every route below a router, as 'get /studies/:uid'. */
function routesOf({ stack }: Stack, prefix = ''): string[] {
  return stack.flatMap((layer) => {
    const { route, handle } = layer;
    if (handle.stack && !route) return routesOf({ stack: handle.stack }, prefix + mountOf(layer));
    if (!route) return [];
    const methods = route.methods['_all'] ? ['get', 'post', 'put', 'delete'] : Object.keys(route.methods);
    return methods.map((method) => `${method} ${prefix}${route.path}`);
  });
}

function mountOf({ rawPath }: Layer): string {
  assert.ok(typeof rawPath === 'string', 'a router is mounted at one path, as text');
  return rawPath === '/' ? '' : rawPath;
}

const VALUES: Readonly<Record<string, string>> = { uid: '2.25.10000001', name: 'nobody', path: 'studies', file: '' };

function filled(path: string): string {
  return path.replace(/\{?[:*](\w+)\}?/g, (_, name: string) => VALUES[name] ?? '1');
}
