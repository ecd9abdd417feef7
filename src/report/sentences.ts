import type { Category, Change, FollowUpThresholds } from '../followup/change.ts';
import type { FollowedChange, FollowUp } from '../followup/compare.ts';
import { intervalBetween, type Timepoint } from '../followup/timepoint.ts';
import { ZONES } from '../inference/measure/zones.ts';
import type { ComparedFinding, Comparison, Words } from '../language/words.ts';
import { FINDINGS } from '../volume/findings.ts';

/** What a reader must know about a timepoint, compared with earlier ones or not (null): the most important sentence first. */
export function reportSentences(
  timepoint: Timepoint,
  followUp: FollowUp | null,
  thresholds: FollowUpThresholds,
  words: Words,
): string[] {
  return followUp ? followUpSentences(followUp, words) : firstStudySentences(timepoint, thresholds, words);
}

/** What a reader must know about a follow-up, the most important sentence first. */
export function followUpSentences(followUp: FollowUp, words: Words): string[] {
  const { infected } = followUp.regions.lungs;
  const sentences = [mainSentence(followUp, words)];
  if (followUp.category !== 'noInfection') sentences.push(findingsSentence(followUp, words));
  const zone = mostChangedZone(followUp, words);
  if (zone) sentences.push(zone);
  if (followUp.first === followUp.previous) return sentences;
  const sinceFirst = comparison(infected, infected.sinceFirst, followUp.first, followUp);
  sentences.push(words.sentence.sinceFirst(infected.sinceFirst.category, sinceFirst));
  if (infected.peak.percent >= followUp.thresholds.infectionPercent) sentences.push(peakSentence(followUp, words));
  return sentences;
}

/** What a reader must know about a timepoint without an earlier one. */
export function firstStudySentences(
  { measurements }: Timepoint,
  { infectionPercent }: FollowUpThresholds,
  { sentence }: Words,
): string[] {
  const { lungs } = measurements.regions;
  const { infectedMl: ml, infectedPercent: percent } = lungs;
  if (ml === 0) return [sentence.noInfection()];
  if (percent < infectionPercent) return [sentence.belowLimit({ percent, ml }, infectionPercent)];
  const zone = greatest(SIX_ZONES, (region) => measurements.regions[region].infectedPercent);
  return [
    sentence.infected(percent),
    sentence.findings(FINDINGS.map(({ key }) => ({ finding: key, percent: lungs[`${key}Percent`] }))),
    sentence.mostAffected(zone, measurements.regions[zone].infectedPercent),
    sentence.noEarlier,
  ];
}

const SIX_ZONES = Object.values(ZONES).flat();
const UNCHANGED: ReadonlySet<Category> = new Set(['stable', 'noInfection', 'notMeasured']);

function mainSentence(followUp: FollowUp, { sentence }: Words): string {
  const { regions, previous, first, category, thresholds, timepoints } = followUp;
  const { current, sincePrevious } = regions.lungs.infected;
  const limit = thresholds.infectionPercent;
  const before = { percent: sincePrevious.from.percent, date: previous.acquiredAt };
  const isClean = current.ml === 0 && sincePrevious.from.ml === 0;
  const earlierInfection =
    previous !== first && timepoints.slice(0, -2).some((t) => t.measurements.regions.lungs.infectedPercent >= limit);
  const compared = comparison(regions.lungs.infected, sincePrevious, previous, followUp);
  const said: Record<Category, () => string> = {
    noInfection: () => (isClean ? sentence.noInfection(before.date) : sentence.belowLimit(current, limit, before)),
    new: () => (earlierInfection ? sentence.returned(compared) : sentence.appeared(compared)),
    increasing: () => sentence.increased(compared),
    stable: () => sentence.unchanged(compared, thresholds),
    decreasing: () => sentence.decreased(compared),
    resolved: () => sentence.resolved(compared, current.ml > 0 ? limit : undefined),
    notMeasured: () => sentence.notCompared,
  };
  return said[category]();
}

/** The infection now and at an earlier timepoint; in percent of the earlier value only where that is large enough to be a basis. */
function comparison(
  { current }: FollowedChange,
  { from, percentPoints, relativePercent }: Change,
  earlier: Timepoint,
  { current: timepoint, thresholds }: FollowUp,
): Comparison {
  return {
    now: current.percent,
    before: from.percent,
    date: earlier.acquiredAt,
    interval: intervalBetween(earlier.acquiredAt, timepoint.acquiredAt),
    percentPoints,
    relativePercent: from.percent < thresholds.infectionPercent ? null : relativePercent,
  };
}

function findingsSentence({ regions }: FollowUp, { sentence }: Words): string {
  return sentence.comparedFindings(
    FINDINGS.map(({ key }): ComparedFinding => {
      const { current, sincePrevious } = regions.lungs[key];
      const [now, before] = [current.percent, sincePrevious.from.percent];
      const little = now === 0 && before === 0 ? 'none' : 'minimal';
      const { category } = sincePrevious;
      return { finding: key, now, before, course: category === 'noInfection' ? little : category };
    }),
  );
}

function mostChangedZone({ regions }: FollowUp, { sentence }: Words): string | null {
  const changed = SIX_ZONES.filter((region) => !UNCHANGED.has(regions[region].infected.sincePrevious.category));
  if (changed.length === 0) return null;
  const zone = greatest(changed, (region) => Math.abs(regions[region].infected.sincePrevious.percentPoints));
  const { current, sincePrevious } = regions[zone].infected;
  return sentence.greatestChange(zone, current.percent, sincePrevious.from.percent);
}

function peakSentence({ regions, current }: FollowUp, { sentence }: Words): string {
  const { peak } = regions.lungs.infected;
  if (peak.studyInstanceUid === current.studyInstanceUid) return sentence.highestSoFar;
  return sentence.peak(peak.percent, peak.acquiredAt);
}

function greatest<T>(candidates: readonly T[], value: (candidate: T) => number): T {
  return candidates.reduce((best, candidate) => (value(candidate) > value(best) ? candidate : best));
}
