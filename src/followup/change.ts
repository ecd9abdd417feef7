import type { RegionMeasurements } from '../inference/measure/measurements.ts';
import type { FollowUpThresholds } from './thresholds.ts';

/** What is followed over time in every region. High opacity is the part of the infection at -200 HU and above. */
export const FOLLOWED = ['infected', 'ggo', 'consolidation', 'highOpacity'] as const;
export type Followed = (typeof FOLLOWED)[number];

/** `notMeasured`: the region had no lung at one of the timepoints, so nothing is known of a change. Never said of both lungs. */
export type Category = 'noInfection' | 'new' | 'increasing' | 'stable' | 'decreasing' | 'resolved' | 'notMeasured';

/** A followed quantity in one region at one timepoint: share of the region's lung volume in percent, and volume in ml. */
export interface Amount {
  readonly percent: number;
  readonly ml: number;
}

/** How a quantity changed since an earlier timepoint. */
export interface Change {
  readonly from: Amount;
  /** Difference of the percentages, percentage points. */
  readonly percentPoints: number;
  readonly ml: number;
  /** Difference in percent of the earlier percentage; null where that was 0. */
  readonly relativePercent: number | null;
  /** Percentage points a day; null where the timepoints are too close (thresholds.rateMinimumDays). */
  readonly percentPointsPerDay: number | null;
  readonly category: Category;
}

/** The amount of a followed quantity in a region. */
export function amountOf(region: RegionMeasurements, followed: Followed): Amount {
  const percent = region[`${followed}Percent`];
  return { percent, ml: followed === 'highOpacity' ? (percent * region.lungMl) / 100 : region[`${followed}Ml`] };
}

/** The change between two amounts that lie `days` apart; `isMeasured`: the region had lung at both timepoints. */
export function changeBetween(
  from: Amount,
  to: Amount,
  days: number,
  thresholds: FollowUpThresholds,
  isMeasured = true,
): Change {
  const percentPoints = to.percent - from.percent;
  const relativePercent = from.percent === 0 ? null : (percentPoints / from.percent) * 100;
  return {
    from,
    percentPoints,
    ml: to.ml - from.ml,
    relativePercent,
    percentPointsPerDay: days >= thresholds.rateMinimumDays ? percentPoints / days : null,
    category: isMeasured ? categorise(from.percent, to.percent, thresholds) : 'notMeasured',
  };
}

/**
 * New and resolved cross the limit of infection by at least the absolute threshold; increasing and decreasing reach both the
 * absolute and the relative threshold; anything less is stable.
 */
function categorise(from: number, to: number, thresholds: FollowUpThresholds): Category {
  const { infectionPercent, percentPoints, relativePercent } = thresholds;
  const [wasInfected, isInfected] = [from >= infectionPercent, to >= infectionPercent];
  if (!wasInfected && !isInfected) return 'noInfection';
  const difference = Math.abs(to - from);
  if (difference < percentPoints) return 'stable';
  if (!wasInfected) return 'new';
  if (!isInfected) return 'resolved';
  if (difference * 100 < relativePercent * from) return 'stable';
  return to > from ? 'increasing' : 'decreasing';
}
