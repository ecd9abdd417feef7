import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstSlice, keySlices, keyWeight, spread } from '../../src/report/key-slices.ts';

test('the heaviest candidates are chosen, apart from each other, in order of height', () => {
  const candidates = [0, 0.1, 0.2, 0.5, 0.55, 0.9].map((height, at) => ({
    height,
    weight: [1, 5, 4, 2, 9, 3][at] ?? 0,
  }));
  const heights = (count: number, weight: (c: { weight: number }) => number) =>
    spread(candidates, weight, count, 0.15).map(({ height }) => height);
  assert.deepEqual(
    heights(3, ({ weight }) => weight),
    [0.1, 0.55, 0.9],
  );
  assert.deepEqual(
    heights(9, ({ weight }) => weight),
    [0.1, 0.55, 0.9],
  );
  assert.deepEqual(
    heights(3, () => 0),
    [0, 0.5, 0.9],
  );
});

/** Slices 5 mm apart, head to foot, with lung everywhere, by their infected area. */
function stack(...areas: readonly number[]) {
  return areas.map((infectedMm2, at) => ({
    sopInstanceUid: `${at}`,
    z: -5 * at,
    lungMm2: 9000,
    infectedMm2,
    infectionScore: 0,
  }));
}
const chosen = (...areas: readonly number[]) => keySlices(stack(...areas)).map(({ index }) => index);

test('key slices are the most infected ones, apart from each other, head to foot', () => {
  const areas = Array.from({ length: 41 }, (_, at) => 100 - Math.min(Math.abs(at - 10), Math.abs(at - 31)));
  const five = chosen(...areas);
  assert.equal(five.length, 5);
  assert.ok(five.includes(10) && five.includes(31), five.join(' '));
  assert.ok(
    five.every((at, i) => i === 0 || at - five[i - 1]! >= 4),
    five.join(' '),
  );
  assert.deepEqual(chosen(40, 30, 20), [0, 1, 2]);
});

test('a spike of one slice does not come before a lesion, and is shown where nothing else is infected', () => {
  const lesion = [0, 0, 9000, 0, 0, 0, 0, 0, 80, 90, 85, 0];
  assert.deepEqual(chosen(...lesion).includes(2), false);
  assert.ok(chosen(...lesion).includes(9));
  assert.deepEqual(chosen(0, 0, 70, 0, 0), [2]);
});

test('a healthy lung, and a stack without lung, have no key slice', () => {
  assert.deepEqual(chosen(0, 0, 0), []);
  assert.deepEqual(keySlices(stack(5, 5).map((slice) => ({ ...slice, lungMm2: 0 }))), []);
});

test('the slice to begin with is of a lesion and no spike, and the middle of the lungs where nothing is infected', () => {
  assert.equal(firstSlice(stack(0, 0, 9000, 0, 0, 0, 0, 0, 80, 90, 85, 0)), 9);
  assert.equal(firstSlice(stack(0, 0, 70, 0, 0)), 2);
  assert.equal(firstSlice(stack(0, 0, 0, 0, 0, 0, 0)), 3);
  const lungless = stack(0, 0, 0, 0, 0, 0, 0).map((slice, at) => ({ ...slice, lungMm2: at < 4 ? 0 : 9000 }));
  assert.equal(firstSlice(lungless), 5);
});

test('an image weighs what its slice weighs among those of its own study', () => {
  const weight = keyWeight(
    stack(0, 0, 9000, 0, 80, 90),
    stack(50, 60).map((slice) => ({ ...slice, sopInstanceUid: `other ${slice.sopInstanceUid}` })),
  );
  const of = (sopInstanceUid: string) => weight({ sopInstanceUid });
  assert.deepEqual(['2', '4', '5', 'other 0', 'other 1', 'unknown'].map(of), [0, 80, 90, 50, 60, 0]);
});
