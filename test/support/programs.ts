import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Value for a test's `skip` option: false when every program is installed or when CI=true (there the test runs and fails),
 * else the reason.
 */
export function without(...programs: string[]): string | false {
  if (process.env['CI'] === 'true') return false;
  const missing = programs.filter((program) => !isInstalled(program));
  return missing.length === 0 ? false : `not installed here: ${missing.join(', ')}`;
}

function isInstalled(program: string): boolean {
  if (program.includes('/')) return existsSync(program);
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];
  return folders.some((folder) => existsSync(join(folder, program)));
}
