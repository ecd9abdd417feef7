import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { ModelError } from '../../../src/inference/network/registry.ts';
import { openSession } from '../../../src/inference/network/onnx.ts';
import { startedThreads } from '../../support/started-threads.ts';
import { tinyLungNetwork, tinyModel } from '../../support/tiny-network.ts';

const AREA = 32 * 32;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const near = (actual: number | undefined, expected: number) =>
  assert.ok(Math.abs(actual! - expected) < 1e-5, `${actual} is not ${expected}`);

suite('an ONNX session', () => {
  test('returns the maps and the gate of every slice of a batch', async () => {
    const session = await openSession(tinyModel, ['cpu']);
    const images = new Float32Array(3 * AREA);
    images[AREA + 7] = 0.9;
    images[2 * AREA + 9] = 0.6;
    const { infection, consolidation, gate } = await session.run(images, 3);
    assert.deepEqual([infection.length, consolidation.length, gate.length], [3 * AREA, 3 * AREA, 3]);
    near(infection[AREA + 7], sigmoid(8));
    near(consolidation[AREA + 7], sigmoid(2));
    near(infection[2 * AREA + 9], sigmoid(2));
    near(infection[0], sigmoid(-10));
    near(gate[0], sigmoid(-10));
    near(gate[1], sigmoid(8));
    near(gate[2], sigmoid(2));
    await session.release();
  });

  test('takes the next provider when one is not usable, and states why', async () => {
    const session = await openSession(tinyModel, ['cuda', 'cpu']);
    const tried = [...session.refused.map(({ provider }) => provider), session.device];
    assert.deepEqual(tried, ['cuda', 'cpu'].slice(0, tried.length));
    for (const { reason } of session.refused) assert.ok(reason.length > 0);
    await session.release();
  });

  test('is refused with every reason when no provider runs the network', async () => {
    await assert.rejects(openSession({ ...tinyModel, path: import.meta.filename }, ['cpu']), (error: unknown) => {
      assert.ok(error instanceof ModelError);
      assert.equal(error.reason, 'unusable');
      assert.match(error.message, /onnx\.test\.ts \(cpu: .+\)/);
      return true;
    });
  });

  test('reports a batch that the network refuses and continues with the next', async () => {
    const session = await openSession(tinyModel, ['cpu']);
    await assert.rejects(session.run(new Float32Array(5), 1), /failed on a batch of 1/);
    assert.equal((await session.run(new Float32Array(AREA), 1)).gate.length, 1);
    await session.release();
  });

  test('fails a run after its release instead of waiting forever', async () => {
    const session = await openSession(tinyModel, ['cpu']);
    await session.release();
    await session.release();
    await assert.rejects(session.run(new Float32Array(AREA), 1), /released/);
  });

  test('gives the lungs of a network that draws them, and runs the file for the CPU there', async () => {
    const session = await openSession({ ...tinyModel, cpuPath: tinyLungNetwork }, ['cpu']);
    const { infection, lung } = await session.run(new Float32Array(AREA).fill(0.4), 1);
    near(lung?.[0], 1 - infection[0]!);
    await session.release();
    const plain = await openSession(tinyModel, ['cpu']);
    assert.equal((await plain.run(new Float32Array(AREA), 1)).lung, undefined);
    await plain.release();
  });

  test('takes ownership of the images at once instead of copying them', async () => {
    const session = await openSession(tinyModel, ['cpu']);
    const images = new Float32Array(AREA);
    const output = session.run(images, 1);
    assert.equal(images.length, 0);
    await output;
    await session.release();
  });

  test('keeps runs apart that started at the same time', async () => {
    const session = await openSession(tinyModel, ['cpu']);
    const image = (value: number) => new Float32Array(AREA).fill(value);
    const values = [0.1, 0.5, 0.9, 0.3];
    const outputs = await Promise.all(values.map((value) => session.run(image(value), 1)));
    outputs.forEach(({ gate }, i) => near(gate[0], sigmoid(20 * (values[i]! - 0.5))));
    await session.release();
  });

  test('fails the runs under way when its thread dies, and opens the network again for the next', async () => {
    using started = startedThreads();
    const session = await openSession(tinyModel, ['cpu']);
    void started.threads[0]!.terminate();
    const runs = [1, 2].map(() => session.run(new Float32Array(AREA), 1));
    for (const outcome of await Promise.allSettled(runs))
      assert.match(String(outcome.status === 'rejected' && outcome.reason), /thread of the network ended/);
    assert.equal((await session.run(new Float32Array(AREA), 1)).gate.length, 1);
    assert.equal(started.threads.length, 2);
    await session.release();
  });

  const end = (script: string) => {
    const path = join(import.meta.dirname, 'tiny', script);
    const { status, stdout } = spawnSync(process.execPath, [path], { encoding: 'utf8', timeout: 30_000 });
    return { status, stdout };
  };

  test('leaves the process free to end, though nobody released it', () => {
    assert.deepEqual(end('open-and-leave.ts'), { status: 0, stdout: '1\n' });
  });

  test('lets the process end with its own exit code in the middle of a run', () => {
    assert.deepEqual(end('exit-while-running.ts'), { status: 3, stdout: '' });
  });
});
