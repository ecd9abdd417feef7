import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { evaluateMaps } from '../../../src/tools/evaluate/class-scores.ts';
import { EvaluationError } from '../../../src/tools/evaluate/images.ts';
import { scoreImage } from '../../../src/tools/evaluate/metrics/score-image.ts';
import { meanScores } from '../../../src/tools/evaluate/metrics/scores.ts';
import { paint, writePicture } from '../../support/pictures.ts';

const disc = (x0: number, y0: number, r: number) => (x: number, y: number) =>
  (x - x0) ** 2 + (y - y0) ** 2 < r * r ? 255 : 0;
const truths = [paint(40, 30, disc(12, 9, 6)), paint(33, 41, disc(20, 30, 9)), paint(28, 28, disc(14, 14, 4))];
const maps = [
  paint(40, 30, disc(14, 9, 6)),
  paint(33, 41, (x, y) => (x * 5 + y) % 256),
  paint(28, 28, disc(14, 15, 5)),
];

suite('scoring maps of a folder', () => {
  let folder = '';
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'lungtrace-maps-'))));
  after(() => rm(folder, { recursive: true }));

  const score = async (name: string, files: Readonly<Record<string, ReturnType<typeof paint>>>) => {
    for (const [file, image] of Object.entries(files)) await writePicture(join(folder, name, file), image);
    return await evaluateMaps(join(folder, name, 'maps'), join(folder, name, 'gt'));
  };

  test('is perfect for perfect maps', async () => {
    const { infection } = await score('perfect', { 'maps/a.png': truths[0]!, 'gt/a.png': truths[0]! });
    assert.equal(infection.at05?.dice, 1);
    assert.equal(infection.at05.sensitivity, 1);
    assert.equal(infection.at05.specificity, 1);
    assert.equal(infection.at05.precision, 1);
    assert.equal(infection.at05.mae, 0);
    assert.equal(infection.paper?.mae, 0);
  });

  test('is the mean over images, whatever the order of the files', async () => {
    const one = await score('one', {
      'maps/a.png': maps[0]!,
      'maps/b.png': maps[1]!,
      'maps/c.png': maps[2]!,
      'gt/a.png': truths[0]!,
      'gt/b.png': truths[1]!,
      'gt/c.png': truths[2]!,
    });
    const other = await score('other', {
      'gt/7.png': truths[2]!,
      'gt/1.png': truths[1]!,
      'gt/0.png': truths[0]!,
      'maps/0.png': maps[0]!,
      'maps/1.png': maps[1]!,
      'maps/7.png': maps[2]!,
    });
    assert.deepEqual(other, one);
    const masks = truths.map((image) => ({ ...image, values: image.values.map((value) => (value > 128 ? 1 : 0)) }));
    const expected = maps.map((map, i) => scoreImage(map, masks[i]!));
    assert.deepEqual(one.infection.paper, meanScores(expected.map(({ paper }) => paper)));
    assert.deepEqual(one.infection.at05, meanScores(expected.map(({ at05 }) => at05)));
    assert.equal(one.infection.images, 3);
  });

  test('leaves out images whose truth is empty and counts them', async () => {
    const empty = paint(10, 10, () => 0);
    const { infection } = await score('empty', {
      'maps/a.png': maps[0]!,
      'gt/a.png': truths[0]!,
      'maps/b.png': paint(10, 10, () => 255),
      'gt/b.png': empty,
    });
    assert.deepEqual(
      infection.at05,
      scoreImage(
        maps[0]!,
        paint(40, 30, (x, y) => disc(12, 9, 6)(x, y) / 255),
      ).at05,
    );
    assert.deepEqual([infection.images, infection.imagesWithoutClass], [1, 1]);
  });

  test('has no numbers when no truth shows anything', async () => {
    const empty = paint(10, 10, () => 0);
    const { infection } = await score('nothing', { 'maps/a.png': empty, 'gt/a.png': empty });
    assert.deepEqual(infection, { paper: null, at05: null, images: 0, imagesWithoutClass: 1 });
  });

  test('counts truth above grey value 128, not at 128', async () => {
    const { infection } = await score('border', {
      'maps/a.png': paint(4, 4, (x) => (x < 2 ? 255 : 0)),
      'gt/a.png': paint(4, 4, (x) => (x < 2 ? 129 : 128)),
    });
    assert.equal(infection.at05?.dice, 1);
  });

  test('resizes a map to the size of its truth', async () => {
    const { infection } = await score('size', {
      'maps/a.png': paint(80, 60, disc(24.5, 18.5, 12)),
      'gt/a.png': truths[0]!,
    });
    assert.ok(infection.at05!.dice > 0.95, String(infection.at05!.dice));
  });

  test('reads maps and truths stored in colour', async () => {
    const grey = truths[0]!;
    const rgb = {
      ...grey,
      values: Uint8Array.from({ length: grey.values.length * 3 }, (_, i) => grey.values[Math.floor(i / 3)]!),
    };
    const { infection } = await score('colour', { 'maps/a.png': rgb, 'gt/a.png': rgb });
    assert.equal(infection.at05?.dice, 1);
  });

  test('refuses a map without a truth and a truth without a map, by name', async () => {
    await assert.rejects(
      score('alone', { 'maps/a.png': maps[0]!, 'maps/b.png': maps[1]!, 'gt/a.png': truths[0]! }),
      mentions('b.png'),
    );
    await assert.rejects(
      score('lost', { 'maps/a.png': maps[0]!, 'gt/a.png': truths[0]!, 'gt/z.png': truths[1]! }),
      mentions('z.png'),
    );
  });

  test('refuses a folder that is missing or holds no image', async () => {
    await assert.rejects(evaluateMaps(join(folder, 'nowhere'), folder), mentions('nowhere'));
    await assert.rejects(evaluateMaps(folder, folder), mentions('holds no PNG'));
  });
});

function mentions(words: string) {
  return (error: unknown) => {
    assert.ok(error instanceof EvaluationError);
    assert.ok(error.message.includes(words), error.message);
    return true;
  };
}
