import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../../shared/data');

/** Path inside the team's sample data, which lies beside the project and is no part of it. */
export function shared(...parts: string[]): string {
  return join(root, ...parts);
}

/** Value for a test's `skip` option: the reason when the sample data is missing, else false. */
export const withoutShared: string | false = existsSync(root) ? false : 'the sample data ../shared/data is not here';
