import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { type PhantomFolder, phantomFolder } from '../../src/tools/phantom/phantom.ts';
import { without } from '../support/programs.ts';
import { tinyModels } from '../support/tiny-models.ts';
import { until } from '../support/until.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
/** A terminal of its own around a command; it goes when this process is killed. */
const TERMINAL = 'import pty, sys; pty.spawn(sys.argv[1:])';

suite('lungtrace demo', { skip: without('Orthanc') }, () => {
  let models: Awaited<ReturnType<typeof tinyModels>>;
  let phantom: PhantomFolder;
  let temporary: string;
  before(async () => {
    [models, phantom] = await Promise.all([tinyModels(), phantomFolder({ shape: [30, 128, 128] })]);
    temporary = await mkdtemp(join(tmpdir(), 'lungtrace-demo-test-'));
  });
  after(() => Promise.all([models.remove(), phantom.remove(), rm(temporary, { recursive: true })]));

  const environment = () => ({
    ...process.env,
    TMPDIR: temporary,
    LUNGTRACE_MODELS_DIR: models.path,
    LUNGTRACE_PROVIDERS: 'cpu',
  });

  test('shows the measurements, every stored object with the report among them, and where to look', async () => {
    const child = spawn(process.execPath, [MAIN, 'demo', phantom.path, '--once'], { env: environment() });
    const words = wordsOf(child);
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 0, words());
    assert.match(words(), /Both lungs +\d+ +\d+\.\d +\d+\.\d /);
    assert.match(words(), /^ {2}Measurements \(structured report\) +2\.25\.\d+ +\d+ KiB$/m);
    assert.match(words(), /^ {2}Report \(PDF\) +2\.25\.\d+ +\d+ KiB$/m);
    assert.match(words(), /^ {2}report +http:\S+\/report\.html$/m);
    assert.deepEqual(await readdir(temporary), []);
  });

  test('ends Orthanc and the service, and removes their files, when its terminal goes', async () => {
    const command = [process.execPath, MAIN, 'demo', phantom.path];
    const terminal = spawn('python3', ['-c', TERMINAL, ...command], { env: environment() });
    const words = wordsOf(terminal);
    const listening = /Orthanc listens on (\S+), lungtrace on (\S+)/;
    await until(() => Promise.resolve(listening.test(words())), 'both listen', 60);
    const [, orthanc = '', service = ''] = listening.exec(words()) ?? [];
    assert.ok(await answers(`${orthanc}/system`));
    terminal.kill('SIGKILL');
    await until(async () => !(await answers(`${orthanc}/system`)), 'Orthanc has ended', 60);
    await until(async () => !(await answers(`${service}/livez`)), 'the service has ended', 60);
    await until(async () => (await readdir(temporary)).length === 0, 'their files are removed', 60);
  });
});

function wordsOf({ stdout, stderr }: ChildProcess): () => string {
  let words = '';
  for (const stream of [stdout, stderr]) stream?.on('data', (chunk: Buffer) => (words += chunk.toString()));
  return () => words;
}

async function answers(url: string): Promise<boolean> {
  return await fetch(url).then(
    (response) => response.body?.cancel().then(() => true) ?? true,
    () => false,
  );
}
