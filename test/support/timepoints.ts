import type { Timepoint } from '../../src/followup/timepoint.ts';
import type {
  Measurements,
  Region,
  RegionMeasurements,
  SliceMeasurements,
} from '../../src/inference/measure/measurements.ts';
import { zoneScore } from '../../src/inference/measure/zones.ts';
import { measured } from './measured.ts';

/** Millilitres of a zone: lung, ground-glass opacity, consolidation, high opacity. */
export type ZoneMl = readonly [lung: number, ggo: number, consolidation: number, high: number];
export type Zones = readonly [ZoneMl, ZoneMl, ZoneMl, ZoneMl, ZoneMl, ZoneMl];

/** Measurements made from six zones: right upper, middle, lower, left upper, middle, lower. */
export function measurementsOf(zones: Zones, slices: readonly SliceMeasurements[] = []): Measurements {
  const [ru, rm, rl, lu, lm, ll] = zones;
  const regions: Record<Region, RegionMeasurements> = {
    lungs: regionOf(...zones),
    right: regionOf(ru, rm, rl),
    left: regionOf(lu, lm, ll),
    rightUpper: regionOf(ru),
    rightMiddle: regionOf(rm),
    rightLower: regionOf(rl),
    leftUpper: regionOf(lu),
    leftMiddle: regionOf(lm),
    leftLower: regionOf(ll),
  };
  return { regions, severityScore: zoneScore(regions), slices };
}

function regionOf(...zones: ZoneMl[]): RegionMeasurements {
  const sum = (at: 0 | 1 | 2 | 3): number => zones.reduce((total, zone) => total + zone[at], 0);
  const [lungMl, ggoMl, consolidationMl, highMl] = [sum(0), sum(1), sum(2), sum(3)];
  const infectedMl = ggoMl + consolidationMl;
  const share = (ml: number): number => (lungMl === 0 ? 0 : (ml / lungMl) * 100);
  return measured({
    lungMl,
    infectedMl,
    infectedPercent: share(infectedMl),
    ggoMl,
    ggoPercent: share(ggoMl),
    consolidationMl,
    consolidationPercent: share(consolidationMl),
    highOpacityPercent: share(highMl),
    meanHu: infectedMl === 0 ? null : -450,
  });
}

/** A timepoint of study `name`; every field can be given. */
export function timepointOf(name: string, acquiredAt: string, zones: Zones, more: Partial<Timepoint> = {}): Timepoint {
  const measurements = more.measurements ?? measurementsOf(zones);
  return {
    studyInstanceUid: `1.2.${name}`,
    seriesInstanceUid: `1.2.${name}.1`,
    analysisKey: `analysis-${name}`,
    acquiredAt,
    modelSet: 'infnet-1',
    superseded: false,
    measurements,
    acquisition: { sliceDistanceMm: 2, kernel: 'D40s', lungMl: measurements.regions.lungs.lungMl },
    ...more,
  };
}

/** Six equal zones of 500 ml lung with the given infection in percent of the lungs, `solid` of it consolidation. */
export function evenly(infectedPercent: number, solid = 0): Zones {
  const infected = 5 * infectedPercent;
  const zone: ZoneMl = [500, infected * (1 - solid), infected * solid, infected * solid];
  return [zone, zone, zone, zone, zone, zone];
}

/** Three equal zones of a right lung, and no left one. */
export function withoutLeftLung(zone: ZoneMl): Zones {
  const none: ZoneMl = [0, 0, 0, 0];
  return [zone, zone, zone, none, none, none];
}

/** Five timepoints: outbreak, peak on the third, then going back. Zones in ml, chosen to be reckoned by hand. */
export const FIVE: readonly Timepoint[] = [
  timepointOf('1', '2026-03-01T10:00:00', [
    [500, 0, 0, 0],
    [500, 10, 0, 0],
    [500, 40, 10, 8],
    [400, 0, 0, 0],
    [400, 10, 0, 0],
    [400, 25, 5, 2],
  ]),
  timepointOf('2', '2026-03-05T10:00:00', [
    [500, 10, 0, 0],
    [500, 40, 10, 5],
    [500, 90, 40, 30],
    [400, 10, 0, 0],
    [400, 30, 5, 5],
    [400, 60, 20, 12],
  ]),
  timepointOf('3', '2026-03-09T22:00:00', [
    [480, 25, 5, 3],
    [480, 80, 40, 30],
    [480, 120, 110, 90],
    [390, 20, 0, 0],
    [390, 60, 25, 15],
    [390, 90, 60, 45],
  ]),
  timepointOf('4', '2026-03-23T10:00:00', [
    [500, 15, 0, 0],
    [500, 50, 15, 9],
    [500, 90, 40, 25],
    [400, 10, 0, 0],
    [400, 35, 10, 5],
    [400, 55, 25, 15],
  ]),
  timepointOf('5', '2026-04-20T10:00:00', [
    [500, 0, 0, 0],
    [500, 15, 0, 0],
    [500, 35, 5, 2],
    [400, 0, 0, 0],
    [400, 10, 0, 0],
    [400, 15, 3, 1],
  ]),
];
