import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { suite, test } from 'node:test';
import { inferVolume } from '../../../src/inference/network/infer.ts';
import { openSession } from '../../../src/inference/network/onnx.ts';
import type { InferenceSession } from '../../../src/inference/network/session.ts';
import type { LungMask, Volume } from '../../../src/volume/volume.ts';
import { tinyModel } from '../../support/tiny-network.ts';
import { syntheticVolume } from '../../support/volumes.ts';

const SHAPE = [7, 40, 48] as const;
const AREA = SHAPE[1] * SHAPE[2];
/** Rows and columns of the lungs and of a solid patch in them. */
const LUNGS = [8, 32, 10, 40] as const;
const PATCH = [12, 18, 14, 22] as const;
const WITH_LUNG = [1, 2, 3, 4, 5];
const WITH_PATCH = [2, 3];

suite('inference over a volume', () => {
  test('finds what the network sees, on the slice and at the pixels where it is', async () => {
    const { volume, lungs } = scene();
    const session = await openSession(tinyModel, ['cpu']);
    const maps = await inferVolume(volume, lungs, session, tinyModel);
    for (let z = 0; z < SHAPE[0]; z++) {
      const patched = WITH_PATCH.includes(z);
      assert.equal(maps.gate[z]! > 0.9, patched, `gate of slice ${z}`);
      assert.equal(at(maps.infection, z, 15, 18) > 200, patched);
      assert.equal(at(maps.consolidation, z, 15, 18) > 200, patched);
      assert.ok(at(maps.infection, z, 25, 18) < 20 && at(maps.infection, z, 15, 32) < 20, `mirror of slice ${z}`);
    }
    await session.release();
  });

  test('has a map of the lungs when the network draws them, and none when it does not', async () => {
    const { volume, lungs } = scene();
    const plain = recorder();
    assert.equal((await inferVolume(volume, lungs, plain, tinyModel)).lung, undefined);
    const drawing: InferenceSession = {
      ...plain,
      run: async (images, n) => ({ ...(await plain.run(images, n)), lung: new Float32Array(n * 64).fill(0.5) }),
    };
    const { lung } = await inferVolume(volume, lungs, drawing, tinyModel);
    assert.equal(at(lung!, 3, 15, 18), 128);
    assert.equal(at(lung!, 0, 15, 18), 0);
  });

  test('returns the same maps for every batch size', async () => {
    const { volume, lungs } = scene();
    const session = await openSession(tinyModel, ['cpu']);
    const inBatchesOf = (batchSize: number) => inferVolume(volume, lungs, { ...session, batchSize }, tinyModel);
    const [one, three, many] = [await inBatchesOf(1), await inBatchesOf(3), await inBatchesOf(64)];
    assert.deepEqual(three, one);
    assert.deepEqual(many, one);
    await session.release();
  });

  test('runs only the slices with lung, prepares the next batch, and reports its progress', async () => {
    const { volume, lungs } = scene();
    const session = recorder(2);
    const progress: string[] = [];
    const onProgress = (done: number, total: number) => progress.push(`${done}/${total}`);
    const maps = await inferVolume(volume, lungs, session, tinyModel, onProgress);
    assert.deepEqual(session.batches, [2, 2, 2], 'the last one is filled up');
    assert.equal(session.most, 2);
    assert.deepEqual(progress, ['2/5', '4/5', '5/5']);
    assert.deepEqual(
      [...maps.gate.keys()].filter((z) => maps.gate[z]! > 0),
      WITH_LUNG,
    );
    for (const z of [0, 6]) assert.ok(maps.infection.subarray(z * AREA, (z + 1) * AREA).every((value) => value === 0));
  });

  test('writes nothing outside the box around the lungs', async () => {
    const { volume, lungs } = scene();
    const maps = await inferVolume(volume, lungs, recorder(), {
      ...tinyModel,
      crop: { marginFraction: 0, minSizeMm: 0 },
    });
    const [top, bottom, left, right] = LUNGS;
    const written = maps.infection.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
    assert.equal(written, WITH_LUNG.length * (bottom - top) * (right - left));
  });

  test('does not call the network when no slice has lung', async () => {
    const { volume } = scene();
    const session = recorder();
    const maps = await inferVolume(volume, new Uint8Array(volume.hu.length), session, tinyModel);
    assert.deepEqual(session.batches, []);
    assert.ok(maps.infection.every((value) => value === 0));
  });

  test('ends with the reason of the signal, after the batches under way and before the next', async () => {
    const { volume, lungs } = scene();
    const session = recorder();
    const abort = new AbortController();
    const enough = () => abort.abort(new Error('enough'));
    const work = inferVolume(volume, lungs, session, tinyModel, enough, abort.signal);
    await assert.rejects(work, /enough/);
    assert.equal(session.under, 0);
    assert.equal(session.batches.length, 2);
  });

  test('fails when the session fails', async () => {
    const { volume, lungs } = scene();
    const session = { ...recorder(), run: () => Promise.reject(new Error('out of memory')) };
    await assert.rejects(inferVolume(volume, lungs, session, tinyModel), /out of memory/);
  });
});

function scene(): { volume: Volume; lungs: LungMask } {
  const volume = syntheticVolume({ shape: SHAPE, spacing: [2, 1, 1] });
  const lungs = new Uint8Array(volume.hu.length);
  volume.hu.fill(-1100);
  for (const z of WITH_LUNG) paint(lungs, z, LUNGS, 1);
  for (const z of WITH_PATCH) paint(volume.hu, z, PATCH, 250);
  return { volume, lungs };
}

function paint(
  voxels: Int16Array | Uint8Array,
  z: number,
  [top, bottom, left, right]: readonly [number, number, number, number],
  value: number,
): void {
  for (let y = top; y < bottom; y++)
    voxels.fill(value, z * AREA + y * SHAPE[2] + left, z * AREA + y * SHAPE[2] + right);
}

function at(map: Uint8Array, z: number, y: number, x: number): number {
  return map[z * AREA + y * SHAPE[2] + x]!;
}

/** A session that answers 1 everywhere and writes down how it was called. */
function recorder(batchSize = 1): InferenceSession & { batches: number[]; under: number; most: number } {
  return {
    size: 8,
    device: 'cpu',
    batchSize,
    batches: [],
    under: 0,
    most: 0,
    async run(_images, n) {
      this.batches.push(n);
      this.most = Math.max(this.most, ++this.under);
      await turn();
      this.under--;
      const map = new Float32Array(n * 64).fill(1);
      return { infection: map, consolidation: map, gate: new Float32Array(n).fill(1) };
    },
    release: () => Promise.resolve(),
  };
}
