import assert from 'node:assert/strict';
import test from 'node:test';
import { type Region, type RegionMeasurements, REGIONS } from '../../../src/inference/measure/measurements.ts';
import { addingUp, addingUpShares } from '../../../src/inference/measure/rounding.ts';
import { measurementsOf, type ZoneMl, type Zones } from '../../support/timepoints.ts';

/** Numbers from 0 up to 1 (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Lungs with random findings; small ones, for there rounding matters most. */
function randomRegions(seed: number): Readonly<Record<Region, RegionMeasurements>> {
  const random = randomNumbers(seed);
  const some = (): number => (random() < 0.3 ? 0 : random() * random());
  const zone = (): ZoneMl => [300 + 400 * random(), some(), some(), 0];
  return measurementsOf([zone(), zone(), zone(), zone(), zone(), zone()] as Zones).regions;
}

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-6;

test('what people read adds up: findings to the infection, zones to their lung, lungs to both', () => {
  for (let seed = 1; seed <= 2000; seed++) {
    const shown = addingUp(randomRegions(seed));
    for (const region of REGIONS) {
      const { infectedMl, ggoMl, consolidationMl, infectedPercent, ggoPercent, consolidationPercent } = shown[region];
      assert.ok(near(infectedMl, ggoMl + consolidationMl), `${region} of ${seed}: ml`);
      assert.ok(near(infectedPercent, ggoPercent + consolidationPercent), `${region} of ${seed}: %`);
    }
    for (const key of ['lungMl', 'infectedMl', 'ggoMl', 'consolidationMl'] as const) {
      const of = (...regions: Region[]): number => regions.reduce((sum, region) => sum + shown[region][key], 0);
      assert.ok(near(of('lungs'), of('right', 'left')), `${key} of ${seed}`);
      assert.ok(
        near(of('right'), of('rightUpper', 'rightMiddle', 'rightLower')),
        `${key} of the right lung of ${seed}`,
      );
      assert.ok(near(of('left'), of('leftUpper', 'leftMiddle', 'leftLower')), `${key} of the left lung of ${seed}`);
    }
  }
});

test('every number is one of the two nearest to its true value, and none is negative', () => {
  for (let seed = 1; seed <= 2000; seed++) {
    const regions = randomRegions(seed);
    const shown = addingUp(regions);
    for (const region of REGIONS)
      for (const key of [
        'infectedMl',
        'ggoMl',
        'consolidationMl',
        'infectedPercent',
        'ggoPercent',
        'consolidationPercent',
      ] as const) {
        assert.ok(Math.abs(shown[region][key] - regions[region][key]) < 0.1 + 1e-9, `${region} ${key} of ${seed}`);
        assert.ok(shown[region][key] >= 0, `${region} ${key} of ${seed}`);
      }
  }
});

test('the totals are rounded as usual, and so are shares that add up anyway', () => {
  const regions = randomRegions(7);
  assert.equal(addingUp(regions).lungs.infectedMl, Number(regions.lungs.infectedMl.toFixed(1)));
  assert.equal(addingUp(regions).lungs.lungMl, Math.round(regions.lungs.lungMl));
  const shares = { infectedPercent: 12.3, ggoPercent: 10.1, consolidationPercent: 2.2 };
  assert.deepEqual(addingUpShares(shares), shares);
});

test('of two findings the one that rounding wrongs less is rounded the other way', () => {
  const shares = { infectedPercent: 1.74, ggoPercent: 1.66, consolidationPercent: 0.08 };
  assert.deepEqual(addingUpShares(shares), { infectedPercent: 1.7, ggoPercent: 1.6, consolidationPercent: 0.1 });
});
