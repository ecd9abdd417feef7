import { LEFT_LUNG, RIGHT_LUNG } from '../../volume/volume.ts';
import { type Masks, type Part, type Region, REGION, type RegionMeasurements, REGIONS } from './measurements.ts';
import { addTallies, emptyTally, type SliceTallies, type Tally } from './tally.ts';

/** The six zones, upper to lower third of each lung's own height. */
export const ZONES = {
  [RIGHT_LUNG]: ['rightUpper', 'rightMiddle', 'rightLower'],
  [LEFT_LUNG]: ['leftUpper', 'leftMiddle', 'leftLower'],
} as const satisfies Readonly<Record<number, readonly Region[]>>;

/** Sums the tallies of the slices, which are by mask and label, into the regions. A part that is missing has size 0. */
export function tallyRegions(slices: Readonly<Record<keyof Masks, readonly SliceTallies[]>>): Record<Region, Tally> {
  const tallies = REGIONS.map((region) => {
    const { mask, labels, third }: Part & { mask: keyof Masks } = REGION[region].part;
    const parts = labels.map((label) => slices[mask].map((tallies) => tallies[label] ?? emptyTally()));
    return [region, addTallies(parts.flatMap((part) => (third === undefined ? part : thirdOf(part, third))))] as const;
  });
  return Object.fromEntries(tallies) as Record<Region, Tally>;
}

/** The slices of a third of a part's own height. */
function thirdOf(tallies: readonly Tally[], third: number): Tally[] {
  const first = tallies.findIndex((tally) => tally.lung > 0);
  const height = tallies.findLastIndex((tally) => tally.lung > 0) - first + 1;
  return tallies.filter((tally, z) => tally.lung > 0 && Math.floor((3 * (z - first)) / height) === third);
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
