import { type Part, REGION, type Region } from './measurements.ts';
import type { SubjectKey } from './metrics.ts';

/** What shares of the lung volume are measured of. */
export type Share = Exclude<SubjectKey, 'lung'>;

/**
 * How well shares repeat, and from where on they can be told from none: measured with infnet-0.8.0 on ten CT, as scanned and under changes
 * that leave the patient as he is (scripts/repeatability.ts, docs/repeatability.md). Regions by their size: a smaller one repeats worse,
 * because its border cuts through lesions.
 */
type Size = 'lungs' | 'lung' | 'zone';

/**
 * Half the interval that held at least 95 % of the repeated measurements, the kinds of share taken together: so many percentage points, and so many
 * percent of the share itself. Seen for shares of up to 7 % of both lungs and 16 % of a zone; above that it is a continuation.
 */
export const SPREAD: Readonly<Record<Size, { readonly points: number; readonly relativePercent: number }>> = {
  lungs: { points: 0.1, relativePercent: 25 },
  lung: { points: 0.2, relativePercent: 25 },
  zone: { points: 0.2, relativePercent: 30 },
};

/**
 * Half the interval of repeated measurements of a lesion, percent of its volume: as of the share of a zone, without the points of that, which are
 * what the border of a zone cuts off lesions. Not measured on lesions.
 */
export const LESION_SPREAD_PERCENT = SPREAD.zone.relativePercent;

/**
 * A smaller share cannot be told from none, percent of the region's lung volume: above what was found in eight CT without COVID-19 but for one
 * with collapsed lung, and above the least share whose interval does not reach zero.
 */
const LIMIT: Readonly<Record<Share, Readonly<Record<Size, number>>>> = {
  infected: { lungs: 0.5, lung: 1, zone: 1.5 },
  ggo: { lungs: 0.5, lung: 1, zone: 1.5 },
  consolidation: { lungs: 0.2, lung: 0.3, zone: 0.3 },
  highOpacity: { lungs: 0.2, lung: 0.3, zone: 0.3 },
};

/** What is found in both lungs of CT without COVID-19, percent (docs/repeatability.md): the most in all but one, which has dense opacities and collapse. */
export const WITHOUT_COVID = { scans: 8, mostPercent: 0.3, collapsedPercent: 3 } as const;

/** Where a repeated measurement of the same lungs would lie, percent of the region's lung volume. */
export interface PercentInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * The interval in which 95 % of repeated measurements of a share lie, within 0 and 100 %. It does not cover another depth of breath, scanner or
 * dose.
 */
export function intervalOf(region: Region, percent: number): PercentInterval {
  const { points, relativePercent } = SPREAD[sizeOf(region)];
  const half = points + (relativePercent * percent) / 100;
  return { low: Math.max(0, percent - half), high: Math.min(100, percent + half) };
}

/** Half the interval of repeated measurements of a lesion's volume, ml. */
export function lesionSpreadMl(ml: number): number {
  return (LESION_SPREAD_PERCENT * ml) / 100;
}

/** The least share that can be told from none, percent of the region's lung volume. */
export function limitOf(region: Region, share: Share): number {
  return LIMIT[share][sizeOf(region)];
}

/** Whether something was found, but too little to be told from nothing. */
export function isBelowLimit(region: Region, share: Share, percent: number): boolean {
  return percent > 0 && percent < limitOf(region, share);
}

function sizeOf(region: Region): Size {
  const { labels, third }: Part = REGION[region].part;
  if (third !== undefined) return 'zone';
  return labels.length === 1 ? 'lung' : 'lungs';
}
