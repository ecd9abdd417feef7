import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { analyseVolume } from '../../../src/inference/analyse-volume.ts';
import { openNetwork } from '../../../src/inference/network/network.ts';
import { openAnalyser } from '../../../src/service/jobs/threaded-analyser.ts';
import { makePhantom } from '../../../src/tools/phantom/phantom.ts';
import type { Volume } from '../../../src/volume/volume.ts';
import { startedThreads } from '../../support/started-threads.ts';
import { tinyModels } from '../../support/tiny-models.ts';

let models: Awaited<ReturnType<typeof tinyModels>>;
let analyser: Awaited<ReturnType<typeof openAnalyser>>;
const phantom = makePhantom({ shape: [24, 96, 96] });

before(async () => {
  models = await tinyModels();
  analyser = await openAnalyser(models.path, ['cpu']);
});
after(async () => {
  await analyser?.close();
  await models?.remove();
});

/** The phantom's volume with voxels of its own: the analyser takes them over. */
function volume(hu: Int16Array = phantom.volume.hu.slice()): Volume {
  return { ...phantom.volume, hu };
}

test('the thread returns the same analysis as the function, volume included, and reports every stage', async () => {
  const network = await openNetwork(models.path, ['cpu']);
  const expected = await analyseVolume(volume(), network);
  await network.session.release();
  const stages = new Set<string>();
  const analysis = await analyser.analyse(volume(), { onProgress: (stage) => stages.add(stage) });
  assert.deepEqual(analysis.findings, expected.findings);
  assert.deepEqual(analysis.lungs, expected.lungs);
  assert.deepEqual(analysis.measurements, expected.measurements);
  assert.deepEqual(analysis.volume, expected.volume);
  assert.deepEqual([...stages], ['lungs', 'infection', 'findings', 'measure']);
});

test('the process stays responsive while a volume is analysed', async () => {
  let longest = 0;
  let last = performance.now();
  const heart = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  const start = performance.now();
  await analyser.analyse(volume(), {});
  clearInterval(heart);
  const took = performance.now() - start;
  assert.ok(longest < took / 2, `one pause took ${longest.toFixed(0)} of ${took.toFixed(0)} ms`);
});

test('a refusal in the thread is a refusal here, and other analyses continue', async () => {
  const empty = analyser.analyse(volume(new Int16Array(phantom.volume.hu.length).fill(40)), {});
  const good = analyser.analyse(volume(), {});
  await assert.rejects(empty, { name: 'RefusalError', code: 'NO_LUNGS' });
  assert.ok((await good).measurements.regions.lungs.lungMl > 0);
});

test('an analysis that is told to stop ends with an abort error', async () => {
  const stopping = new AbortController();
  const analysis = analyser.analyse(volume(), { signal: stopping.signal });
  await delay(1);
  stopping.abort();
  await assert.rejects(analysis, { name: 'AbortError' });
});

test('a thread that dies fails its analyses; the next ones get one new thread', async () => {
  using started = startedThreads();
  const mortal = await openAnalyser(models.path, ['cpu']);
  try {
    const lost = [mortal.analyse(volume(), {}), mortal.analyse(volume(), {})];
    await delay(1);
    await started.threads[0]!.terminate();
    for (const outcome of await Promise.allSettled(lost)) assert.equal(outcome.status, 'rejected');
    const next = await Promise.all([mortal.analyse(volume(), {}), mortal.analyse(volume(), {})]);
    for (const { measurements } of next) assert.ok(measurements.regions.lungs.lungMl > 0);
    assert.equal(started.threads.length, 2);
  } finally {
    await mortal.close();
  }
});
