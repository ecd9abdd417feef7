import assert from 'node:assert/strict';
import test from 'node:test';
import { segmentLungs } from '../../../src/inference/lungs/segment.ts';
import { makePhantom } from '../../../src/tools/phantom/phantom.ts';
import type { PhantomOptions } from '../../../src/tools/phantom/options.ts';
import { CONSOLIDATION, LEFT_LUNG, RIGHT_LUNG } from '../../../src/volume/volume.ts';
import { countWhere, dice } from '../../support/masks.ts';
import { ORIENTATIONS } from '../../support/orientations.ts';

const SHAPE = [56, 128, 128] as const;
const { axial, prone, mirrored, oblique } = ORIENTATIONS;

const CHESTS: Record<string, Partial<PhantomOptions>> = {
  'stored as scanners do': { shape: SHAPE, ...axial },
  'stored prone': { shape: SHAPE, ...prone },
  'stored mirrored': { shape: SHAPE, ...mirrored },
  'oblique to the patient': { shape: SHAPE, ...oblique },
  'of another patient, with larger lesions': { shape: SHAPE, seed: 7, lesionScale: 1.2 },
  'with 5 mm slices': { shape: [50, 128, 128], spacing: [5, 2.9, 2.9] },
  'with 1 mm slices': { shape: [240, 96, 96], spacing: [1, 3.8, 3.8] },
  'with small pixels': { shape: [25, 400, 400], spacing: [10, 0.92, 0.92] },
  'of an odd size': { shape: [47, 131, 173] },
};

for (const [name, options] of Object.entries(CHESTS))
  test(`both lungs of a chest ${name} agree with the truth (Dice >= 0.97), never swapped`, () => {
    const { volume, lungs } = makePhantom(options);
    const found = segmentLungs(volume);
    for (const side of [RIGHT_LUNG, LEFT_LUNG]) {
      const agreement = dice(found, lungs, side);
      assert.ok(agreement >= 0.97, `Dice of lung ${side} is ${agreement}`);
    }
    assert.equal(
      countWhere(found, (side, i) => side !== 0 && lungs[i] !== 0 && side !== lungs[i]),
      0,
    );
  });

test('consolidation at the rib cage and inside belongs to the lung', () => {
  const { volume, findings } = makePhantom({ shape: SHAPE });
  const found = segmentLungs(volume);
  const consolidation = countWhere(findings, (finding) => finding === CONSOLIDATION);
  const inside = countWhere(findings, (finding, i) => finding === CONSOLIDATION && found[i] !== 0);
  assert.ok(inside >= 0.85 * consolidation, `${inside} of ${consolidation} voxels`);
});

test('trachea, main bronchi, gas in the stomach and the hollow couch are not lung', () => {
  const { volume, lungs } = makePhantom({ shape: SHAPE });
  const found = segmentLungs(volume);
  const gas = countWhere(lungs, (side, i) => side === 0 && volume.hu[i]! < -850);
  const taken = countWhere(lungs, (side, i) => side === 0 && volume.hu[i]! < -850 && found[i] !== 0);
  assert.ok(gas > 5000);
  assert.ok(taken <= 0.0005 * gas, `${taken} of ${gas} voxels`);
});

for (const present of ['right', 'left'] as const)
  test(`a single ${present} lung is found as such`, () => {
    const { volume, lungs } = makePhantom({ shape: SHAPE, present: [present] });
    const found = segmentLungs(volume);
    const [here, gone] = present === 'right' ? [RIGHT_LUNG, LEFT_LUNG] : [LEFT_LUNG, RIGHT_LUNG];
    // The phantom’s edge lies where lung and tissue share a voxel evenly; radiologists, and so the product, draw outside of it.
    assert.ok(dice(found, lungs, here) >= 0.96, `${dice(found, lungs, here)}`);
    assert.equal(
      countWhere(found, (side) => side === gone),
      0,
    );
  });

test('lungs that touch behind the sternum are separated there', () => {
  const { volume, lungs } = makePhantom({ shape: [56, 200, 200] });
  const [, rows, columns] = volume.geometry.shape;
  // A gap in the septum behind the sternum, eight slices high.
  const middle = columns / 2;
  for (let z = 19; z < 26; z++)
    for (let y = 47; y < 61; y++)
      for (let x = middle - 6; x < middle + 6; x++) {
        const i = (z * rows + y) * columns + x;
        if (volume.hu[i]! < 100 && x !== middle) volume.hu[i] = -840;
      }
  const found = segmentLungs(volume);
  for (const side of [RIGHT_LUNG, LEFT_LUNG]) assert.ok(dice(found, lungs, side) >= 0.97);
  const swapped = countWhere(found, (side, i) => side !== 0 && lungs[i] !== 0 && side !== lungs[i]);
  assert.ok(swapped <= 0.001 * found.length, `${swapped} voxels`);
});

test('the same volume has the same lungs in every run', () => {
  const { volume } = makePhantom({ shape: [40, 96, 96] });
  assert.deepEqual(segmentLungs(volume), segmentLungs(volume));
});

test('a volume without lungs is refused by name', () => {
  const { volume } = makePhantom({ shape: [40, 96, 96], present: [] });
  assert.throws(() => segmentLungs(volume), {
    name: 'RefusalError',
    code: 'NO_LUNGS',
    message: /ml of aerated lung/,
  });
});

for (const hu of [-1024, 0])
  test(`a uniform volume of ${hu} HU is refused by name`, () => {
    const { volume } = makePhantom({ shape: [12, 32, 32] });
    volume.hu.fill(hu);
    assert.throws(() => segmentLungs(volume), { name: 'RefusalError', code: 'NO_LUNGS' });
  });
