import type { Change, FollowUpThresholds } from '../followup/change.ts';
import type { FollowedChange, FollowUp } from '../followup/compare.ts';
import { intervalBetween, type Timepoint } from '../followup/timepoint.ts';
import {
  leadingRegions,
  LUNGS,
  partsContradict,
  type Verdict,
  type VerdictKind,
  zonesOf,
} from '../followup/verdict.ts';
import type { Region } from '../inference/measure/measurements.ts';
import { limitOf } from '../inference/measure/repeatability.ts';
import { ZONES } from '../inference/measure/zones.ts';
import { type Told, told } from '../language/told.ts';
import type { ComparedFinding, ComparedPart, Comparison, Words } from '../language/words.ts';
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
  const sentences = [...mainSentences(followUp, words)];
  if (followUp.verdict.kind !== 'noInfection') sentences.push(findingsSentence(followUp, words));
  const { doubling } = followUp;
  if (doubling) sentences.push(words.sentence.doubling(doubling.days, doubling.low, doubling.high));
  if (followUp.first === followUp.previous) return sentences;
  const sinceFirst = comparison(infected, infected.sinceFirst, followUp.first, followUp);
  sentences.push(words.sentence.sinceFirst(becameOf(followUp.verdictSinceFirst, words), sinceFirst));
  if (infected.peak.percent >= followUp.thresholds.infectionPercent) sentences.push(peakSentence(followUp, words));
  return sentences;
}

/** The verdict of a comparison in a few words, with the parts that do not follow the whole. */
export function headlineOf(verdict: Verdict, words: Words): string {
  const { kind, worse, better } = verdict;
  return partsContradict(verdict)
    ? words.headline(kind, leadingRegions(worse), leadingRegions(better))
    : words.headline(kind, [], []);
}

/** The same within a sentence. */
function becameOf(verdict: Verdict, words: Words): string {
  const headline = headlineOf(verdict, words);
  return headline.charAt(0).toLowerCase() + headline.slice(1);
}

/** What became of the whole, and of every lung and zone that changed; one sentence where the parts contradict the whole. */
function mainSentences(followUp: FollowUp, words: Words): string[] {
  const { verdict, regions } = followUp;
  const compared = (those: readonly Region[]): ComparedPart[] => {
    const isThroughout = (region: Region): boolean => zonesOf(region).every((zone) => those.includes(zone));
    const covered = new Set(LUNGS.filter((lung) => those.includes(lung) && isThroughout(lung)).flatMap(zonesOf));
    return those
      .filter((region) => !covered.has(region))
      .map((region) => {
        const { current, sincePrevious } = regions[region].infected;
        const [now, before] = [current.percent, sincePrevious.from.percent];
        return { region, now, before, throughout: zonesOf(region).some((zone) => covered.has(zone)) };
      });
  };
  const main = mainSentence(followUp, words);
  const [worse, better] = [compared(verdict.worse), compared(verdict.better)];
  if (worse.length + better.length === 0) return [main];
  const parts = words.sentence.parts(worse, better);
  return partsContradict(verdict) ? [`${main} ${parts}`] : [main, parts];
}

/** What a reader must know about a timepoint without an earlier one. */
export function firstStudySentences(
  { measurements }: Timepoint,
  { infectionPercent }: FollowUpThresholds,
  words: Words,
): string[] {
  const { sentence } = words;
  const { infectedMl: ml, infectedPercent: percent } = measurements.regions.lungs;
  const limit = Math.max(infectionPercent, limitOf('lungs', 'infected'));
  if (ml === 0) return [sentence.noInfection()];
  if (percent < limit) return [sentence.belowLimit(limit)];
  const numbers = told(measurements.regions, words);
  const zone = greatest(SIX_ZONES, (region) => measurements.regions[region].infectedPercent);
  return [
    sentence.infected(percent),
    sentence.findings(FINDINGS.map(({ key }) => ({ finding: key, percent: numbers.of('lungs', `${key}Percent`) }))),
    sentence.mostAffected(zone, measurements.regions[zone].infectedPercent),
    sentence.noEarlier,
  ];
}

const SIX_ZONES = Object.values(ZONES).flat();

function mainSentence(followUp: FollowUp, { sentence, reason }: Words): string {
  const { regions, previous, first, verdict, thresholds, timepoints, warnings } = followUp;
  const { current, sincePrevious } = regions.lungs.infected;
  const limit = thresholds.infectionPercent;
  const before = previous.acquiredAt;
  const isClean = current.ml === 0 && sincePrevious.from.ml === 0;
  const earlierInfection =
    previous !== first && timepoints.slice(0, -2).some((t) => t.measurements.regions.lungs.infectedPercent >= limit);
  const compared = comparison(regions.lungs.infected, sincePrevious, previous, followUp);
  const reasons = warnings.filter(({ code }) => code !== 'IDENTITY').map(({ code }) => reason[code]);
  const orAll = (parts: readonly Region[]): readonly Region[] => (parts.length === 0 ? ['lungs'] : parts);
  const said: Record<VerdictKind, () => string> = {
    noInfection: () => (isClean ? sentence.noInfection(before) : sentence.belowLimit(limit, before)),
    new: () => (earlierInfection ? sentence.returned(compared) : sentence.appeared(compared)),
    increasing: () => sentence.increased(compared),
    stable: () => sentence.unchanged(compared, thresholds),
    decreasing: () => sentence.decreased(compared),
    resolved: () => sentence.resolved(compared, current.ml > 0 ? limit : undefined),
    mixed: () => sentence.mixed(orAll(leadingRegions(verdict.worse)), orAll(leadingRegions(verdict.better)), compared),
    notComparable: () => sentence.notComparable(reasons, compared),
    notMeasured: () => sentence.notMeasured,
  };
  return said[verdict.kind]();
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

function findingsSentence({ regions, current, previous }: FollowUp, words: Words): string {
  const [now, before] = [current, previous].map(({ measurements }) => told(measurements.regions, words)) as [
    Told,
    Told,
  ];
  return words.sentence.comparedFindings(
    FINDINGS.map(({ key }): ComparedFinding => {
      const { current: amount, sincePrevious } = regions.lungs[key];
      const little = amount.percent === 0 && sincePrevious.from.percent === 0 ? 'none' : 'minimal';
      const { category } = sincePrevious;
      return {
        finding: key,
        now: now.of('lungs', `${key}Percent`),
        before: before.of('lungs', `${key}Percent`),
        course: category === 'noInfection' ? little : category,
      };
    }),
  );
}

function peakSentence({ regions, current }: FollowUp, { sentence }: Words): string {
  const { peak } = regions.lungs.infected;
  if (peak.studyInstanceUid === current.studyInstanceUid) return sentence.highestSoFar;
  return sentence.peak(peak.percent, peak.acquiredAt);
}

function greatest<T>(candidates: readonly T[], value: (candidate: T) => number): T {
  return candidates.reduce((best, candidate) => (value(candidate) > value(best) ? candidate : best));
}
