import { LEFT_LUNG, RIGHT_LUNG } from '../../volume/volume.ts';
import type { Region, RegionMeasurements } from './measurements.ts';
import { addTallies, type Side, type SliceTallies, type Tally } from './tally.ts';

/** The six zones, upper to lower third of each lung's own height. */
export const ZONES = {
  [RIGHT_LUNG]: ['rightUpper', 'rightMiddle', 'rightLower'],
  [LEFT_LUNG]: ['leftUpper', 'leftMiddle', 'leftLower'],
} as const satisfies Record<Side, readonly Region[]>;

/** Sums the tallies of the slices into the nine regions. A missing lung has zones of size 0. */
export function tallyRegions(slices: readonly SliceTallies[]): Record<Region, Tally> {
  const right = zoneTallies(slices, RIGHT_LUNG);
  const left = zoneTallies(slices, LEFT_LUNG);
  return {
    lungs: addTallies([...right, ...left]),
    right: addTallies(right),
    left: addTallies(left),
    rightUpper: right[0],
    rightMiddle: right[1],
    rightLower: right[2],
    leftUpper: left[0],
    leftMiddle: left[1],
    leftLower: left[2],
  };
}

function zoneTallies(slices: readonly SliceTallies[], side: Side): [Tally, Tally, Tally] {
  const tallies = slices.map((slice) => slice[side]);
  const first = tallies.findIndex((tally) => tally.lung > 0);
  const height = tallies.findLastIndex((tally) => tally.lung > 0) - first + 1;
  const third = (zone: number): Tally =>
    addTallies(tallies.filter((tally, z) => tally.lung > 0 && Math.floor((3 * (z - first)) / height) === zone));
  return [third(0), third(1), third(2)];
}

/** Semi-quantitative score without lobes, 0-24: each of the six zones counts 0-4 by its infected percent: 0; <25; 25-<50; 50-<75; >=75. */
export function severityScore(regions: Readonly<Record<Region, RegionMeasurements>>): number {
  return Object.values(ZONES)
    .flat()
    .reduce((sum, zone) => sum + zoneScore(regions[zone].infectedPercent), 0);
}

function zoneScore(infectedPercent: number): number {
  if (infectedPercent === 0) return 0;
  return Math.min(4, 1 + Math.floor(infectedPercent / 25));
}
