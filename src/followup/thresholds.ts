/** What counts as a change and what makes a comparison weak. Every figure is configuration. */
export interface FollowUpThresholds {
  /** A region with less infected than this, in percent of its volume, counts as free of infection. */
  readonly infectionPercent: number;
  /** A change counts when it is at least this many percentage points... */
  readonly percentPoints: number;
  /** ...and at least this share of the earlier value, percent. */
  readonly relativePercent: number;
  /** Changes a day are given from this distance on; over shorter ones they only enlarge noise. Days. */
  readonly rateMinimumDays: number;
  /** Slice distances that differ by more than this factor make a comparison weak. */
  readonly sliceDistanceRatio: number;
  /** Lung volumes that differ by more than this, in percent of the earlier one, make a comparison weak. */
  readonly lungVolumePercent: number;
}

/**
 * 0.5 %: healthy lungs may measure up to that (the budget of the networks). 1 point: two measurements may err by 0.5 each. A lung
 * volume that differs by 15 %, the most that goes without a warning, alone moves every percentage by up to 17.6 % of its value
 * (1/0.85), so only changes of 20 % and more are beyond what an untold difference in breath-hold can do.
 */
export const DEFAULT_THRESHOLDS: FollowUpThresholds = {
  infectionPercent: 0.5,
  percentPoints: 1,
  relativePercent: 20,
  rateMinimumDays: 1,
  sliceDistanceRatio: 1.5,
  lungVolumePercent: 15,
};
