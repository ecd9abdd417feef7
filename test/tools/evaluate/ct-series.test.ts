import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { PixelDecoder } from '../../../src/dicom/pixels/decoder.ts';
import { type OnnxSession, openSession } from '../../../src/inference/network/onnx.ts';
import { evaluateCt } from '../../../src/tools/evaluate/ct.ts';
import { EvaluationError } from '../../../src/tools/evaluate/images.ts';
import { makePhantom, phantomInstances } from '../../../src/tools/phantom/phantom.ts';
import { tinyModel } from '../../support/tiny-network.ts';

suite('evaluating CT series', () => {
  const phantom = makePhantom({ shape: [48, 96, 96] });
  let root = '';
  let session: OnnxSession;
  let decoder: PixelDecoder;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'lungtrace-ct-'));
    session = await openSession(tinyModel, ['cpu']);
    decoder = new PixelDecoder();
    await mkdir(join(root, 'phantom'));
    await mkdir(join(root, 'text'));
    await writeFile(join(root, 'text/readme.txt'), 'no DICOM');
    for (const [i, { bytes }] of phantomInstances(phantom).entries())
      await writeFile(join(root, 'phantom', `${i}.dcm`), bytes);
  });
  after(async () => {
    await session.release();
    await decoder.close();
    await rm(root, { recursive: true });
  });

  const evaluate = async (labels: unknown) => {
    await writeFile(join(root, 'labels.json'), JSON.stringify(labels));
    return await evaluateCt(
      root,
      join(root, 'labels.json'),
      { modelSet: 'tiny-1', model: tinyModel, session },
      decoder,
    );
  };

  test('scores each folder that can be analysed and names the reason for the others', async () => {
    const { series, modelSet, device } = await evaluate({ phantom: { infected_slices: [20, 21, 22] } });
    assert.deepEqual([modelSet, device], ['tiny-1', 'cpu']);
    assert.deepEqual(Object.keys(series), ['phantom', 'text']);
    const scored = series['phantom']!;
    assert.ok(!('refused' in scored));
    assert.equal(scored.slices, 48);
    assert.ok(scored.infectedPercent > 0);
    assert.ok(scored.auc! >= 0 && scored.auc! <= 1);
    const refused = series['text']!;
    assert.ok('refused' in refused && refused.refused.message.length > 0);
  });

  test('refuses labels of another format, and labels of missing slices', async () => {
    await assert.rejects(evaluate({ phantom: [1, 2] }), EvaluationError);
    await assert.rejects(evaluate({ phantom: { infected_slices: [48] } }), /slice 48/);
  });
});
