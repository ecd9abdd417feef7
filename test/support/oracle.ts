import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
const python = join(root, '.venv/bin/python');

/** Value for a test's `skip` option: the reason when the Python readers are missing; false when there or when CI=true. */
export const withoutOracle: string | false =
  existsSync(python) || process.env['CI'] === 'true'
    ? false
    : 'the Python readers are not installed: run scripts/setup.sh';

/** Runs a script of test/oracles with pydicom and highdicom and gives what it prints as JSON. */
export async function oracle(script: string, ...args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(python, [join(root, 'test/oracles', script), ...args], {
    maxBuffer: 256 * 1024 * 1024,
  });
  return JSON.parse(stdout) as unknown;
}
