import { derivedUid } from '../dicom/references.ts';
import type { Warning } from '../errors/warnings.ts';
import { type Region, REGIONS } from '../inference/measure/measurements.ts';
import {
  type Amount,
  amountOf,
  type Change,
  changeBetween,
  DEFAULT_THRESHOLDS,
  FOLLOWED,
  type Followed,
  type FollowUpThresholds,
} from './change.ts';
import { type DoublingTime, doublingTime } from './doubling.ts';
import { comparisonWarnings, footingOf, resultWarnings } from './limits.ts';
import { comparableTimepoints, daysBetween, type Timepoint } from './timepoint.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** One quantity of one region over time. */
export interface FollowedChange {
  readonly current: Amount;
  readonly sincePrevious: Change;
  readonly sinceFirst: Change;
  /** The greatest percentage so far, this timepoint included; the earliest of equals. */
  readonly peak: Amount & { readonly acquiredAt: string; readonly studyInstanceUid: string };
}

/** The compared timepoints, the thresholds, and what weakens the comparison. */
interface Comparison {
  /** First to current, in order of acquisition. */
  readonly timepoints: readonly Timepoint[];
  readonly current: Timepoint;
  readonly previous: Timepoint;
  readonly first: Timepoint;
  readonly thresholds: FollowUpThresholds;
  /** What weakens the current timepoint's own numbers, and the comparison with the previous timepoint. */
  readonly warnings: readonly Warning[];
  /** What weakens the comparison with the first timepoint besides; none where that is the previous one. */
  readonly firstWarnings: readonly Warning[];
}

/** The comparison of a timepoint with the patient's earlier ones. */
export interface FollowUp extends Comparison {
  readonly daysSincePrevious: number;
  readonly daysSinceFirst: number;
  /** What became of the infection since the previous timepoint, and since the first. */
  readonly verdict: Verdict;
  readonly verdictSinceFirst: Verdict;
  readonly regions: Readonly<Record<Region, Readonly<Record<Followed, FollowedChange>>>>;
  /** Of the infection of both lungs since the previous timepoint; null unless it increases beyond repeated measurements. */
  readonly doubling: DoublingTime | null;
}

/**
 * Compares a timepoint with the patient's earlier ones of the same model set, whatever the order of `timepoints`. Null if there is no
 * earlier one. Timepoints acquired later than `current` change nothing.
 */
export function compareTimepoints(
  timepoints: readonly Timepoint[],
  current: Timepoint,
  thresholds: FollowUpThresholds = DEFAULT_THRESHOLDS,
): FollowUp | null {
  const compared = comparableTimepoints(timepoints, current);
  const [first, previous] = [compared[0], compared.at(-2)];
  if (!first || !previous) return null;
  const warnings = [...resultWarnings(current), ...comparisonWarnings(current, previous, thresholds)];
  const firstWarnings = first === previous ? [] : comparisonWarnings(current, first, thresholds);
  const comparison: Comparison = {
    timepoints: compared,
    current,
    previous,
    first,
    thresholds,
    warnings,
    firstWarnings,
  };
  const regions = record(REGIONS, (region) => record(FOLLOWED, (followed) => follow(comparison, region, followed)));
  const daysSincePrevious = daysBetween(previous.acquiredAt, current.acquiredAt);
  const { current: now, sincePrevious } = regions.lungs.infected;
  const grows = sincePrevious.category === 'increasing' && daysSincePrevious >= thresholds.rateMinimumDays;
  return {
    ...comparison,
    daysSincePrevious,
    daysSinceFirst: daysBetween(first.acquiredAt, current.acquiredAt),
    verdict: verdictOf((region) => regions[region].infected.sincePrevious.category),
    verdictSinceFirst: verdictOf((region) => regions[region].infected.sinceFirst.category),
    regions,
    doubling: grows ? doublingTime(sincePrevious.from.percent, now.percent, daysSincePrevious) : null,
  };
}

function follow(
  { timepoints, current, previous, first, thresholds, warnings, firstWarnings }: Comparison,
  region: Region,
  followed: Followed,
): FollowedChange {
  const at = (timepoint: Timepoint): Amount => amountOf(timepoint.measurements.regions[region], followed);
  const since = (earlier: Timepoint, weakenedBy: readonly Warning[]): Change => {
    const days = daysBetween(earlier.acquiredAt, current.acquiredAt);
    const footing = footingOf(region, current, earlier, weakenedBy);
    return changeBetween(at(earlier), at(current), days, thresholds, footing);
  };
  const top = timepoints.reduce((best, timepoint) => (at(timepoint).percent > at(best).percent ? timepoint : best));
  return {
    current: at(current),
    sincePrevious: since(previous, warnings),
    sinceFirst: since(first, first === previous ? warnings : firstWarnings),
    peak: { ...at(top), acquiredAt: top.acquiredAt, studyInstanceUid: top.studyInstanceUid },
  };
}

function record<K extends string, V>(keys: readonly K[], value: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, V>;
}

/**
 * The identity of the results of a comparison: the analysis itself if there is none, else the analysis, everything that it is compared
 * with, and the thresholds. An earlier study that arrives late changes the identity, a repeated run does not.
 */
export function comparisonIdentity(analysisKey: string, followUp: FollowUp | null): string {
  if (!followUp) return analysisKey;
  const thresholds = Object.entries(followUp.thresholds).sort(([a], [b]) => (a < b ? -1 : 1));
  const compared = followUp.timepoints.map((timepoint) => timepoint.analysisKey);
  return derivedUid(analysisKey, 'comparison', ...compared, JSON.stringify(thresholds));
}
