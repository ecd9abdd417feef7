import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { MODELS_FOLDER } from '../../src/cli/network.ts';
import type { StudyDetail } from '../../src/db/study-detail.ts';
import { text } from '../../src/dicom/dataset.ts';
import { PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import type { Analysis } from '../../src/inference/analyse-volume.ts';
import { type Network, openNetwork } from '../../src/inference/network/network.ts';
import { analyseFiles, type AnalyzedFiles } from '../../src/service/files/analyse-files.ts';
import { openAnalyser } from '../../src/service/jobs/threaded-analyser.ts';
import { type Demo, startDemo, untilEnded } from '../../src/tools/demo/demo.ts';
import { rocAuc } from '../../src/tools/evaluate/metrics/counts.ts';
import { CONSOLIDATION } from '../../src/volume/volume.ts';
import { iodErrors, output } from '../support/dicom-files.ts';
import { without } from '../support/programs.ts';
import { shared, withoutShared } from '../support/shared.ts';

const SERIES = ['covid-P001', 'cap-001', 'normal-001', 'lowdose-toshiba'] as const;
const skip = withoutShared || without('/usr/sbin/Orthanc', 'dciodvfy', 'dsrdump');

suite('the real chest CT series, with the trained network:', { skip }, () => {
  const decoder = new PixelDecoder();
  const analyzed = new Map<string, AnalyzedFiles>();
  const served = new Map<string, StudyDetail>();
  let folder: string;
  let network: Network;
  let demo: Demo;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lungtrace-real-'));
    network = await openNetwork(MODELS_FOLDER, ['cpu']);
    demo = await startDemo(() => openAnalyser(MODELS_FOLDER, ['cpu']));
    const options = { network, decoder, performedAt: new Date(), lungsSeg: true };
    for (const name of SERIES) {
      analyzed.set(name, await analyseFiles([shared('ct', name)], options));
      served.set(name, await throughOrthanc(demo, name, studyOf(analyzed.get(name))));
    }
  });
  after(async () => {
    await demo?.stop();
    await network?.session.release();
    await decoder.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('folder and PACS give the same measurements and the same objects', () => {
    for (const name of SERIES) {
      const { analysis, artefacts } = analyzed.get(name)!;
      const study = served.get(name)!;
      assert.equal(study.state, 'done', JSON.stringify(study.failures));
      assert.deepEqual(study.analysis?.regions, analysis.measurements.regions, name);
      assert.deepEqual(study.analysis?.slices, analysis.measurements.slices, name);
      assert.deepEqual(study.analysis?.warnings, [], `${name} shows the whole lungs`);
      const uids = (all: readonly { sopInstanceUid: string }[]) =>
        all.map(({ sopInstanceUid }) => sopInstanceUid).sort();
      const own = study.artefacts.filter(({ kind }) => artefacts.some((artefact) => artefact.kind === kind));
      assert.deepEqual(uids(own), uids(artefacts), name);
    }
  });

  test('sending everything again writes nothing new', async () => {
    const instances = async () => (await orthancSays(demo, '/statistics'))['CountInstances'];
    await settled(demo);
    const before = await instances();
    for (const name of SERIES) await throughOrthanc(demo, name, studyOf(analyzed.get(name)));
    await settled(demo);
    assert.equal(await instances(), before);
    for (const name of SERIES) {
      const again = await demo.study(studyOf(analyzed.get(name)));
      assert.equal(again?.analysis?.id, served.get(name)?.analysis?.id, name);
    }
  });

  test('findings never overlap and their union is the infection; dciodvfy finds no error in any SEG or SR', async () => {
    for (const name of SERIES) {
      const { analysis, artefacts } = analyzed.get(name)!;
      assert.ok(isPartition(analysis), name);
      for (const { kind, bytes } of artefacts) {
        const path = join(folder, `${name}.${kind}.dcm`);
        await writeFile(path, bytes);
        assert.deepEqual(await iodErrors(path), [], `${name} ${kind}`);
        if (kind === 'sr') assert.match(await output('dsrdump', path), /Imaging Measurement Report/);
      }
    }
  });

  test('infected slices of covid-P001 are separated from clean ones with an area under the ROC curve of at least 0.95', async () => {
    const labels = JSON.parse(await readFile(shared('ct', 'labels.json'), 'utf8'));
    const infected = new Set<number>(labels['covid-P001'].infected_slices);
    const { slices } = analyzed.get('covid-P001')!.analysis.measurements;
    const auc = rocAuc(
      slices.map(({ infectionScore }) => infectionScore),
      slices.map((_, z) => infected.has(z)),
    );
    assert.ok(auc !== null && auc >= 0.95, `AUC ${auc}`);
  });

  test('healthy lungs stay clean: at most 0.3 % of normal-001 is called infected', () => {
    const { infectedPercent } = analyzed.get('normal-001')!.analysis.measurements.regions.lungs;
    assert.ok(infectedPercent <= 0.3, `${infectedPercent} %`);
  });
});

/** Whether every voxel has one finding or none, and findings lie in the lungs. */
function isPartition({ findings, lungs }: Analysis): boolean {
  return findings.every((label, voxel) => label === 0 || (label <= CONSOLIDATION && lungs[voxel] !== 0));
}

function studyOf(analyzed: AnalyzedFiles | undefined): string {
  return text(analyzed!.analysis.volume.header, 'StudyInstanceUID');
}

async function throughOrthanc(demo: Demo, name: string, studyInstanceUid: string): Promise<StudyDetail> {
  const files = (await readdir(shared('ct', name))).filter((file) => file.endsWith('.dcm')).sort();
  for (const file of files) await demo.orthanc.send(await readFile(shared('ct', name, file)));
  return await untilEnded(demo, studyInstanceUid, files.length, () => {});
}

async function orthancSays(demo: Demo, path: string): Promise<Record<string, unknown>> {
  return (await (await fetch(demo.orthanc.url + path)).json()) as Record<string, unknown>;
}

/** Waits until what was stored last has become stable, was announced, and no job waits or runs. */
async function settled(demo: Demo): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 6000));
  for (;;) {
    const health = (await (await fetch(`${demo.url}/api/health`)).json()) as {
      queue: { waiting: number; running: number };
    };
    if (health.queue.waiting + health.queue.running === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
