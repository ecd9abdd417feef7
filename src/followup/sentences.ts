import { REGION } from '../inference/measure/measurements.ts';
import { SUBJECTS } from '../inference/measure/metrics.ts';
import { ZONES } from '../inference/measure/zones.ts';
import { FINDINGS } from '../volume/findings.ts';
import type { Category, Change, FollowUpThresholds } from './change.ts';
import type { FollowedChange, FollowUp } from './compare.ts';
import type { Timepoint } from './timepoint.ts';
import { capitalised, CATEGORY_WORDS, dateOf, decimal, duration, exact, percent, signed } from './words.ts';

/** What a reader must know about a follow-up, the most important sentence first. */
export function followUpSentences(followUp: FollowUp): string[] {
  const { infected } = followUp.regions.lungs;
  const sentences = [mainSentence(followUp)];
  if (followUp.category !== 'noInfection') sentences.push(findingsSentence(followUp));
  const zone = mostChangedZone(followUp);
  if (zone) sentences.push(zone);
  if (followUp.first === followUp.previous) return sentences;
  sentences.push(firstSentence(followUp));
  if (infected.peak.percent >= followUp.thresholds.infectionPercent) sentences.push(peakSentence(followUp));
  return sentences;
}

/** What a reader must know about a timepoint without an earlier one. */
export function firstStudySentences({ measurements }: Timepoint, { infectionPercent }: FollowUpThresholds): string[] {
  const { lungs } = measurements.regions;
  if (lungs.infectedMl === 0) return ['No infection found.'];
  if (lungs.infectedPercent < infectionPercent) {
    return [
      `Infection below the limit of ${limitOf(infectionPercent)}: ${small(lungs.infectedPercent)} of the lung volume (${decimal(lungs.infectedMl)}\u00a0ml).`,
    ];
  }
  const zone = greatest(SIX_ZONES, (region) => measurements.regions[region].infectedPercent);
  return [
    `Infection of ${percent(lungs.infectedPercent)} of the lung volume.`,
    capitalised(`${FINDINGS.map(({ key }) => `${SUBJECTS[key].noun} ${percent(lungs[`${key}Percent`])}`).join(', ')}.`),
    `Most affected is the ${REGION[zone].noun} with ${percent(measurements.regions[zone].infectedPercent)}.`,
    'No earlier CT to compare with.',
  ];
}

const SIX_ZONES = Object.values(ZONES).flat();
const UNCHANGED: ReadonlySet<Category> = new Set(['stable', 'noInfection', 'notMeasured']);

/** A limit in percent, unrounded. */
function limitOf(value: number): string {
  return `${exact(value)}\u00a0%`;
}

/** A percentage below a limit: two digits, because one digit may round it up to the limit or down to zero. */
function small(value: number): string {
  return `${decimal(value, 2)}\u00a0%`;
}

function mainSentence({ regions, previous, first, category, current: timepoint, thresholds, timepoints }: FollowUp) {
  const { current, sincePrevious: change } = regions.lungs.infected;
  const now = `${percent(current.percent)} of the lung volume`;
  const before = `${percent(change.from.percent)} on ${dateOf(previous.acquiredAt)}`;
  const since = `${difference(change, thresholds)} in ${duration(previous.acquiredAt, timepoint.acquiredAt)}`;
  const limit = thresholds.infectionPercent;
  const isClean = current.ml === 0 && change.from.ml === 0;
  const earlierInfection =
    previous !== first && timepoints.slice(0, -2).some((t) => t.measurements.regions.lungs.infectedPercent >= limit);
  const sentence: Record<Category, string> = {
    noInfection: isClean
      ? `No infection found, nor on ${dateOf(previous.acquiredAt)}.`
      : `Infection below the limit of ${limitOf(limit)}: ${small(current.percent)} of the lung volume (${decimal(current.ml)}\u00a0ml), ${small(change.from.percent)} on ${dateOf(previous.acquiredAt)}.`,
    new: `${earlierInfection ? 'Infection has returned' : 'New infection'}: ${now}, ${before} (${since}).`,
    increasing: `Infection has increased to ${now} from ${before} (${since}).`,
    stable: `Infection has not changed by the limits of this report (${exact(thresholds.percentPoints)} percentage point${thresholds.percentPoints === 1 ? '' : 's'} and ${limitOf(thresholds.relativePercent)}): ${now}, ${before} (${since}).`,
    decreasing: `Infection has decreased to ${now} from ${before} (${since}).`,
    resolved: `Infection has resolved${current.ml > 0 ? ` below the limit of ${limitOf(limit)}` : ''}: ${now}, ${before} (${since}).`,
    notMeasured: 'The lungs could not be compared.',
  };
  return sentence[category];
}

function findingsSentence({ regions }: FollowUp): string {
  const findings = FINDINGS.map(({ key }) => `${SUBJECTS[key].noun} ${fromTo(regions.lungs[key])}`);
  return capitalised(`${findings.join('; ')}.`);
}

function fromTo({ current, sincePrevious }: FollowedChange): string {
  const little = current.percent === 0 && sincePrevious.from.percent === 0 ? 'none' : 'minimal';
  const words = sincePrevious.category === 'noInfection' ? little : CATEGORY_WORDS[sincePrevious.category];
  return `${percent(current.percent)} (before ${percent(sincePrevious.from.percent)}: ${words})`;
}

function mostChangedZone({ regions }: FollowUp): string | null {
  const changed = SIX_ZONES.filter((region) => !UNCHANGED.has(regions[region].infected.sincePrevious.category));
  if (changed.length === 0) return null;
  const zone = greatest(changed, (region) => Math.abs(regions[region].infected.sincePrevious.percentPoints));
  const { current, sincePrevious } = regions[zone].infected;
  return `The greatest change is in the ${REGION[zone].noun}: ${percent(current.percent)}, before ${percent(sincePrevious.from.percent)}.`;
}

function firstSentence({ regions, first, current, thresholds }: FollowUp): string {
  const { sinceFirst } = regions.lungs.infected;
  const words = CATEGORY_WORDS[sinceFirst.category];
  return `Against the first CT on ${dateOf(first.acquiredAt)} (${percent(sinceFirst.from.percent)}, ${duration(first.acquiredAt, current.acquiredAt)} earlier): ${words} (${difference(sinceFirst, thresholds)}).`;
}

function peakSentence({ regions, current }: FollowUp): string {
  const { peak } = regions.lungs.infected;
  if (peak.studyInstanceUid === current.studyInstanceUid) return 'This is the highest value so far.';
  return `The peak was ${percent(peak.percent)} on ${dateOf(peak.acquiredAt)}.`;
}

/** Percentage points and, where the earlier value is large enough to be a basis, percent of it. */
function difference(
  { percentPoints, relativePercent, from }: Change,
  { infectionPercent }: FollowUpThresholds,
): string {
  const points = `${signed(percentPoints)} percentage points`;
  if (relativePercent === null || from.percent < infectionPercent) return points;
  return `${points}, ${signed(relativePercent, 0)}\u00a0%`;
}

function greatest<T>(candidates: readonly T[], value: (candidate: T) => number): T {
  return candidates.reduce((best, candidate) => (value(candidate) > value(best) ? candidate : best));
}
