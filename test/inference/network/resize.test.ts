import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { resizeBilinear, resizeRows } from '../../../src/inference/network/resize.ts';

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

  test('reads each row once on the way up, from top to bottom', () => {
    const read: number[] = [];
    const fill = (y: number, row: Float32Array) => {
      read.push(y);
      row.fill(y);
    };
    const rows: number[] = [];
    resizeRows(fill, [3, 1], [6, 1], (_, row) => rows.push(row[0]!));
    assert.deepEqual(rows, [0, 0.25, 0.75, 1.25, 1.75, 2]);
    assert.deepEqual([...new Set(read)], [0, 1, 2]);
    assert.ok(read.length <= 4, 'the last row may be read twice');
  });

  test('stretches a single pixel over everything', () => {
    assert.deepEqual(resized([7], [1, 1], [2, 3]), [7, 7, 7, 7, 7, 7]);
  });
});
