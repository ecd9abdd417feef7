import assert from 'node:assert/strict';
import test from 'node:test';
import { coarsen } from '../../../src/inference/lungs/grid.ts';
import { convexHull, fillHull } from '../../../src/inference/lungs/hull.ts';
import { close, cutOut, forEachCell } from '../../../src/inference/lungs/plane.ts';
import { syntheticVolume } from '../../support/volumes.ts';

/** A slice of 40 x 40 cells that holds the label where the cell fits. */
function slice(fits: (y: number, x: number) => boolean, label = 1): Uint8Array {
  return Uint8Array.from({ length: 1600 }, (_, i) => (fits(Math.floor(i / 40), i % 40) ? label : 0));
}

test('cells are about 2 mm and hold the mean of their voxels, also at the edge', () => {
  const volume = syntheticVolume({ shape: [3, 4, 7], spacing: [1, 0.7, 5] });
  volume.hu.forEach((_, i) => (volume.hu[i] = i));
  const grid = coarsen(volume);
  assert.deepEqual(grid.factor, [2, 3, 1]);
  assert.deepEqual(grid.shape, [2, 2, 7]);
  assert.deepEqual(grid.spacing, [2, 0.7 * 3, 5]);
  assert.equal(grid.hu[0], (0 + 7 + 14 + 28 + 35 + 42) / 6);
  assert.equal(grid.hu.at(-1), 83);
});

test('closing fills a slit narrower than twice the radius and leaves a wider one', () => {
  const slit = (width: number): number => {
    const square = slice((y, x) => y > 9 && y < 30 && x > 9 && x < 30 && !(x >= 20 && x < 20 + width && y > 14));
    const closed = close(cutOut(square, 40, 1, 6)!, [1, 1], 3);
    let filled = 0;
    forEachCell(closed, 40, 40, (i) => (filled += square[i] === 0 ? 1 : 0));
    return filled;
  };
  assert.ok(slit(3) >= 0.85 * 3 * 15);
  assert.ok(slit(8) <= 0.2 * 8 * 15);
});

test('closing adds nothing to a disc', () => {
  const disc = slice((y, x) => Math.hypot(y - 20, x - 20) <= 12);
  let added = 0;
  forEachCell(close(cutOut(disc, 40, 1, 6)!, [1, 1], 4), 40, 40, (i) => (added += disc[i] === 0 ? 1 : 0));
  assert.ok(added < 0.03 * Math.PI * 144);
});

test('a label at the edge of the slice keeps its place when it is cut out and put back', () => {
  const corner = slice((y, x) => y < 3 && x > 35, 2);
  const back = new Uint8Array(1600);
  forEachCell(cutOut(corner, 40, 2, 5)!, 40, 40, (i) => (back[i] = 2));
  assert.deepEqual(back, corner);
  assert.equal(cutOut(corner, 40, 1, 5), undefined);
});

test('the hull of a disc with a bite is the disc', () => {
  const isDisc = (y: number, x: number): boolean => Math.hypot(y - 20, x - 20) <= 12;
  const bitten = slice((y, x) => isDisc(y, x) && !(x > 22 && x < 29 && Math.abs(y - 20) < 5));
  const hull = fillHull(convexHull(bitten, 40), 40, 40);
  assert.deepEqual(
    hull,
    slice((y, x) => isDisc(y, x) && hull[y * 40 + x] === 1),
  );
  assert.ok(hull.every((set, i) => set === 1 || bitten[i] === 0));
  assert.equal(hull[20 * 40 + 25], 1);
});

test('hull corners carry the label of their lung', () => {
  const lungs = slice((y, x) => y > 9 && y < 30 && x < 10).map((right, i) => (right ? 1 : i % 40 > 30 ? 2 : 0));
  const corners = convexHull(lungs, 40);
  assert.ok(corners.every(({ x, label }) => label === (x < 10 ? 1 : 2)));
  assert.equal(new Set(corners.map(({ label }) => label)).size, 2);
});
