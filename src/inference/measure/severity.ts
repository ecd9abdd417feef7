import type { Region, RegionMeasurements } from './measurements.ts';
import { ZONES } from './zones.ts';

/**
 * Semi-quantitative score without lobes, 0-24 (design rule 21): each of the six zones gives 0-4 by its infected percent:
 * 0; <25; 25-<50; 50-<75; >=75.
 */
export function severityScore(regions: Readonly<Record<Region, RegionMeasurements>>): number {
  return Object.values(ZONES)
    .flat()
    .reduce((sum, zone) => sum + zoneScore(regions[zone].infectedPercent), 0);
}

function zoneScore(infectedPercent: number): number {
  if (infectedPercent === 0) return 0;
  return Math.min(4, 1 + Math.floor(infectedPercent / 25));
}
