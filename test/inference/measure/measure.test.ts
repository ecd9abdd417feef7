import assert from 'node:assert/strict';
import test from 'node:test';
import { measure } from '../../../src/inference/measure/measure.ts';
import type { Volume } from '../../../src/volume/volume.ts';

/** Six slices of 1 x 8 voxels of 0.5 x 2 x 2.5 mm3: the right lung in columns 0-3 of all, the left in 4-7 of slices 3-5. */
function example(): { volume: Volume; lungs: Uint8Array; findings: Uint8Array; scores: Float32Array } {
  const volume: Volume = {
    hu: new Int16Array(48).fill(-850),
    geometry: {
      shape: [6, 1, 8],
      spacing: [2.5, 2, 0.5],
      origin: [0, 0, 100],
      columnAxis: [1, 0, 0],
      rowAxis: [0, 1, 0],
      sliceAxis: [0, 0, -1],
      frameOfReferenceUid: '2.25.1',
    },
    slices: Array.from({ length: 6 }, (_, z) => ({
      sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      sopInstanceUid: `2.25.${z}`,
      position: [0, 0, 100 - 2.5 * z],
    })),
    header: {},
  };
  const lungs = Uint8Array.from({ length: 48 }, (_, i) => (i % 8 < 4 ? 1 : i >= 24 ? 2 : 0));
  return { volume, lungs, findings: new Uint8Array(48), scores: new Float32Array(6) };
}

test('volumes come from row spacing x column spacing x slice distance', () => {
  const { volume, lungs, findings, scores } = example();
  const { regions } = measure(volume, { lungs }, findings, scores);
  assert.equal(regions.right.lungMl, (24 * 2.5) / 1000);
  assert.equal(regions.left.lungMl, (12 * 2.5) / 1000);
  assert.equal(regions.lungs.lungMl, (36 * 2.5) / 1000);
});

test('zones are thirds of the height of the lung they belong to', () => {
  const { volume, lungs, findings, scores } = example();
  findings[3 * 8 + 5] = 1;
  const { regions } = measure(volume, { lungs }, findings, scores);
  assert.deepEqual(
    [regions.rightUpper, regions.rightMiddle, regions.rightLower].map((zone) => zone.lungMl),
    [0.02, 0.02, 0.02],
  );
  assert.equal(regions.leftUpper.lungMl, 0.01);
  assert.equal(regions.leftUpper.infectedPercent, 25);
  assert.equal(regions.leftMiddle.infectedPercent, 0);
});

test('infected is ground-glass opacity and consolidation together, high opacity begins at -200 HU', () => {
  const { volume, lungs, findings, scores } = example();
  findings.set([1, 1, 2, 2], 0);
  volume.hu.set([-600, -201, -200, 41], 0);
  const { rightUpper, lungs: both } = measure(volume, { lungs }, findings, scores).regions;
  assert.equal(rightUpper.ggoPercent, 25);
  assert.equal(rightUpper.consolidationPercent, 25);
  assert.equal(rightUpper.infectedPercent, 50);
  assert.equal(rightUpper.highOpacityPercent, 25);
  assert.equal(rightUpper.meanHu, -240);
  assert.equal(both.infectedMl, 0.01);
  assert.equal(both.infectedPercent, 400 / 36);
});

test('an uninfected region has percent 0 and no mean attenuation', () => {
  const { volume, lungs, findings, scores } = example();
  const { lungs: both } = measure(volume, { lungs }, findings, scores).regions;
  assert.equal(both.infectedPercent, 0);
  assert.equal(both.meanHu, null);
});

test('a lung that is missing or lower than three slices measures zero, never NaN', () => {
  const { volume, lungs, findings, scores } = example();
  for (let i = 0; i < lungs.length; i++) if (lungs[i] === 2 || i >= 8) lungs[i] = 0;
  findings[0] = 2;
  const { regions, severityScore } = measure(volume, { lungs }, findings, scores);
  assert.equal(regions.left.lungMl, 0);
  assert.equal(regions.left.infectedPercent, 0);
  assert.equal(regions.rightUpper.infectedPercent, 25);
  assert.equal(regions.rightLower.lungMl, 0);
  assert.equal(severityScore, 2);
});

test('findings outside the lungs are not counted', () => {
  const { volume, lungs, findings, scores } = example();
  findings[4] = 1;
  assert.equal(measure(volume, { lungs }, findings, scores).regions.lungs.infectedMl, 0);
});

test('the slice profile runs head to foot with z along the axis that points to the head', () => {
  const { volume, lungs, findings, scores } = example();
  findings[0] = 1;
  scores[0] = 0.75;
  const { slices } = measure(volume, { lungs }, findings, scores);
  assert.deepEqual(slices[0], {
    sopInstanceUid: '2.25.0',
    z: 100,
    lungMm2: 4,
    infectedMm2: 1,
    infectionScore: 0.75,
  });
  assert.equal(slices[5]?.z, 87.5);
  assert.equal(slices[5]?.lungMm2, 8);
});
