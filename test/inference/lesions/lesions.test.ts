import assert from 'node:assert/strict';
import test from 'node:test';
import { cellsOf, isLung, type LesionMap, lesionOf, lesionsOf, SIDES } from '../../../src/inference/lesions/lesions.ts';
import { STANDARD_CELLS } from '../../../src/inference/lesions/standard-lung.ts';
import { makePhantom } from '../../../src/tools/phantom/phantom.ts';
import { countRegions } from '../../support/naive-regions.ts';
import { type Lesion, smallChest } from '../../support/small-chest.ts';

function found(lesions: readonly Lesion[], depth?: number): LesionMap {
  const { volume, lungs, findings } = smallChest('1', lesions, depth);
  return lesionsOf(volume.geometry, lungs, findings);
}

test('each connected part of the infection is a lesion, with its volume, centre and zone, the largest first', () => {
  const { lesions, smallerMl } = found([
    [1, 0.8, 18, 0],
    [2, 0.3, 24, 10],
  ]);
  assert.deepEqual(
    lesions.map(({ side, region }) => [side, region]),
    [
      ['left', 'leftUpper'],
      ['right', 'rightLower'],
    ],
  );
  assert.equal(smallerMl, 0);
  const [left, right] = lesions;
  assert.ok(Math.abs(left!.ml / ((4 / 3) * Math.PI * 2.4 ** 3) - 1) < 0.1, `${left!.ml}`);
  assert.ok(Math.abs(right!.ml / ((4 / 3) * Math.PI * 1.8 ** 3) - 1) < 0.1, `${right!.ml}`);
  assert.ok(
    left!.centre.every((mm, axis) => Math.abs(mm - [80, 40, -94][axis]!) < 4),
    `${left!.centre}`,
  );
});

test('together the lesions have the volume of the infection, whatever way the slices are stored', () => {
  for (const options of [{}, { columnAxis: [0, 1, 0], rowAxis: [-1, 0, 0] }, { columnAxis: [-1, 0, 0] }] as const) {
    const phantom = makePhantom({ shape: [28, 96, 96], ...options });
    const { lesions, smallerMl } = lesionsOf(phantom.volume.geometry, phantom.lungs, phantom.findings);
    const sum = lesions.reduce((ml, lesion) => ml + lesion.ml, smallerMl);
    const voxelMl = phantom.volume.geometry.spacing.reduce((product, mm) => product * mm) / 1000;
    const infected = phantom.findings.reduce((count, finding) => count + Number(finding > 0), 0);
    assert.ok(Math.abs(sum - infected * voxelMl) < 1e-6);
    assert.ok(countRegions(phantom).right.infected > 0);
    assert.ok(lesions.some(({ side }) => side === 'right') && lesions.some(({ side }) => side === 'left'));
    for (const { side, centre } of lesions) assert.equal(side, centre[0] < 0 ? 'right' : 'left');
  }
});

test('infection that is cut by the border between the lungs is a lesion in each', () => {
  const { volume, lungs, findings } = smallChest('1', []);
  const [, rows, columns] = volume.geometry.shape;
  for (let x = 0; x < columns; x++) {
    const at = (18 * rows + 37) * columns + x;
    lungs[at] = x < columns / 2 ? 1 : 2;
    findings[at] = 1;
  }
  const { lesions } = lesionsOf(volume.geometry, lungs, findings);
  assert.deepEqual(lesions.map(({ side }) => side).toSorted(), ['left', 'right']);
});

test('a lesion lies in the same cells of the standard lung in a scan with other slices and another position of the table', () => {
  const course: Lesion[] = [[1, 0.6, 22, 0]];
  const coarse = smallChest('1', course, 20);
  const moved = { ...coarse.volume.geometry, origin: [31, -57, 1234.5] as const };
  const maps = [found(course, 60), lesionsOf(moved, coarse.lungs, coarse.findings)];
  const [a, b] = maps.map((map) => cellsOf(map).map((label) => Number(lesionOf(label) === 0)));
  const count = (of: (cell: number) => boolean): number => a!.reduce((sum, _, cell) => sum + Number(of(cell)), 0);
  const [both, first, second] = [
    count((i) => a![i]! + b![i]! === 2),
    count((i) => a![i] === 1),
    count((i) => b![i] === 1),
  ];
  assert.ok(first > 100, `${first}`);
  assert.ok(2 * both > 0.8 * (first + second), `${both} of ${first} and ${second}`);
});

test('a lung fills about as much of the standard lung as of its box, and the cells stay small in the database', () => {
  const map = found([[1, 0.6, 22, 0]]);
  const cells = cellsOf(map);
  assert.equal(cells.length, SIDES.length * STANDARD_CELLS);
  const share = cells.filter(isLung).length / cells.length;
  assert.ok(share > 0.25 && share < 0.6, `${share}`);
  assert.ok(map.cells.length < cells.length / 20, `${map.cells.length}`);
});

test('a lesion of one voxel has a cell, parts below the limit are summed, and healthy lungs have none', () => {
  const { volume, lungs, findings } = smallChest('1', [], 36);
  const [, rows, columns] = volume.geometry.shape;
  findings[(18 * rows + 45) * columns + 30] = 1;
  const { lesions, smallerMl, cells } = lesionsOf(volume.geometry, lungs, findings);
  assert.deepEqual([lesions.length, smallerMl], [1, 0]);
  assert.ok(cellsOf({ cells }).some((label) => lesionOf(label) === 0));
  const thin = lesionsOf({ ...volume.geometry, spacing: [0.5, 4, 4] }, lungs, findings);
  assert.ok(Math.abs(thin.smallerMl - 0.008) < 1e-9);
  assert.deepEqual([thin.lesions, found([]).lesions], [[], []]);
});

test('a lung that was not found has no extent and no cells', () => {
  const { volume, lungs, findings } = smallChest('1', [[2, 0.5, 20, 0]]);
  const one = lungs.map((label) => (label === 1 ? 0 : label));
  const map = lesionsOf(volume.geometry, one, findings);
  assert.equal(map.lungs.right, null);
  assert.ok(
    cellsOf(map)
      .subarray(0, STANDARD_CELLS)
      .every((label) => !isLung(label)),
  );
});
