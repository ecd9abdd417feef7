/** `npm run fuzz -- COUNT [SEED]`: tries hostile answers of an archive (test/hard/fuzz.test.ts), as many as one likes. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const [count = '20000', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2);
const { status } = spawnSync(process.execPath, ['--test', 'test/hard/fuzz.test.ts'], {
  cwd: join(import.meta.dirname, '..'),
  stdio: 'inherit',
  env: { ...process.env, FUZZ_INPUTS: count, FUZZ_SEED: seed },
});
process.exitCode = status ?? 1;
