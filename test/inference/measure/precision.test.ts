import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { precisionOf, SHARE_METRICS } from '../../../src/inference/measure/precision.ts';
import { intervalOf, limitOf } from '../../../src/inference/measure/repeatability.ts';
import { measured } from '../../support/measured.ts';

suite('how far a number can be trusted', () => {
  test('is said of every share and of its volume, each in its own unit', () => {
    const lungs = measured({ lungMl: 4000, infectedMl: 400, infectedPercent: 10, ggoMl: 400, ggoPercent: 10 });
    const { infectedPercent, infectedMl } = precisionOf({ lungs }).lungs;
    const [{ low, high }, limit] = [intervalOf('lungs', 10), limitOf('lungs', 'infected')];
    assert.deepEqual(infectedPercent, { low, high, limit, belowLimit: false });
    // 1 % of the lungs is 40 ml.
    assert.deepEqual(infectedMl, { low: low * 40, high: high * 40, limit: limit * 40, belowLimit: false });
    assert.deepEqual(SHARE_METRICS, [
      'infectedMl',
      'infectedPercent',
      'ggoMl',
      'ggoPercent',
      'consolidationMl',
      'consolidationPercent',
      'highOpacityPercent',
    ]);
  });

  test('a little is below the limit as share and as volume, nothing at all is not', () => {
    const lungs = measured({ lungMl: 4000, infectedMl: 12, infectedPercent: 0.3 });
    const { infectedPercent, infectedMl, ggoPercent, ggoMl } = precisionOf({ lungs }).lungs;
    assert.deepEqual(
      [infectedPercent, infectedMl, ggoPercent, ggoMl].map((one) => one?.belowLimit),
      [true, true, false, false],
    );
  });

  test('a region without lung has no share that could be trusted', () => {
    const { left } = precisionOf({ left: measured() });
    assert.ok(Object.values(left).every((one) => one === null));
  });
});
