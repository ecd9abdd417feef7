import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'lungtrace-users-'));
after(() => rmSync(folder, { recursive: true }));

function users(args: readonly string[], input = '') {
  const env = { ...process.env, LUNGTRACE_DATA_DIR: folder, DATABASE_URL: '' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'users', ...args], {
    input,
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('users are added with a password from stdin, listed and disabled', () => {
  const added = users(['add', 'anna', '--role', 'admin'], 'otter-violin-glacier-7\n');
  assert.deepEqual(added, { status: 0, stdout: 'anna is admin\n', stderr: '' });
  const weak = users(['add', 'bob', '--role', 'viewer'], 'password1234\n');
  assert.deepEqual([weak.status, weak.stdout], [2, '']);
  assert.match(weak.stderr, /The password is easy to guess/);
  assert.match(users(['disable', 'nobody']).stderr, /There is no user nobody/);
  assert.equal(users(['disable', 'anna']).status, 0);
  assert.equal(users(['list']).stdout, 'anna\tadmin\tdisabled\n');
});
