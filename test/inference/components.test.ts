import assert from 'node:assert/strict';
import test from 'node:test';
import { fillSlices } from '../../src/inference/lungs/body.ts';
import { randomNumbers } from '../support/random.ts';
import { bySize, cellsOf, labelCells, labelComponents, labelsOf, pick } from '../../src/inference/components.ts';

/** A mask from rows of text, slices one after the other. */
function maskOf(...rows: string[]): Uint8Array {
  return Uint8Array.from(rows.join(''), (cell) => (cell === '#' ? 1 : 0));
}

test('cells that share a face are one component, cells that share a corner are two', () => {
  const { sizes } = labelComponents(maskOf('##..', '..#.', '..##', '#...'), [1, 4, 4]);
  assert.deepEqual(sizes.slice(1).toSorted(), [1, 2, 3]);
});

test('branches that meet only further on are one component', () => {
  const { sizes } = labelComponents(maskOf('#.#.#', '#.#.#', '#####'), [1, 3, 5]);
  assert.deepEqual(sizes.slice(1), [11]);
});

test('slices join where they touch, unless slices are taken one by one', () => {
  const mask = maskOf('##', '..', '.#', '##');
  assert.deepEqual(labelComponents(mask, [2, 2, 2]).sizes.slice(1), [5]);
  assert.deepEqual(labelComponents(mask, [2, 2, 2], 'slice').sizes.slice(1), [2, 3]);
});

test('the end of a row and the start of the next are not neighbours', () => {
  assert.deepEqual(labelComponents(maskOf('..#', '#..'), [1, 2, 3]).sizes.slice(1), [1, 1]);
});

test('components are ordered by size and every cell carries the number of its component', () => {
  const components = labelComponents(maskOf('#.##', '#...', '#...'), [1, 3, 4]);
  const [first, second] = bySize(components);
  assert.deepEqual(
    [first!, second!].map((label) => components.sizes[label]),
    [3, 2],
  );
  assert.deepEqual([...labelsOf(components, 12)], [first, 0, second, second, first, 0, 0, 0, first, 0, 0, 0]);
});

test('components are picked by their numbers', () => {
  const mask = maskOf('#.##', '#...', '#...');
  const components = labelComponents(mask, [1, 3, 4]);
  assert.deepEqual(pick(components, [0, 0, 1], 12), maskOf('..##', '....', '....'));
  assert.deepEqual(pick(components, [false, true, true], 12), mask);
});

test('the gaps of a mask have components too', () => {
  const { sizes } = labelComponents(maskOf('#.##', '#...', '####'), [1, 3, 4], 'volume', 0);
  assert.deepEqual(sizes.slice(1), [4]);
});

test('listed cells have the components of their mask', () => {
  const random = randomNumbers(11);
  const shape = [4, 9, 13] as const;
  const mask = Uint8Array.from({ length: 4 * 9 * 13 }, () => (random() < 0.6 ? 1 : 0));
  const cells = Int32Array.from(mask.keys()).filter((cell) => mask[cell] === 1);
  assert.deepEqual(labelCells(cells, shape), labelComponents(mask, shape));
  assert.deepEqual(labelCells(new Int32Array(), shape), labelComponents(new Uint8Array(mask.length), shape));
});

test('the cells of the wanted components are listed in their order', () => {
  const components = labelComponents(maskOf('#.##', '#...', '#...'), [1, 3, 4]);
  assert.deepEqual([...cellsOf(components, [0, 1, 0])], [0, 4, 8]);
  assert.deepEqual([...cellsOf(components, [false, true, true])], [0, 2, 3, 4, 8]);
});

test('what is enclosed in a slice is filled, what opens to its border is not', () => {
  const filled = fillSlices(maskOf('.....', '.###.', '.#.#.', '.###.', '#.#..', '##...'), [1, 6, 5]);
  assert.deepEqual(filled, maskOf('.....', '.###.', '.###.', '.###.', '###..', '##...'));
});
