import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const folder = join(import.meta.dirname, '../training');
const python = '/usr/bin/python3';

const missing = spawnSync(python, ['-c', 'import torch, onnx, pytest, scipy, PIL']).status !== 0;
const skip =
  missing &&
  process.env['CI'] !== 'true' &&
  "Debian's python3-torch, python3-onnx and python3-pytest are not installed";

test('the training code passes its own tests', { skip }, async () => {
  const { stdout } = await promisify(execFile)(python, ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'tests'], {
    cwd: folder,
    env: { ...process.env, OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' },
    maxBuffer: 16 * 1024 * 1024,
  }).catch((error: unknown) => assert.fail(String((error as { stdout?: string }).stdout ?? error)));
  assert.match(stdout, /\d+ passed/);
});
