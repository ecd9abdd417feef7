import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { resizeBilinear } from '../../src/inference/resize.ts';

const resized = (values: number[], from: [number, number], to: [number, number]) =>
  Array.from(resizeBilinear(Float32Array.from(values), from, to));

suite('resizing', () => {
  test('places pixel centres at halves and repeats the border, as PyTorch does without aligned corners', () => {
    assert.deepEqual(resized([0, 1], [1, 2], [1, 4]), [0, 0.25, 0.75, 1]);
    assert.deepEqual(resized([0, 1], [2, 1], [4, 1]), [0, 0.25, 0.75, 1]);
    assert.deepEqual(resized([0, 1, 2, 3], [1, 4], [1, 2]), [0.5, 2.5]);
  });

  test('mixes rows and columns', () => {
    assert.deepEqual(resized([0, 4, 8, 12], [2, 2], [1, 1]), [6]);
    assert.deepEqual(resized([0, 4, 8, 12], [2, 2], [2, 4]), [0, 1, 3, 4, 8, 9, 11, 12]);
  });

  test('changes nothing at the same size', () => {
    const values = [3, 1, 4, 1, 5, 9];
    assert.deepEqual(resized(values, [2, 3], [2, 3]), values);
  });

  test('stretches a single pixel over everything', () => {
    assert.deepEqual(resized([7], [1, 1], [2, 3]), [7, 7, 7, 7, 7, 7]);
  });
});
