import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareTimepoints } from '../../src/followup/compare.ts';
import { doublingTime } from '../../src/followup/doubling.ts';
import { evenly, timepointOf } from '../support/timepoints.ts';

test('what is four times as much after ten days has doubled in five', () => {
  const time = doublingTime(5, 20, 10)!;
  assert.ok(Math.abs(time.days - 5) < 1e-9);
  // 5 % is measured as 3.65 to 6.35 %, 20 % as 14.9 to 25.1 %.
  assert.ok(Math.abs(time.low - (10 * Math.LN2) / Math.log(25.1 / 3.65)) < 1e-9);
  assert.ok(Math.abs(time.high - (10 * Math.LN2) / Math.log(14.9 / 6.35)) < 1e-9);
});

test('growth within repeated measurements, from nothing or in no time has no doubling time', () => {
  assert.equal(doublingTime(10, 12, 7), null);
  assert.equal(doublingTime(0, 12, 7), null);
  assert.equal(doublingTime(5, 20, 0), null);
});

test('only an infection that increases by the limits of the comparison has a doubling time', () => {
  const between = (from: number, to: number, kernel = 'D40s') => {
    const earlier = timepointOf('a', '2026-02-01T00:00:00', evenly(from));
    const acquisition = { sliceDistanceMm: 2, kernel, lungMl: 3000 };
    const current = timepointOf('b', '2026-02-08T00:00:00', evenly(to), { acquisition });
    return compareTimepoints([earlier, current], current)!.doubling;
  };
  assert.ok(Math.abs(between(4, 8)!.days - 7) < 1e-9);
  assert.equal(between(8, 4), null);
  assert.equal(between(0.2, 8), null);
  assert.equal(between(1, 2.4, 'Bl57'), null);
});
