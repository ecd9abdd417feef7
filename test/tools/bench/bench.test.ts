import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openSession } from '../../../src/inference/network/onnx.ts';
import type { InferenceSession } from '../../../src/inference/network/session.ts';
import { bench, recordingSession } from '../../../src/tools/bench/bench.ts';
import { phantomFolder } from '../../../src/tools/phantom/phantom.ts';
import { tinyModel } from '../../support/tiny-network.ts';

const phantom = await phantomFolder({ shape: [40, 96, 96] });
const session = await openSession(tinyModel, ['cpu']);
after(async () => {
  await phantom.remove();
  await session.release();
});

test('the bench measures an analysis against the bare network', async () => {
  const result = await bench([phantom.path], { modelSet: 'tiny', model: tinyModel, session }, 1);
  const { total, ...stages } = result.timingsMs;
  assert.deepEqual([result.device, result.slices], ['cpu', 40]);
  assert.equal(result.ratio, total / result.networkMs);
  assert.ok(Math.abs(result.overheadPercent - 100 * (result.ratio - 1)) < 1e-9);
  const sum = Object.values(stages).reduce((all, ms) => all + ms);
  assert.ok(sum > 0.5 * total && sum <= total, `the stages take ${sum} of ${total} ms`);
  assert.ok(result.networkMs > 0);
});

test('a recording repeats the recorded runs as often as asked', async () => {
  const seen: string[] = [];
  const spy: InferenceSession = {
    size: 2,
    device: 'cpu',
    batchSize: 1,
    run: (images, n) => {
      seen.push(`${n}: ${[...images].join(' ')}`);
      images.fill(0);
      return Promise.resolve({ infection: images, consolidation: images, gate: new Float32Array(n) });
    },
    release: () => Promise.resolve(),
  };
  const recording = recordingSession(spy);
  await recording.run(Float32Array.of(1, 2, 3, 4), 1);
  await recording.run(Float32Array.of(5, 6, 7, 8, 9, 10, 11, 12), 2);
  for (let turn = 0; turn < 2; turn++) assert.ok((await recording.replay()) >= 0);
  const once = ['1: 1 2 3 4', '2: 5 6 7 8 9 10 11 12'];
  assert.deepEqual(seen, [...once, ...once, ...once]);
});
