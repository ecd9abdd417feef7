import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig, refuseOpenDoor } from '../src/config.ts';

test('without variables the service listens on loopback and uses the embedded database', () => {
  const config = loadConfig({});
  assert.equal(config.host, '127.0.0.1');
  assert.equal(config.databaseUrl, undefined);
  assert.deepEqual(config.providers, ['cuda', 'webgpu', 'cpu']);
});

test('an empty variable counts as not set', () => {
  assert.equal(loadConfig({ LUNGTRACE_PORT: '', DATABASE_URL: '' }).port, loadConfig({}).port);
});

for (const [variable, value] of [
  ['LUNGTRACE_PORT', '70000'],
  ['LUNGTRACE_PORT', 'eighty'],
  ['DATABASE_URL', 'mysql://localhost/x'],
  ['DICOMWEB_URL', 'localhost:8042'],
  ['LUNGTRACE_POLL_CRON', 'often'],
  ['LUNGTRACE_PROVIDERS', 'cpu,abacus'],
  ['LUNGTRACE_API_TOKEN', 'short'],
  ['LUNGTRACE_API_TOKEN', 'ChangeMe-please'],
  ['LUNGTRACE_NOTIFICATION_SECRET', 'the-same-as-below'],
  ['LUNGTRACE_NOTIFICATION_SECRET', 'aaaaaaaaaaaa'],
  ['DICOMWEB_URL', 'https://user:password@pacs.example/dicom-web'],
  ['ORTHANC_URL', 'http://user@127.0.0.1:8042'],
  ['LUNGTRACE_LUNGS_SEG', 'yes'],
  ['DICOMWEB_CONCURRENCY', '0'],
  ['LUNGTRACE_PRIORS', '-1'],
  ['LUNGTRACE_CHANGE_POINTS', 'much'],
  ['LUNGTRACE_OVERLAY_SERIES', 'yes'],
  ['LUNGTRACE_ORGANIZATION', 'back\\slash'],
  ['LUNGTRACE_LANGUAGE', 'german'],
  ['LUNGTRACE_API_TOKEN', 'elevenchars'],
  ['LUNGTRACE_OIDC_CLIENT_SECRET', 'change-me-please'],
  ['LUNGTRACE_OIDC_ISSUER', 'http://id.example'],
  ['LUNGTRACE_OIDC_ROLES', 'chief=it'],
  ['LUNGTRACE_PUBLIC_URL', 'http://lungtrace.example'],
  ['LUNGTRACE_PUBLIC_URL', 'https://lungtrace.example/below'],
  ['LUNGTRACE_TRUST_PROXY', 'yes'],
] as const)
  test(`${variable}=${value} is refused with the name of the variable`, () => {
    assert.throws(() => loadConfig({ [variable]: value }), {
      name: 'ConfigError',
      variable,
      message: new RegExp(`^${variable}: must`),
    });
  });

test("a secret of one's own may begin like an example", () => {
  const env = { LUNGTRACE_API_TOKEN: 'token-9f86d081884c', LUNGTRACE_NOTIFICATION_SECRET: 'secret-7d865e959b24' };
  assert.equal(loadConfig(env).apiToken, env.LUNGTRACE_API_TOKEN);
  assert.throws(() => loadConfig({ LUNGTRACE_API_TOKEN: 'password123' }), { variable: 'LUNGTRACE_API_TOKEN' });
});

test('an address that other machines can reach is refused where nobody has to sign in', () => {
  const OIDC = {
    LUNGTRACE_PUBLIC_URL: 'https://lungtrace.example',
    LUNGTRACE_OIDC_ISSUER: 'https://id.example',
    LUNGTRACE_OIDC_CLIENT_ID: 'lungtrace',
    LUNGTRACE_OIDC_CLIENT_SECRET: 'f3a9c1-of-the-client',
    LUNGTRACE_OIDC_ROLES: 'admin=it; viewer=cn=staff,ou=hospital',
  };
  for (const host of ['0.0.0.0', '::', '192.168.1.5', 'pacs.example']) {
    const refused = { variable: 'LUNGTRACE_HOST', message: /users add.*API_TOKEN/ };
    assert.throws(() => refuseOpenDoor(loadConfig({ LUNGTRACE_HOST: host }), false), refused);
    refuseOpenDoor(loadConfig({ LUNGTRACE_HOST: host }), true);
    refuseOpenDoor(loadConfig({ LUNGTRACE_HOST: host, LUNGTRACE_API_TOKEN: 'long enough 12' }), false);
    refuseOpenDoor(loadConfig({ LUNGTRACE_HOST: host, ...OIDC }), false);
  }
  refuseOpenDoor(loadConfig({}), false);
  assert.deepEqual(loadConfig(OIDC).oidc?.roles, [
    ['admin', 'it'],
    ['viewer', 'cn=staff,ou=hospital'],
  ]);
  for (const variable of Object.keys(OIDC).filter((name) => name !== 'LUNGTRACE_OIDC_ISSUER'))
    assert.throws(() => loadConfig({ ...OIDC, [variable]: '' }), { variable });
});

test('half a pair of credentials is refused with the name of the missing half', () => {
  assert.throws(() => loadConfig({ DICOMWEB_USER: 'me' }), { variable: 'DICOMWEB_PASSWORD' });
  assert.throws(() => loadConfig({ DICOMWEB_KEY_FILE: 'key.pem' }), { variable: 'DICOMWEB_CERT_FILE' });
  assert.throws(() => loadConfig({ DICOMWEB_USER: 'a', DICOMWEB_PASSWORD: 'b', DICOMWEB_TOKEN: 'c' }), {
    variable: 'DICOMWEB_TOKEN',
  });
});

test('a secret may stand in a file, whose last line break does not count', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'lungtrace-secrets-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'token');
  await writeFile(file, 'f3a9c1-token\n');
  assert.equal(loadConfig({ LUNGTRACE_API_TOKEN_FILE: file }).apiToken, 'f3a9c1-token');
  assert.throws(() => loadConfig({ LUNGTRACE_API_TOKEN_FILE: file, LUNGTRACE_API_TOKEN: 'f3a9c1-other' }), {
    variable: 'LUNGTRACE_API_TOKEN_FILE',
    message: /together with LUNGTRACE_API_TOKEN/,
  });
  assert.throws(() => loadConfig({ DATABASE_URL_FILE: join(folder, 'missing') }), {
    variable: 'DATABASE_URL_FILE',
    message: /ENOENT/,
  });
  await writeFile(file, 'change-me-token\n');
  assert.throws(() => loadConfig({ LUNGTRACE_API_TOKEN_FILE: file }), { variable: 'LUNGTRACE_API_TOKEN' });
});
