import type { RegionMeasurements } from '../inference/measure/measurements.ts';
import { limitOf } from '../inference/measure/repeatability.ts';
import { type Subject, type SubjectKey, SUBJECTS } from '../inference/measure/metrics.ts';

/** What counts as a change and what makes a comparison weak. Every value is configurable. */
export interface FollowUpThresholds {
  /** A region with a lower infected percentage counts as free of infection. */
  readonly infectionPercent: number;
  /** A change counts when it is at least this many percentage points... */
  readonly percentPoints: number;
  /** ...and at least this share of the earlier value, percent. */
  readonly relativePercent: number;
  /** Changes per day are reported from this interval on; over shorter ones they only amplify noise. Days. */
  readonly rateMinimumDays: number;
  /** Slice distances that differ by more than this factor make a comparison weak. */
  readonly sliceDistanceRatio: number;
  /** Lung volumes that differ by more than this, in percent of the earlier one, make a comparison weak. */
  readonly lungVolumePercent: number;
}

/**
 * 0.5 %: the limit of measurement of both lungs (decision 32). 1 point: two measurements may err by 0.5 each. A lung volume
 * that differs by 15 %, the most that goes without a warning, alone moves every percentage by up to 17.6 % of its value (1/0.85), so only
 * changes of 20 % and more exceed what an unreported difference in breath-hold can cause.
 */
export const DEFAULT_THRESHOLDS: FollowUpThresholds = {
  infectionPercent: limitOf('lungs', 'infected'),
  percentPoints: 1,
  relativePercent: 20,
  rateMinimumDays: 1,
  sliceDistanceRatio: 1.5,
  lungVolumePercent: 15,
};

/** What is followed over time in every region: the subjects of metrics that have a followed percentage. */
export type Followed = {
  [S in SubjectKey]: (typeof SUBJECTS)[S] extends Required<Pick<Subject, 'followed'>> ? S : never;
}[SubjectKey];
export const FOLLOWED = (Object.keys(SUBJECTS) as SubjectKey[]).filter(
  (key): key is Followed => 'followed' in SUBJECTS[key],
);

/**
 * What became of a quantity in a region. `notMeasured`: the region had no lung at one of the timepoints. `notComparable`: the two CT differ in
 * more than the disease, and that alone may have made the change.
 */
export const CATEGORIES = [
  'noInfection',
  'new',
  'increasing',
  'stable',
  'decreasing',
  'resolved',
  'notMeasured',
  'notComparable',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** What two timepoints allow to say about a region. */
export interface Footing {
  /** The region had lung at both timepoints. */
  readonly isMeasured: boolean;
  /** `weak`: the acquisitions differ; `none`: they do not show the same lung. */
  readonly comparability: 'full' | 'weak' | 'none';
  /** The region's lung volume against the earlier one, where the depth of breath differs. */
  readonly breath: number | null;
  /** The least difference that two measurements of the same part do not show by chance, percentage points. */
  readonly noise: (from: number, to: number) => number;
}

const FIRM: Footing = { isMeasured: true, comparability: 'full', breath: null, noise: () => 0 };

/**
 * Another acquisition is taken to move a value by up to the limit of a change, so that in a weak comparison a change counts from twice the
 * limit on (decision 33).
 */
const WEAK_FACTOR = 2;

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
  /** Percentage points per day; null where the timepoints are too close (thresholds.rateMinimumDays). */
  readonly percentPointsPerDay: number | null;
  readonly category: Category;
}

/** The amount of a followed quantity in a region. */
export function amountOf(region: RegionMeasurements, followed: Followed): Amount {
  const percent = region[`${followed}Percent`];
  return { percent, ml: followed === 'highOpacity' ? (percent * region.lungMl) / 100 : region[`${followed}Ml`] };
}

/** The change between two amounts that lie `days` apart. */
export function changeBetween(
  from: Amount,
  to: Amount,
  days: number,
  thresholds: FollowUpThresholds,
  footing = FIRM,
): Change {
  const percentPoints = to.percent - from.percent;
  const relativePercent = from.percent === 0 ? null : (percentPoints / from.percent) * 100;
  return {
    from,
    percentPoints,
    ml: to.ml - from.ml,
    relativePercent,
    percentPointsPerDay: days >= thresholds.rateMinimumDays ? percentPoints / days : null,
    category: judged(from.percent, to.percent, thresholds, footing),
  };
}

/** A change counts only where it is greater than what differs besides the disease may have made it. */
function judged(from: number, to: number, thresholds: FollowUpThresholds, footing: Footing): Category {
  if (!footing.isMeasured) return 'notMeasured';
  const category = categorise(from, to, thresholds);
  if (category === 'noInfection') return category;
  if (footing.comparability === 'none') return 'notComparable';
  if (!isChange(category)) return category;
  if (Math.abs(to - from) < footing.noise(from, to)) return 'stable';
  const { percentPoints, relativePercent } = thresholds;
  const wide = {
    ...thresholds,
    percentPoints: WEAK_FACTOR * percentPoints,
    relativePercent: WEAK_FACTOR * relativePercent,
  };
  const isDoubtful = footing.comparability === 'weak' && !isChange(categorise(from, to, wide));
  const inSameLung = footing.breath === null ? category : categorise(from, to * footing.breath, thresholds);
  return isDoubtful || directionOf(inSameLung) !== directionOf(category) ? 'notComparable' : category;
}

/** Whether more or less became of a quantity; undefined where neither can be said. */
export function directionOf(category: Category): 'worse' | 'better' | undefined {
  if (category === 'new' || category === 'increasing') return 'worse';
  return category === 'decreasing' || category === 'resolved' ? 'better' : undefined;
}

function isChange(category: Category): boolean {
  return directionOf(category) !== undefined;
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
