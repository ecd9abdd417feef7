import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { scoreImage } from '../../../src/tools/evaluate/metrics/score-image.ts';
import {
  type BothScores,
  meanScores,
  MEASURES,
  type Picture,
  type Scores,
} from '../../../src/tools/evaluate/metrics/scores.ts';
import { oracle, withoutOracle } from '../../support/oracle.ts';
import { randomNumbers } from '../../support/random.ts';

const picture = (width: number, ...values: number[]): Picture => ({
  width,
  height: values.length / width,
  values: Uint8Array.from(values),
});
const truth = picture(4, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0);
const times = (image: Picture, factor: number) => ({ ...image, values: image.values.map((value) => value * factor) });
const near = (actual: number, expected: number, what: string) =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${what}: ${actual} is not ${expected}`);

suite('the scores of an image', () => {
  test('are 1, and the error 0, for a perfect map at 0.5', () => {
    const { at05 } = scoreImage(times(truth, 255), truth);
    for (const measure of MEASURES) near(at05[measure], measure === 'mae' ? 0 : 1, measure);
  });

  test('are those of a perfect map at 255 of the paper’s thresholds and of a full mask at the 256th, threshold 0', () => {
    const { paper } = scoreImage(times(truth, 255), truth);
    const full = 4 / 16;
    near(paper.dice, (255 + (2 * 4) / (4 + 16)) / 256, 'dice');
    near(paper.sensitivity, 1, 'sensitivity');
    near(paper.specificity, 255 / 256, 'specificity');
    near(paper.precision, (255 + full) / 256, 'precision');
    near(paper.eMeasure, (255 + 0.25) / 256, 'eMeasure');
    near(paper.sMeasure, 1, 'sMeasure');
    near(paper.mae, 0, 'mae');
  });

  test('are 0, and the error 1, for the inverted truth', () => {
    const inverted = { ...truth, values: truth.values.map((value) => 255 - 255 * value) };
    const { at05 } = scoreImage(inverted, truth);
    for (const measure of ['dice', 'sensitivity', 'specificity', 'precision', 'eMeasure'] as const)
      near(at05[measure], 0, measure);
    near(at05.mae, 1, 'mae');
  });

  test('count pixels by hand', () => {
    const mask = picture(4, 0, 0, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0, 0, 0, 0);
    const { at05 } = scoreImage(mask, truth);
    near(at05.dice, 6 / 8, 'dice');
    near(at05.sensitivity, 3 / 4, 'sensitivity');
    near(at05.specificity, 11 / 12, 'specificity');
    near(at05.precision, 3 / 4, 'precision');
    near(at05.mae, 2 / 16, 'mae');
  });

  test('take 128 and above as found at 0.5', () => {
    near(scoreImage(times(truth, 128), truth).at05.dice, 1, 'dice at 128');
    near(scoreImage(times(truth, 127), truth).at05.dice, 0, 'dice at 127');
  });

  test('do not change in the paper’s way when the map is stretched, because the map is stretched first', () => {
    const faint = { ...truth, values: truth.values.map((value) => 40 + 10 * value) };
    const [stretched, perfect] = [scoreImage(faint, truth).paper, scoreImage(times(truth, 255), truth).paper];
    for (const measure of MEASURES) near(stretched[measure], perfect[measure], measure);
  });

  test('count nothing in the paper’s way where no threshold hits', () => {
    const elsewhere = picture(4, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    const { paper } = scoreImage(elsewhere, truth);
    near(paper.dice, (2 * 4) / (4 + 16) / 256, 'dice');
    near(paper.specificity, 0, 'specificity');
    near(paper.sensitivity, 1 / 256, 'sensitivity');
  });

  test('equal those of a second implementation on maps of every kind', { skip: withoutOracle }, async () => {
    const cases = randomCases();
    const expected = await scoredByOracle(cases);
    cases.forEach(([map, mask], n) => {
      const actual = scoreImage(map, mask);
      for (const way of ['paper', 'at05'] as const) {
        for (const measure of MEASURES)
          near(actual[way][measure], expected[n]![way][measure], `case ${n} ${way} ${measure}`);
      }
    });
  });
});

suite('the mean over images', () => {
  test('is the same to the last digit whatever the order', () => {
    const random = randomNumbers(5);
    const scores = Array.from({ length: 31 }, () =>
      Object.fromEntries(MEASURES.map((name) => [name, random()])),
    ) as unknown as Scores[];
    assert.deepEqual(meanScores(scores.toReversed()), meanScores(scores));
  });
});

/** Noise, smooth hills, masks, constants; truths that are empty, full, in a corner or ragged. */
function randomCases(): [map: Picture, truth: Picture][] {
  const random = randomNumbers(11);
  const make = (width: number, height: number, value: (x: number, y: number) => number): Picture => ({
    width,
    height,
    values: Uint8Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width))),
  });
  const maps = (w: number, h: number) => [
    make(w, h, () => random() * 256),
    make(w, h, (x, y) => 230 * Math.exp(-((x - w / 2) ** 2 + (y - h / 3) ** 2) / (w * 2)) + 12),
    make(w, h, (x, y) => (x > w / 3 && y < h / 2 ? 255 : 0)),
    make(w, h, () => 77),
    make(w, h, () => 0),
  ];
  const truths = (w: number, h: number) => [
    make(w, h, () => (random() < 0.3 ? 1 : 0)),
    make(w, h, (x, y) => ((x - w / 2) ** 2 + (y - h / 3) ** 2 < w * 2 ? 1 : 0)),
    make(w, h, (x, y) => (x === w - 1 && y === h - 1 ? 1 : 0)),
    make(w, h, (x) => (x === 0 ? 1 : 0)),
    make(w, h, () => 1),
  ];
  return (
    [
      [24, 17],
      [9, 31],
    ] as const
  ).flatMap(([w, h]) => maps(w, h).flatMap((map) => truths(w, h).map((truth): [Picture, Picture] => [map, truth])));
}

async function scoredByOracle(cases: [Picture, Picture][]): Promise<BothScores[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lungtrace-metrics-'));
  try {
    const question = cases.map(([map, mask]) => ({
      width: map.width,
      height: map.height,
      map: [...map.values],
      truth: [...mask.values],
    }));
    await writeFile(join(folder, 'cases.json'), JSON.stringify(question));
    return (await oracle('metrics.py', join(folder, 'cases.json'))) as BothScores[];
  } finally {
    await rm(folder, { recursive: true });
  }
}
