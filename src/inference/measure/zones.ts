import { LEFT_LUNG, RIGHT_LUNG } from '../../volume/volume.ts';
import { type Masks, type Part, type Region, REGION, type RegionMeasurements, REGIONS } from './measurements.ts';
import { isBelowLimit } from './repeatability.ts';
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

/**
 * The zone score, 0-30: each of the six zones counts 0-5 by its infected percent: none or below what can be measured; <5; 5-25; >25-<50;
 * 50-75; >75. The steps are those that Pan et al. (Radiology 2020;295:715, doi 10.1148/radiol.2020200370) read by eye in five lobes; in six
 * zones they were read in doi 10.1016/j.compbiomed.2013.06.008. It is not the lobar CT severity score (0-25), nor that of Chung et al. (0-20,
 * doi 10.1148/radiol.2020200230), whose limits of severe disease therefore do not hold for it.
 */
export function zoneScore(regions: Readonly<Record<Region, RegionMeasurements>>): number {
  return Object.values(ZONES)
    .flat()
    .reduce((sum, zone) => sum + gradeOf(zone, regions[zone].infectedPercent), 0);
}

function gradeOf(zone: Region, infectedPercent: number): number {
  if (infectedPercent === 0 || isBelowLimit(zone, 'infected', infectedPercent)) return 0;
  if (infectedPercent < 5) return 1;
  if (infectedPercent <= 25) return 2;
  if (infectedPercent < 50) return 3;
  return infectedPercent <= 75 ? 4 : 5;
}
