import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { loadModels, ModelError } from '../../../src/inference/network/registry.ts';
import { labelMismatch, type ModelLabel as Label } from '../../../src/inference/network/labels.ts';
import { tinyModel, tinyNetwork } from '../../support/tiny-network.ts';

suite('the model registry', () => {
  let folder = '';
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'lungtrace-models-'))));
  after(() => rm(folder, { recursive: true }));

  const write = async (changes: object = {}, bytes?: Uint8Array) => {
    const network = await readFile(tinyNetwork);
    const sha256 = createHash('sha256').update(network).digest('hex');
    await writeFile(join(folder, 'tiny.onnx'), bytes ?? network);
    await writeFile(
      join(folder, 'models.json'),
      JSON.stringify({ modelSet: 'tiny-1', models: [{ ...tinyModel, sha256, ...changes }] }),
    );
  };

  test('returns the model set with its records and the path of each file', async () => {
    await write();
    const { modelSet, models } = await loadModels(folder);
    assert.equal(modelSet, 'tiny-1');
    assert.equal(models.length, 1);
    assert.equal(models[0]?.path, join(folder, 'tiny.onnx'));
    assert.deepEqual(models[0]?.windowHu, [-1100, 260]);
  });

  test('refuses a file whose hash differs, naming the file, both hashes and what to do', async () => {
    await write({}, new TextEncoder().encode('not the network'));
    await assert.rejects(
      loadModels(folder),
      refusal('changed', /tiny\.onnx has SHA-256 \w{64}.*models\.json says.*Restore/),
    );
  });

  test('gives the path of the network in 8-bit arithmetic, and checks its hash, too', async () => {
    const sha256 = createHash('sha256').update('small').digest('hex');
    await writeFile(join(folder, 'small.onnx'), 'small');
    await write({ cpu: { file: 'small.onnx', sha256 } });
    assert.equal((await loadModels(folder)).models[0]?.cpuPath, join(folder, 'small.onnx'));
    await writeFile(join(folder, 'small.onnx'), 'other');
    await assert.rejects(loadModels(folder), refusal('changed', /small\.onnx has SHA-256/));
  });

  test('refuses a registry whose file is missing', async () => {
    await write({ file: 'absent.onnx' });
    await assert.rejects(loadModels(folder), refusal('missing', /absent\.onnx cannot be read/));
  });

  test('refuses a folder without models.json', async () => {
    await assert.rejects(loadModels(join(folder, 'nowhere')), refusal('missing', /models\.json/));
  });

  test('refuses an invalid field by name', async () => {
    for (const [change, field] of [
      [{ windowHu: [260, -1100] }, /windowHu/],
      [{ thresholds: { infection: 1.5, consolidation: 0.5, gate: 0.5 } }, /thresholds\.infection/],
      [{ file: '../elsewhere.onnx' }, /file/],
    ] as const) {
      await write(change);
      await assert.rejects(loadModels(folder), refusal('invalid', field));
    }
  });

  test('refuses labels that are not the findings of the product, naming the label', async () => {
    const [ggo, consolidation] = tinyModel.labels as [Label, Label];
    for (const [labels, message] of [
      [[ggo], /label 2 \(Consolidation\) is missing/],
      [[ggo, { ...consolidation, name: 'Fibrosis' }], /label 2 is named "Fibrosis", but it is "Consolidation"/],
      [
        [ggo, { ...consolidation, code: { ...consolidation.code, value: '51615001' } }],
        /label 2 \(Consolidation\) has the code value "51615001", but it is "95436008"/,
      ],
      [[ggo, consolidation, { ...ggo, value: 3, name: 'Effusion' }], /label 3 \(Effusion\) is no finding/],
      [
        [
          { ...ggo, value: 2 },
          { ...consolidation, value: 1 },
        ],
        /label 2 is named "Ground glass opacity"/,
      ],
    ] as const) {
      await write({ labels });
      await assert.rejects(loadModels(folder), refusal('invalid', message));
    }
  });

  test('finds the findings in the labels of the models that come with the product', async () => {
    const text = await readFile(join(import.meta.dirname, '../../../models/models.json'), 'utf8');
    const { models } = JSON.parse(text) as { models: readonly { labels: readonly Label[] }[] };
    for (const { labels } of models) assert.equal(labelMismatch(labels), undefined);
  });
});

function refusal(reason: ModelError['reason'], message: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof ModelError);
    assert.equal(error.reason, reason);
    assert.match(error.message, message);
    return true;
  };
}
