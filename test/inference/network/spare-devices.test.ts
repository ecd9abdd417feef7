import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { analyseVolume } from '../../../src/inference/analyse-volume.ts';
import { type Network, openNetwork } from '../../../src/inference/network/network.ts';
import type { InferenceSession } from '../../../src/inference/network/session.ts';
import { makePhantom } from '../../../src/tools/phantom/phantom.ts';
import { tinyModels } from '../../support/tiny-models.ts';

const { volume } = makePhantom({ shape: [24, 96, 96] });
const copy = () => ({ ...volume, hu: volume.hu.slice() });

suite('a device that fails', () => {
  let models: Awaited<ReturnType<typeof tinyModels>>;
  let network: Network;
  before(async () => {
    models = await tinyModels();
    network = await openNetwork(models.path, ['cpu']);
  });
  after(async () => {
    await network.session.release();
    await models.remove();
  });

  /** Runs as the CPU does until its `lastBatch`, then is lost, as a GPU whose driver was reset. */
  function lost(device: string, lastBatch: number): InferenceSession {
    let batches = 0;
    const run: InferenceSession['run'] = (images, n) =>
      batches++ < lastBatch ? network.session.run(images, n) : Promise.reject(new Error(`${device} is lost`));
    return { ...network.session, device, batchSize: 4, run };
  }

  test('in the middle of a study leaves the whole study to the next provider, and the result names both', async () => {
    const expected = await analyseVolume(copy(), network);
    assert.deepEqual([expected.device, expected.failedDevices], ['cpu', []]);
    let released = 0;
    const opened: (readonly string[])[] = [];
    const openSpare = async (failed: readonly string[]) => {
      opened.push(failed);
      const spare = failed.includes('webgpu') ? network.session : lost('webgpu', 1);
      return {
        ...spare,
        release: async () => {
          released++;
        },
      };
    };
    const analysis = await analyseVolume(copy(), { ...network, session: lost('cuda', 2), openSpare });
    assert.equal(analysis.device, 'cpu');
    assert.deepEqual(analysis.failedDevices, [
      { device: 'cuda', reason: 'Error: cuda is lost' },
      { device: 'webgpu', reason: 'Error: webgpu is lost' },
    ]);
    assert.deepEqual(opened, [['cuda'], ['cuda', 'webgpu']]);
    assert.equal(released, 2, 'spares are for one study');
    assert.deepEqual(analysis.findings, expected.findings);
    assert.deepEqual(analysis.measurements, expected.measurements);
  });

  test('as the last of the list fails the study with its reason', async () => {
    const alone: Network = { ...network, session: lost('cuda', 1), openSpare: async () => undefined };
    await assert.rejects(analyseVolume(copy(), alone), /cuda is lost/);
    assert.equal(await network.openSpare?.(['cpu']), undefined);
    const spare = await network.openSpare?.([]);
    assert.equal(spare?.device, 'cpu');
    await spare.release();
  });

  test('does not look for another when the analysis is to end', async () => {
    const abort = new AbortController();
    const session = lost('cuda', 1);
    const run: InferenceSession['run'] = (images, n) => {
      abort.abort(new Error('enough'));
      return session.run(images, n);
    };
    const openSpare = () => assert.fail('no spare is needed');
    const stopped = { ...network, session: { ...session, run }, openSpare };
    await assert.rejects(analyseVolume(copy(), stopped, { signal: abort.signal }), /enough/);
  });
});
