import assert from 'node:assert/strict';
import test from 'node:test';
import { limitOf } from '../../../src/inference/measure/repeatability.ts';
import { zoneScore } from '../../../src/inference/measure/zones.ts';
import { measurementsOf, type ZoneMl, type Zones } from '../../support/timepoints.ts';

/** The score of lungs whose right upper zone has a share of infection, percent, and whose other zones have none. */
function scoreOf(percent: number): number {
  const none: ZoneMl = [500, 0, 0, 0];
  const zones: Zones = [[500, 5 * percent, 0, 0], none, none, none, none, none];
  return zoneScore(measurementsOf(zones).regions);
}

test('a zone counts 0 to 5 by <5, 5-25, >25-<50, 50-75 and >75 percent', () => {
  assert.deepEqual(
    [0, 4.9, 5, 25, 25.1, 49.9, 50, 75, 75.1, 100].map((percent) => scoreOf(percent)),
    [0, 1, 2, 2, 3, 3, 4, 4, 5, 5],
  );
});

test('a zone counts nothing below what can be measured', () => {
  const limit = limitOf('rightUpper', 'infected');
  assert.deepEqual(
    [0.001, limit - 0.01, limit].map((percent) => scoreOf(percent)),
    [0, 0, 1],
  );
});

test('the score is the sum over six zones', () => {
  const zones: Zones = [
    [500, 400, 0, 0],
    [500, 100, 50, 0],
    [500, 0, 0, 0],
    [400, 2, 0, 0],
    [400, 8, 0, 0],
    [400, 100, 0, 0],
  ];
  assert.equal(zoneScore(measurementsOf(zones).regions), 5 + 3 + 0 + 0 + 1 + 2);
});
