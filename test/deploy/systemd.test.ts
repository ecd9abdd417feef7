import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { without } from '../support/programs.ts';

const PROJECT = join(import.meta.dirname, '../..');
const UNITS = ['lungtrace.service', 'lungtrace-worker@.service'];
/** Tenths of systemd's exposure level, 0 (confined) to 100. */
const EXPOSURE = '15';

for (const unit of UNITS) {
  const unitText = () => readFile(join(PROJECT, 'deploy/systemd', unit), 'utf8');

  test(
    `systemd takes ${unit} without a warning, and finds it confined`,
    { skip: without('systemd-analyze') },
    async (t) => {
      const folder = await mkdtemp(join(tmpdir(), 'lungtrace-systemd-'));
      t.after(() => rm(folder, { recursive: true }));
      const path = join(folder, unit);
      await writeFile(path, (await unitText()).replaceAll('/opt/lungtrace', PROJECT));
      const analyze = promisify(execFile);
      assert.equal((await analyze('systemd-analyze', ['verify', path])).stderr, '');
      await analyze('systemd-analyze', ['security', '--no-pager', '--offline=true', `--threshold=${EXPOSURE}`, path]);
    },
  );

  test(`${unit} sets only variables that docs/operations.md explains, from credentials that it loads`, async () => {
    const text = await unitText();
    const page = await readFile(join(PROJECT, 'docs/operations.md'), 'utf8');
    for (const [, line] of text.matchAll(/^Environment=(.+)$/gm))
      for (const pair of line!.split(' ')) {
        const [name, value] = pair.split('=') as [string, string];
        if (name.endsWith('_FILE'))
          assert.match(text, new RegExp(`^LoadCredential=${value.slice('%d/'.length)}:`, 'm'));
        if (name !== 'NODE_ENV')
          assert.ok(page.includes(`\`${name.replace(/_FILE$/, '')}`), `${name} is not explained`);
      }
  });
}
