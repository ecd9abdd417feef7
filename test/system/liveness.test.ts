import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { text } from '../../src/dicom/dataset.ts';
import { writeArtefacts } from '../../src/results/artefacts.ts';
import { freePort, type RunningOrthanc, startOrthanc } from '../../src/tools/demo/orthanc.ts';
import { makePhantom, type Phantom, phantomInstances } from '../../src/tools/phantom/phantom.ts';
import { OPTIONS } from '../support/analyses.ts';
import { truthfulAnalyser } from '../support/phantom-world.ts';
import { without } from '../support/programs.ts';
import { tinyModels } from '../support/tiny-models.ts';
import { longestTurn } from '../support/turns.ts';
import { until } from '../support/until.ts';

const ROOT = join(import.meta.dirname, '../..');

suite('the service as a process of its own', { skip: without('Orthanc') }, () => {
  let dataDir: string;
  let orthanc: RunningOrthanc;
  let models: Awaited<ReturnType<typeof tinyModels>>;
  let service: ChildProcess;
  let url: string;
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lungtrace-liveness-'));
    models = await tinyModels();
    orthanc = await startOrthanc({ stableAge: 1 });
    const port = String(await freePort());
    url = `http://127.0.0.1:${port}`;
    const environment = {
      LUNGTRACE_PORT: port,
      LUNGTRACE_DATA_DIR: dataDir,
      LUNGTRACE_MODELS_DIR: models.path,
      LUNGTRACE_PROVIDERS: 'cpu',
      LUNGTRACE_LOG_LEVEL: 'error',
      LUNGTRACE_POLL_CRON: 'off',
      DICOMWEB_URL: orthanc.dicomwebUrl,
      ORTHANC_URL: orthanc.url,
    };
    const args = ['--import', join(ROOT, 'scripts/liveness-probe.ts'), join(ROOT, 'src/main.ts'), 'serve'];
    const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
    service = spawn(process.execPath, args, { env: { ...process.env, ...environment }, stdio: [...stdio] });
    await until(() => fetch(`${url}/livez`).then(({ ok }) => ok, () => false), 'the service is up', 120); // prettier-ignore
  });
  after(async () => {
    service?.kill('SIGTERM');
    if (service?.exitCode === null) await once(service, 'exit');
    await orthanc?.stop();
    await models?.remove();
    await rm(dataDir, { recursive: true, force: true });
  });

  test('its main thread answers while a study is analysed and five reports are asked for at once', async () => {
    const first = await reported({ shape: [40, 128, 128], studyDate: '20200301' });
    const large = makePhantom({ shape: [60, 256, 256], studyDate: '20200309' });
    const inline = await longestTurn(async () => writeArtefacts(await truth(large), OPTIONS));
    service.send('begin');
    const sent = send(large);
    const reports = Array.from({ length: 5 }, () => fetch(`${url}/api/studies/${first}/report.pdf`));
    assert.deepEqual(
      (await Promise.all(reports)).map(({ status }) => status),
      [200, 200, 200, 200, 200],
    );
    await untilReported(await sent);
    service.send('end');
    const [{ turns }] = (await once(service, 'message')) as [{ turns: number[] }];
    const longest = Math.max(...turns);
    assert.ok(longest < inline / 2, `${longest.toFixed(0)} ms in one turn; SEG and SR take ${inline.toFixed(0)} ms`);
  });

  async function reported(options: Parameters<typeof makePhantom>[0]): Promise<string> {
    const uid = await send(makePhantom(options));
    await untilReported(uid);
    return uid;
  }

  async function send(phantom: Phantom): Promise<string> {
    for (const { bytes } of phantomInstances(phantom)) await orthanc.send(bytes);
    return text(phantom.volume.header, 'StudyInstanceUID');
  }

  async function untilReported(uid: string): Promise<void> {
    const isReported = async () => (await fetch(`${url}/api/studies/${uid}/follow-up`)).status === 200;
    await until(isReported, `study ${uid} has a report`, 300);
  }
});

/** The analysis of a phantom that finds what was put into it. */
async function truth(phantom: Phantom) {
  const series = text(phantom.volume.header, 'SeriesInstanceUID');
  return await truthfulAnalyser(new Map([[series, phantom]])).analyse(phantom.volume, {});
}
