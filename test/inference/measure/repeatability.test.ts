import assert from 'node:assert/strict';
import test from 'node:test';
import { type Region, REGIONS } from '../../../src/inference/measure/measurements.ts';
import { intervalOf, isBelowLimit, limitOf, type Share } from '../../../src/inference/measure/repeatability.ts';

const SHARES: readonly Share[] = ['infected', 'ggo', 'consolidation', 'highOpacity'];

test('an interval holds its share and stays within 0 and 100 %', () => {
  for (const region of REGIONS)
    for (const percent of [0, 0.01, 3, 50, 99.9, 100]) {
      const { low, high } = intervalOf(region, percent);
      assert.ok(0 <= low && low <= percent && percent <= high && high <= 100, `${region} ${percent}`);
    }
});

test('a smaller region repeats worse', () => {
  const width = (region: Region): number => intervalOf(region, 5).high - intervalOf(region, 5).low;
  assert.ok(width('lungs') < width('left') && width('left') < width('leftLower'));
});

test('what reaches the limit has an interval that does not reach zero', () => {
  for (const region of REGIONS)
    for (const share of SHARES) assert.ok(intervalOf(region, limitOf(region, share)).low > 0, `${region} ${share}`);
});

test('nothing at all is a result, a little is below the limit', () => {
  const limit = limitOf('lungs', 'infected');
  assert.deepEqual(
    [0, 0.001, limit - 0.001, limit, 50].map((percent) => isBelowLimit('lungs', 'infected', percent)),
    [false, true, true, false, false],
  );
});
