import assert from 'node:assert/strict';
import test from 'node:test';
import { boxAround, cutGrid, cutMask } from '../../../src/inference/lungs/crop.ts';
import { coarsen } from '../../../src/inference/lungs/grid.ts';
import { across } from '../../../src/inference/lungs/sides.ts';
import { syntheticVolume } from '../../support/volumes.ts';

const shape = [2, 6, 9] as const;

function maskWith(...cells: readonly (readonly [z: number, y: number, x: number])[]): Uint8Array {
  const mask = new Uint8Array(2 * 6 * 9);
  for (const [z, y, x] of cells) mask[(z * 6 + y) * 9 + x] = 1;
  return mask;
}

test('the box contains what is set in any slice, with a margin as far as the grid reaches', () => {
  const mask = maskWith([0, 1, 4], [1, 3, 7]);
  assert.deepEqual(boxAround(mask, shape, 0), { first: [0, 1, 4], shape: [2, 3, 4] });
  assert.deepEqual(boxAround(mask, shape, 2), { first: [0, 0, 2], shape: [2, 6, 7] });
});

test('an empty mask has an empty box', () => {
  assert.deepEqual(boxAround(new Uint8Array(108), shape, 0).shape, [2, 0, 0]);
});

test('what is cut out keeps its values and its place in the patient', () => {
  const volume = syntheticVolume({ shape: [2, 6, 9], spacing: [3, 3, 3] });
  volume.hu.forEach((_, i) => (volume.hu[i] = i));
  const grid = coarsen(volume);
  const part = cutGrid(grid, { first: [0, 1, 4], shape: [2, 3, 4] });
  assert.deepEqual([...part.hu.subarray(0, 5)], [13, 14, 15, 16, 22]);
  assert.equal(across(part)(0), across(grid)(13));
  const mask = cutMask(maskWith([1, 3, 7]), shape, { first: [0, 1, 4], shape: [2, 3, 4] });
  assert.equal(mask.indexOf(1), (1 * 3 + 2) * 4 + 3);
});
