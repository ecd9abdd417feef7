import assert from 'node:assert/strict';
import test from 'node:test';
import { includeInfection } from '../../../src/inference/lungs/include-infection.ts';
import { segmentLungs } from '../../../src/inference/lungs/segment.ts';
import { makePhantom } from '../../../src/tools/phantom/phantom.ts';
import { CONSOLIDATION, LEFT_LUNG, RIGHT_LUNG } from '../../../src/volume/volume.ts';
import { countWhere, dice } from '../../support/masks.ts';

const { volume, lungs, findings } = makePhantom({ shape: [56, 128, 128], lesionScale: 1.2 });

const voxels = Int32Array.from(lungs.keys());
const infected = voxels.filter((voxel) => findings[voxel] !== 0);

/** The lungs as a threshold alone would find them, without their consolidation. */
const aerated = lungs.map((side, i) => (findings[i] === CONSOLIDATION ? 0 : side));

test('missing consolidation is added to its own lung', () => {
  const closed = closedOver(aerated, infected);
  const consolidation = countWhere(findings, (finding) => finding === CONSOLIDATION);
  const back = countWhere(findings, (finding, i) => finding === CONSOLIDATION && closed[i] === lungs[i]);
  assert.ok(back >= 0.93 * consolidation, `${back} of ${consolidation} voxels`);
  assert.equal(
    countWhere(closed, (side, i) => side !== 0 && side !== lungs[i]),
    0,
  );
});

test('lungs are better with the infection than without', () => {
  const found = segmentLungs(volume);
  const closed = closedOver(found, infected);
  for (const side of [RIGHT_LUNG, LEFT_LUNG]) assert.ok(dice(closed, lungs, side) > dice(found, lungs, side));
});

test('infection called in the heart, the liver, the chest wall or outside adds no more than the concavities of the lung', () => {
  const closed = closedOver(lungs, voxels);
  const added = countWhere(closed, (side, i) => side !== 0 && lungs[i] === 0);
  const all = countWhere(lungs, (side) => side !== 0);
  // A rim of one cell is allowed for, which counts in lungs as small as these.
  assert.ok(added < 0.3 * all, `${added} voxels added to ${all}`);
  const [slices, rows, columns] = volume.geometry.shape;
  const centreOfHeart =
    (Math.round(slices * 0.66) * rows + Math.round(rows * 0.42)) * columns + Math.round(columns * 0.57);
  assert.equal(closed[centreOfHeart], 0);
});

test('without infection outside the lungs the mask is unchanged', () => {
  assert.deepEqual(closedOver(lungs, infected), lungs);
});

/** A copy of the lungs, closed over the infection. */
function closedOver(lungs: Uint8Array, infected: Int32Array): Uint8Array {
  const closed = lungs.slice();
  includeInfection(closed, infected, volume);
  return closed;
}
