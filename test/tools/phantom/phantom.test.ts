import assert from 'node:assert/strict';
import test from 'node:test';
import { makePhantom, type Phantom } from '../../../src/tools/phantom/phantom.ts';
import { CONSOLIDATION, GROUND_GLASS_OPACITY, LEFT_LUNG, RIGHT_LUNG } from '../../../src/volume/volume.ts';
import { countWhere } from '../../support/masks.ts';
import { ORIENTATIONS } from '../../support/orientations.ts';

const SHAPE = [48, 112, 112] as const;
const phantom = makePhantom({ shape: SHAPE });

/** Median attenuation where the voxels fit, HU. */
function medianHu({ volume }: Phantom, fits: (i: number) => boolean): number {
  const values = volume.hu.filter((_, i) => fits(i)).sort();
  return values[values.length >> 1]!;
}

test('the same options give the same phantom, another seed gives another', () => {
  const again = makePhantom({ shape: SHAPE });
  assert.deepEqual(again.volume, phantom.volume);
  assert.deepEqual(again.findings, phantom.findings);
  const other = makePhantom({ shape: SHAPE, seed: 2 });
  assert.notDeepEqual(other.volume.hu, phantom.volume.hu);
  assert.notEqual(other.volume.slices[0]?.sopInstanceUid, phantom.volume.slices[0]?.sopInstanceUid);
});

test('lesions of both kinds lie in both lungs and nowhere else', () => {
  const { lungs, findings } = phantom;
  for (const side of [RIGHT_LUNG, LEFT_LUNG])
    for (const finding of [GROUND_GLASS_OPACITY, CONSOLIDATION])
      assert.ok(countWhere(findings, (value, i) => value === finding && lungs[i] === side) > 50);
  assert.equal(
    countWhere(findings, (value, i) => value !== 0 && lungs[i] === 0),
    0,
  );
});

test('tissues have the attenuation of real CT', () => {
  const { lungs, findings } = phantom;
  const healthy = medianHu(phantom, (i) => lungs[i] !== 0 && findings[i] === 0);
  const opacity = medianHu(phantom, (i) => findings[i] === GROUND_GLASS_OPACITY);
  const consolidation = medianHu(phantom, (i) => findings[i] === CONSOLIDATION);
  assert.ok(healthy > -880 && healthy < -820, `healthy lung ${healthy} HU`);
  assert.ok(opacity > -620 && opacity < -500, `ground-glass opacity ${opacity} HU`);
  assert.ok(consolidation > -20 && consolidation < 60, `consolidation ${consolidation} HU`);
});

test('timepoints differ only in their lesions', () => {
  const later = makePhantom({ shape: SHAPE, lesionScale: 1.2 });
  const healthy = makePhantom({ shape: SHAPE, lesionScale: 0 });
  const infected = (findings: Uint8Array): number => countWhere(findings, (value) => value !== 0);
  assert.deepEqual(later.lungs, phantom.lungs);
  assert.equal(infected(healthy.findings), 0);
  assert.ok(infected(later.findings) > 1.3 * infected(phantom.findings));
  const [slices, rows, columns] = SHAPE;
  const first = phantom.volume.hu.subarray(0, (slices / 6) * rows * columns);
  assert.deepEqual(later.volume.hu.subarray(0, first.length), first);
});

for (const [name, orientation] of Object.entries(ORIENTATIONS))
  test(`the right lung lies at smaller x of the patient and the head at slice 0 (${name})`, () => {
    const { lungs, volume } = makePhantom({ shape: [24, 64, 60], ...orientation });
    const { origin, columnAxis, rowAxis, sliceAxis, spacing, shape } = volume.geometry;
    const across = { [RIGHT_LUNG]: 0, [LEFT_LUNG]: 0 };
    lungs.forEach((side, i) => {
      if (side !== RIGHT_LUNG && side !== LEFT_LUNG) return;
      const [x, y, z] = [i % shape[2], Math.floor(i / shape[2]) % shape[1], Math.floor(i / shape[1] / shape[2])];
      across[side] +=
        origin[0] + columnAxis[0] * x * spacing[2] + rowAxis[0] * y * spacing[1] + sliceAxis[0] * z * spacing[0];
    });
    assert.ok(across[RIGHT_LUNG] < 0 && across[LEFT_LUNG] > 0);
    assert.ok(sliceAxis[2] < 0);
  });

test('a chest without its left lung has no left lung', () => {
  const { lungs } = makePhantom({ shape: [24, 64, 64], present: ['right'] });
  assert.ok(countWhere(lungs, (side) => side === RIGHT_LUNG) > 0);
  assert.equal(
    countWhere(lungs, (side) => side === LEFT_LUNG),
    0,
  );
});
