import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { phantomFolder } from '../../../src/tools/phantom/phantom.ts';
import { lungtrace } from '../../support/command-line.ts';
import { tinyModels } from '../../support/tiny-models.ts';

const models = await tinyModels();
const phantom = await phantomFolder({ shape: [40, 96, 96] });
const folder = await mkdtemp(join(tmpdir(), 'lungtrace-bench-'));
after(async () => {
  await models.remove();
  await phantom.remove();
  await rm(folder, { recursive: true, force: true });
});
const bench = (...options: string[]) =>
  lungtrace('bench', phantom.path, '--models', models.path, '--provider', 'cpu', '--turns', '1', ...options);

test('the bench measures several sizes and several studies at once, each in a process of its own', async () => {
  const [csv, png] = [join(folder, 'runs.csv'), join(folder, 'growth.png')];
  const { code, stdout, stderr } = await bench(
    ...['--growth', '26', '52', '--at-once', '1', '2', '--csv', csv, '--plot', png, '--json'],
  );
  assert.equal(code, 0, stderr);
  const { slices, runs, growth } = JSON.parse(stdout);
  assert.equal(slices, 40);
  const of = (key: string) => runs.map((run: Record<string, number>) => run[key]);
  assert.deepEqual(
    [of('slices'), of('atOnce')],
    [
      [40, 40, 26, 52],
      [1, 2, 1, 1],
    ],
  );
  const [one, two, small, large] = of('peakMemoryMiB') as [number, number, number, number];
  // 26 more slices of 512x512 are 13 MiB of HU alone; two studies at once are two volumes.
  assert.ok(large > small + 13, `${small} and ${large} MiB`);
  assert.ok(two > one, `${one} and ${two} MiB`);
  assert.ok(Math.abs(growth.peakMemoryMiB.slope - (large - small) / 26) < 1e-6);
  for (const { wallMs, processorMs } of runs) assert.ok(wallMs > 0 && processorMs > 0);

  const [headings, ...lines] = (await readFile(csv, 'utf8')).trimEnd().split('\r\n');
  assert.match(headings!, /^series,device,slices,at_once,turn,wall_ms,processor_ms,peak_mib,read_ms,/);
  assert.deepEqual(
    lines.map((line) => line.split(/,(?=\S)/)[0]),
    [phantom.path.split('/').at(-1), phantom.path.split('/').at(-1), '"phantom, 26"', '"phantom, 52"'],
  );
  for (const line of lines) assert.equal(line.split(/,(?=\S)/).length, headings!.split(',').length);
  const { format, width, height } = await sharp(png).metadata();
  assert.deepEqual([format, width, height], ['png', 3 * 840, 680]);
});

test('without numbers of sizes the bench shows stages and the memory of one study', async () => {
  const { code, stdout, stderr } = await bench();
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^40 slices on cpu\n/);
  assert.match(stdout, /whole \/ bare network: [\d.]+/);
  assert.match(
    stdout,
    /\na process +at once +slices .*peak MiB\nlungtrace-phantom-\w+ +1 +40 +[\d.]+ .* 1\.00 +\d{2,3}\n?$/,
  );
  assert.doesNotMatch(stdout, /growth/);
});

test('a study that cannot be analysed ends the bench with the reason', async () => {
  const { code, stdout, stderr } = await bench('--growth', '12');
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /The process that analysed phantom, 12 failed: .*has 12 slices; at least 20 are needed/);
});

test('numbers that are none are wrong usage', async () => {
  for (const options of [
    ['--growth', 'many'],
    ['--at-once', '0'],
    ['--turns', '1.5'],
  ]) {
    const { code, stderr } = await bench(...options);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /whole number from 1 on/);
  }
});
