import assert from 'node:assert/strict';
import { test } from 'node:test';
import { histogramOf } from '../../../src/inference/measure/histogram.ts';
import { smallChest } from '../../support/small-chest.ts';

test('every voxel of the lungs is counted once by its attenuation, and those of findings again', () => {
  const { volume, lungs, findings } = smallChest('5', [[1, 0.5, 40, 20]]);
  const hu = volume.hu.slice();
  const [first, second] = [lungs.indexOf(1), lungs.indexOf(2)];
  hu[first] = -3024;
  hu[second] = 3000;
  const { fromHu, binHu, ...counts } = histogramOf(hu, lungs, findings);
  const expected = {
    lung: new Map<number, number>(),
    ggo: new Map<number, number>(),
    consolidation: new Map<number, number>(),
  };
  const last = counts.lung.length - 1;
  lungs.forEach((lung, i) => {
    if (lung === 0) return;
    const bin = Math.min(last, Math.max(0, Math.floor((hu[i]! - fromHu) / binHu)));
    const keys =
      findings[i] === 0 ? (['lung'] as const) : (['lung', findings[i] === 1 ? 'ggo' : 'consolidation'] as const);
    for (const key of keys) expected[key].set(bin, (expected[key].get(bin) ?? 0) + 1);
  });
  for (const key of ['lung', 'ggo', 'consolidation'] as const) {
    assert.ok(expected[key].size > 1, key);
    assert.deepEqual(
      counts[key],
      counts[key].map((_, bin) => expected[key].get(bin) ?? 0),
    );
  }
  assert.ok(counts.lung[0]! >= 1 && counts.lung[last]! >= 1, 'what lies beyond the ends counts in them');
});
