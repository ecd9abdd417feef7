import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MODELS_FOLDER } from '../../src/cli/network.ts';
import { analyseVolume } from '../../src/inference/analyse-volume.ts';
import { bySize, labelComponents, labelsOf } from '../../src/inference/components.ts';
import { openNetwork } from '../../src/inference/network/network.ts';
import { makePhantom } from '../../src/tools/phantom/phantom.ts';

/** Parts of the truth smaller than this are crumbs at the edge of a lesion, ml. */
const LESION_ML = 5;

test('the trained network finds every lesion of the phantom and marks little else as infected', async () => {
  const { volume, findings: truth } = makePhantom();
  const network = await openNetwork(MODELS_FOLDER, ['cpu']);
  const { findings } = await analyseVolume(volume, network);
  await network.session.release();

  const [z, y, x] = volume.geometry.spacing;
  const voxelMl = (z * y * x) / 1000;
  const lesions = labelComponents(
    truth.map((label) => (label === 0 ? 0 : 1)),
    volume.geometry.shape,
  );
  const labels = labelsOf(lesions, truth.length);
  const found = new Map<number, number>();
  let infected = 0;
  let right = 0;
  findings.forEach((label, voxel) => {
    if (label === 0) return;
    infected++;
    if (truth[voxel] !== 0) right++;
    const lesion = labels[voxel]!;
    found.set(lesion, (found.get(lesion) ?? 0) + 1);
  });
  const large = bySize(lesions).filter((lesion) => lesions.sizes[lesion]! * voxelMl >= LESION_ML);
  assert.ok(large.length >= 4, `the phantom has ${large.length} lesions`);
  for (const lesion of large) {
    const share = (found.get(lesion) ?? 0) / lesions.sizes[lesion]!;
    assert.ok(share >= 0.3, `only ${(share * 100).toFixed(0)} % of lesion ${lesion} was found`);
  }
  assert.ok(right / infected >= 0.8, `only ${((right / infected) * 100).toFixed(0)} % of what was found is a lesion`);
});
