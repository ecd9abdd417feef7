import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { REGIONS } from '../../src/inference/measure/measurements.ts';
import { phantomFolder, type PhantomFolder } from '../../src/tools/phantom/phantom.ts';
import { lungtrace } from '../support/command-line.ts';
import { tinyModels } from '../support/tiny-models.ts';

let models: Awaited<ReturnType<typeof tinyModels>>;
let phantom: PhantomFolder;
let healthy: PhantomFolder;
let out: string;

before(async () => {
  models = await tinyModels();
  phantom = await phantomFolder({ shape: [30, 128, 128] });
  healthy = await phantomFolder({ shape: [30, 128, 128], lesionScale: 0, patientId: 'PHANTOM-2' });
  out = await mkdtemp(join(tmpdir(), 'lungtrace-out-'));
});
after(async () => {
  await Promise.all([models.remove(), phantom.remove(), healthy.remove(), rm(out, { recursive: true })]);
});

const network = () => ['--models', models.path, '--provider', 'cpu'];

test('analyze writes SEG, SR, measurements and a picture, and prints one JSON document', async () => {
  const folder = join(out, 'full');
  const { code, stdout, stderr } = await lungtrace('analyze', phantom.path, '--out', folder, '--json', ...network());
  assert.equal(code, 0, stderr);
  const document = JSON.parse(stdout);
  const files = await readdir(folder);
  assert.deepEqual(files.sort(), [
    'infection.seg.dcm',
    'key-slices.ko.dcm',
    'lungs.seg.dcm',
    'measurements.json',
    'montage.png',
    'report.sr.dcm',
  ]);
  assert.deepEqual(JSON.parse(await readFile(join(folder, 'measurements.json'), 'utf8')), document);
  assert.equal(document.series.slices, 30);
  assert.equal(document.series.patientId, 'PHANTOM-1');
  assert.deepEqual(Object.keys(document.regions), [...REGIONS]);
  assert.equal(document.slices.length, 30);
  assert.ok(document.slices[0].z > document.slices[29].z, 'slices go from head to foot');
  const stages = ['read', 'decode', 'lungs', 'infection', 'findings', 'measure', 'seg', 'sr', 'total'];
  assert.deepEqual(Object.keys(document.timingsMs), stages);
  for (const stage of stages) assert.ok(document.timingsMs[stage] >= 0, stage);
});

test('a second run into the same folder writes the same objects under the same UIDs', async () => {
  const folder = join(out, 'again');
  const uids = async () => {
    const { stdout } = await lungtrace('analyze', phantom.path, '--out', folder, '--json', ...network());
    return JSON.parse(stdout).artefacts.map((artefact: { sopInstanceUid: string }) => artefact.sopInstanceUid);
  };
  assert.deepEqual(await uids(), await uids());
});

test('a SEG of an earlier run is removed when nothing is infected any more, or when the lungs are not wanted', async () => {
  const folder = join(out, 'replaced');
  await lungtrace('analyze', phantom.path, '--out', folder, ...network());
  await lungtrace('analyze', phantom.path, '--out', folder, '--no-lungs-seg', ...network());
  assert.ok(!(await readdir(folder)).includes('lungs.seg.dcm'));
});

test('input that is not a chest CT is refused with code and reason, exit code 3', async () => {
  const folder = await mkdtemp(join(out, 'no-dicom-'));
  await writeFile(join(folder, 'notes.txt'), 'no DICOM here');
  const { code, stdout } = await lungtrace('analyze', folder, '--out', join(out, 'x'), '--json', ...network());
  assert.equal(code, 3);
  const { refused } = JSON.parse(stdout);
  assert.equal(refused.code, 'NOT_DICOM');
  assert.match(refused.message, /notes\.txt/);
});

test('files of two studies are refused, because their results would be mixed up', async () => {
  const { code, stdout } = await lungtrace(
    'analyze',
    phantom.path,
    healthy.path,
    '--out',
    join(out, 'x'),
    '--json',
    ...network(),
  );
  assert.equal(code, 3);
  assert.equal(JSON.parse(stdout).refused.code, 'SEVERAL_STUDIES');
});

test('wrong usage ends with 2 and an explanation on stderr only', async () => {
  for (const args of [['analyze'], ['analyze', phantom.path], ['analyse'], ['analyze', phantom.path, '--out']]) {
    const { code, stdout, stderr } = await lungtrace(...args);
    assert.equal(code, 2, args.join(' '));
    assert.equal(stdout, '');
    assert.notEqual(stderr, '');
  }
});

test('a path that does not exist is wrong usage of every command, and is named in one sentence', async () => {
  for (const args of [
    ['analyze', '/does/not/exist', '--out', join(out, 'x'), ...network()],
    ['bench', '/does/not/exist', ...network()],
    ['demo', '/does/not/exist'],
    ['evaluate', '--data', '/does/not/exist', ...network()],
    ['evaluate', '--maps', out, '--gt', '/does/not/exist', ...network()],
    ['evaluate', '--ct', '/does/not/exist', '--labels', out, ...network()],
  ]) {
    const { code, stdout, stderr } = await lungtrace(...args);
    assert.deepEqual([code, stdout], [2, ''], args.join(' '));
    assert.match(
      stderr,
      /^lungtrace: \/does\/not\/exist does not exist, or may not be read\. Name a .* that exists\.\n$/,
    );
  }
});

test('a folder for the results that cannot be written is wrong usage, before anything is analysed', async () => {
  const file = join(out, 'file');
  await writeFile(file, '');
  const { code, stdout, stderr } = await lungtrace('analyze', phantom.path, '--out', join(file, 'x'), ...network());
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /^lungtrace: Nothing can be written into .*file\/x: ENOTDIR\. Name another folder\.\n$/);
});

test('without --json a table is printed, its columns apart and no space behind them, and nothing on stderr, whatever providers lack', async () => {
  const folder = join(out, 'table');
  const { code, stdout, stderr } = await lungtrace('analyze', phantom.path, '--out', folder, '--models', models.path);
  assert.deepEqual([code, stderr], [0, '']);
  assert.doesNotMatch(stdout, / $/m);
  const lines = stdout.split('\n');
  const head = lines.findIndex((line) => line.includes('lung ml'));
  const rows = lines.slice(head + 1, head + 1 + REGIONS.length);
  for (const row of rows) assert.match(row, /^ {0,2}\w+( \w+)?( {3,}(\d+(\.\d)?|<\d+(\.\d)?|–))+$/);
  const lengths = new Set([lines[head], ...rows].map((row) => row?.length));
  assert.equal(lengths.size, 1, 'the last column ends at one place');
});

test('every command has help', async () => {
  for (const command of ['analyze', 'evaluate', 'bench']) {
    const { code, stdout } = await lungtrace(command, '--help');
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`Usage: lungtrace ${command}`));
  }
});
