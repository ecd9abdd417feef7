import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { type OnnxSession, openSession } from '../../../src/inference/network/onnx.ts';
import { evaluateMaps } from '../../../src/tools/evaluate/class-scores.ts';
import { labelledImages } from '../../../src/tools/evaluate/covid-semiseg.ts';
import { evaluateDataSet } from '../../../src/tools/evaluate/data-set.ts';
import { mapOfImage, scanOfImage } from '../../../src/tools/evaluate/image-scan.ts';
import { readGrey } from '../../../src/tools/evaluate/images.ts';
import { paint, writePalette, writePicture } from '../../support/pictures.ts';
import { shared, withoutShared } from '../../support/shared.ts';
import { tinyModel } from '../../support/tiny-network.ts';

/** Class of a pixel: a GGO left above, a consolidation right of the middle; the second image has no consolidation. */
const classOf = (name: string) => (x: number, y: number) =>
  x >= 8 && x < 24 && y >= 6 && y < 20 ? 1 : name === 'a' && x >= 34 && x < 50 && y >= 30 && y < 46 ? 2 : 0;
/** Grey values that the tiny network takes for nothing, GGO and consolidation. */
const GREYS = [40, 166, 240];
const [WIDTH, HEIGHT] = [64, 56];

suite('the labelled data set', () => {
  let root = '';
  let session: OnnxSession;
  const network = () => ({ modelSet: 'tiny-1', model: tinyModel, session });

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'lungtrace-data-set-'));
    session = await openSession(tinyModel, ['cpu']);
    for (const name of ['a', 'b']) await writeImage(root, name);
  });
  after(async () => {
    await session.release();
    await rm(root, { recursive: true });
  });

  for (const split of ['test', 'train'] as const) {
    test(`is scored for infection, each class and their average: ${split}`, async () => {
      const scores = await evaluateDataSet(root, split, network());
      for (const name of ['infection', 'ggo', 'consolidation'] as const) {
        assert.ok(scores[name].at05!.dice > 0.88, `${name}: ${scores[name].at05!.dice}`);
        assert.ok(scores[name].paper!.dice > 0.8, `${name}: ${scores[name].paper!.dice}`);
      }
      assert.deepEqual([scores.infection.images, scores.ggo.images, scores.consolidation.images], [2, 2, 1]);
      assert.equal(scores.consolidation.imagesWithoutClass, 1);
      const mean = (scores.ggo.paper!.dice + scores.consolidation.paper!.dice) / 2;
      assert.ok(Math.abs(scores.average!.paper.dice - mean) < 1e-12);
    });
  }

  test('writes maps of the images’ own size that score the same when they are read back', async () => {
    const out = join(root, 'out');
    const scores = await evaluateDataSet(root, 'test', network(), { out });
    const map = await readGrey(join(out, 'infection/a.png'));
    assert.deepEqual([map.width, map.height], [WIDTH, HEIGHT]);
    const testing = join(root, 'TestingSet');
    assert.deepEqual(await evaluateMaps(join(out, 'infection'), join(testing, 'LungInfection-Test/GT')), {
      infection: scores.infection,
    });
    const ggo = await evaluateMaps(join(out, 'ggo'), join(testing, 'MultiClassInfection-Test/GT-1'));
    assert.deepEqual(ggo.infection, scores.ggo);
  });

  test('draws the best and the worst images', async () => {
    const out = join(root, 'pictures');
    await evaluateDataSet(root, 'test', network(), { out });
    for (const name of ['best.png', 'worst.png']) {
      const { width, height, values } = await readGrey(join(out, name));
      assert.deepEqual([width, height], [2 * 3 * 256, 256 + 28]);
      assert.ok(values.some((value) => value > 100));
    }
  });

  test('never calls a pixel both GGO and consolidation', async () => {
    const out = join(root, 'apart');
    await evaluateDataSet(root, 'test', network(), { out });
    const [ggo, consolidation] = await Promise.all(
      ['ggo', 'consolidation'].map((name) => readGrey(join(out, name, 'a.png'))),
    );
    assert.ok(ggo!.values.includes(255) && consolidation!.values.includes(255));
    ggo!.values.forEach((value, i) => assert.ok(value === 0 || consolidation!.values[i] === 0));
  });

  test('finds nothing in a slice that the gate holds back', async () => {
    const closed = { ...network(), model: { ...tinyModel, thresholds: { ...tinyModel.thresholds, gate: 1 } } };
    const scores = await evaluateDataSet(root, 'test', closed);
    assert.equal(scores.infection.at05?.sensitivity, 0);
    assert.equal(scores.ggo.at05?.sensitivity, 0);
  });
});

suite('a labelled image as a slice', () => {
  const image = paint(5, 3, (x, y) => 50 * y + x);

  test('is transposed to the axial view, and its maps are transposed back', () => {
    const { hu, geometry } = scanOfImage(image);
    assert.deepEqual(geometry.shape, [1, 5, 3]);
    assert.equal(hu[4 * 3 + 2], Math.round(-1100 + (104 * 1360) / 255));
    const back = mapOfImage(
      Uint8Array.from(hu, (value) => Math.round(((value + 1100) * 255) / 1360)),
      image,
    );
    assert.deepEqual(back, image);
  });
});

test(
  'the sample data set has 50 images, 2 without GGO and 11 without consolidation',
  { skip: withoutShared },
  async () => {
    const images = await labelledImages(shared('covid-semiseg'), 'train');
    const truths = await Promise.all(images.map((image) => image.readTruth()));
    assert.equal(truths.length, 50);
    assert.equal(truths.filter(({ infection }) => !infection.values.includes(1)).length, 0);
    assert.equal(truths.filter(({ ggo }) => !ggo!.values.includes(1)).length, 2);
    assert.equal(truths.filter(({ consolidation }) => !consolidation!.values.includes(1)).length, 11);
  },
);

/** Writes an image and its truths into both splits, in the layout of the data set's authors. */
async function writeImage(root: string, name: string): Promise<void> {
  const classes = paint(WIDTH, HEIGHT, classOf(name));
  const only = (...labels: number[]) =>
    paint(WIDTH, HEIGHT, (x, y) => (labels.includes(classOf(name)(x, y)) ? 255 : 0));
  const image = { ...classes, values: classes.values.map((label) => GREYS[label]!) };
  for (const folder of ['TestingSet/LungInfection-Test', 'TrainingSet/LungInfection-Train/Doctor-label']) {
    await writePicture(join(root, folder, 'Imgs', `${name}.jpg`), image);
    await writePicture(join(root, folder, 'GT', `${name}.png`), only(1, 2));
  }
  await writePalette(join(root, 'TrainingSet/MultiClassInfection-Train/GT', `${name}.png`), classes);
  await writePicture(join(root, 'TestingSet/MultiClassInfection-Test/GT-1', `${name}.png`), only(1));
  await writePicture(join(root, 'TestingSet/MultiClassInfection-Test/GT-2', `${name}.png`), only(2));
}
