import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { paint, writePicture } from '../../support/pictures.ts';

const main = join(import.meta.dirname, '../../../src/main.ts');

suite('lungtrace evaluate', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lungtrace-evaluate-'));
    const truth = paint(30, 20, (x, y) => (x > 10 && y > 10 ? 255 : 0));
    await writePicture(join(folder, 'maps/1.png'), truth);
    await writePicture(join(folder, 'gt/1.png'), truth);
  });
  after(() => rm(folder, { recursive: true }));

  const evaluate = (...args: string[]) =>
    spawnSync(process.execPath, [main, 'evaluate', ...args], { cwd: folder, encoding: 'utf8' });

  test('prints one JSON document and nothing else with --json', () => {
    const { status, stdout } = evaluate('--maps', 'maps', '--gt', 'gt', '--json');
    const { infection } = JSON.parse(stdout) as { infection: { at05: { dice: number }; images: number } };
    assert.deepEqual([status, infection.at05.dice, infection.images], [0, 1, 1]);
  });

  test('prints a table for a person without it', () => {
    const { status, stdout } = evaluate('--maps', 'maps', '--gt', 'gt');
    assert.equal(status, 0);
    assert.match(
      stdout,
      /infection \(1 image\)\n +as in the paper +0\.\d{3}.*\n +at 0\.5 +1\.000 +1\.000 +1\.000 +1\.000/,
    );
  });

  test('reports wrong usage without a mode, with two modes, and with half a pair of options', () => {
    for (const args of [[], ['--maps', 'maps', '--gt', 'gt', '--data', 'x'], ['--maps', 'maps'], ['--ct', 'x']]) {
      const { status, stdout, stderr } = evaluate(...args);
      assert.deepEqual([status, stdout], [2, ''], args.join(' '));
      assert.match(stderr, /Give (one of --data|both)/);
    }
  });

  test('fails with a sentence when a file takes the place of a folder', () => {
    const { status, stderr } = evaluate('--maps', 'maps/1.png', '--gt', 'gt');
    assert.equal(status, 1);
    assert.match(stderr, /^lungtrace: maps\/1\.png cannot be read\. Name a folder with PNG or JPEG images\.$/m);
  });
});
