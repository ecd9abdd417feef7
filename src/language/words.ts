import type { Code } from '../dicom/codes.ts';
import type { Warning, WarningCode } from '../errors/warnings.ts';
import type { Category, FollowUpThresholds } from '../followup/change.ts';
import type { LesionVerdict } from '../followup/lesions/verdicts.ts';
import type { Interval } from '../followup/timepoint.ts';
import type { VerdictKind } from '../followup/verdict.ts';
import type { Region, RegionMeasurements } from '../inference/measure/measurements.ts';
import type { Quantity, SubjectKey } from '../inference/measure/metrics.ts';
import type { FindingKey } from '../volume/findings.ts';
import type { Numbers } from './format.ts';

/**
 * All that a report says, in one language: the page, the PDF, the pictures, and the texts of the follow-up's structured report. Dates
 * and times come in as ISO, shares in percent of the lung volume, heights as 0 (top of the lungs) to 1.
 */
export interface Words extends Numbers {
  /** RFC 5646. */
  readonly tag: string;
  /** CID 5000 Languages. */
  readonly language: Code;
  readonly notice: string;
  readonly consolidationRule: string;
  readonly date: (iso: string) => string;
  readonly dateAndTime: (iso: string) => string;
  /** In a chart, above the year. */
  readonly monthAndDay: (iso: string) => string;

  readonly title: Readonly<Record<'firstStudy' | 'followUp', string>>;
  /** What became of an infection, within a sentence. */
  readonly category: Readonly<Record<VerdictKind, string>>;
  /** The same as one short word, in a narrow column. */
  readonly course: Readonly<Record<Category, string>>;
  /** The verdict above the sentences: what became of the whole, and of those parts that did otherwise. */
  readonly headline: (kind: VerdictKind, worse: readonly Region[], better: readonly Region[]) => string;
  /** What a first study shows, in a word or two. */
  readonly firstVerdict: Readonly<Record<'infected' | 'belowLimit' | 'none', string>>;
  /** As the title of a row. */
  readonly region: Readonly<Record<Region, string>>;
  /** Within a sentence, and as the heading of columns. */
  readonly subject: Readonly<Record<SubjectKey, { readonly noun: string; readonly group: string }>>;
  /** What a reader may expect in lungs without infection. */
  readonly reference: string;
  readonly sentence: SentenceWords;
  readonly warning: { readonly [C in WarningCode]: (details: Warning<C>['details']) => string };
  /** Why two CT cannot be compared, in a few words. */
  readonly reason: Readonly<Record<WarningCode, string>>;
  readonly head: HeadWords;
  readonly column: Readonly<
    Record<'now' | 'before' | 'change' | 'course' | 'relative' | 'perDay' | 'sinceFirst', string> &
      Record<Quantity, string>
  >;
  readonly lesions: LesionWords;
  readonly picture: PictureWords;
  readonly section: SectionWords;
  readonly foot: FootWords;
  /** The name of the n-th timepoint after the first. */
  readonly timepoint: (followUps: number) => string;
}

/** An infection and the earlier one that it is compared with, percent. */
export interface Comparison extends Difference {
  readonly now: number;
  readonly before: number;
  /** When the earlier one was acquired, and how long before. */
  readonly date: string;
  readonly interval: Interval;
}

export interface Difference {
  readonly percentPoints: number;
  /** Percent of the earlier value; null where that is too small to be a basis. */
  readonly relativePercent: number | null;
}

/** A finding and the earlier one, percent of both lungs as people read it; `none` and `minimal` are what is below the limit of infection at both. */
export interface ComparedFinding {
  readonly finding: FindingKey;
  readonly now: string;
  readonly before: string;
  readonly course: Exclude<Category, 'noInfection'> | 'none' | 'minimal';
}

/** The infection of a region and the earlier one, percent. */
export interface ComparedPart {
  readonly region: Region;
  readonly now: number;
  readonly before: number;
  /** A lung all zones of which went the same way: they are not named besides. */
  readonly throughout: boolean;
}

interface SentenceWords {
  /** Since a date, where there is an earlier timepoint. */
  readonly noInfection: (date?: string) => string;
  /** Also at an earlier date, where there is one. */
  readonly belowLimit: (limit: number, date?: string) => string;
  readonly appeared: (compared: Comparison) => string;
  readonly returned: (compared: Comparison) => string;
  readonly increased: (compared: Comparison) => string;
  readonly unchanged: (compared: Comparison, limits: FollowUpThresholds) => string;
  readonly decreased: (compared: Comparison) => string;
  /** With the limit where a little is left below it. */
  readonly resolved: (compared: Comparison, limit?: number) => string;
  /** Parts got worse while others, or the whole, got better. */
  readonly mixed: (worse: readonly Region[], better: readonly Region[], compared: Comparison) => string;
  readonly notComparable: (reasons: readonly string[], compared: Comparison) => string;
  readonly notMeasured: string;
  /** Every lung and zone that got worse, and better; only those. */
  readonly parts: (worse: readonly ComparedPart[], better: readonly ComparedPart[]) => string;
  readonly comparedFindings: (findings: readonly ComparedFinding[]) => string;
  /** Days. */
  readonly doubling: (days: number, low: number, high: number) => string;
  readonly sinceFirst: (became: string, compared: Comparison) => string;
  readonly highestSoFar: string;
  readonly peak: (percent: number, date: string) => string;
  readonly infected: (percent: number) => string;
  readonly findings: (findings: readonly { readonly finding: FindingKey; readonly percent: string }[]) => string;
  readonly mostAffected: (zone: Region, percent: number) => string;
  readonly noEarlier: string;
}

/** Labels and values of the head: patient, order, study. */
interface HeadWords extends Readonly<
  Record<
    | 'patient'
    | 'patientId'
    | 'born'
    | 'sex'
    | 'accession'
    | 'acquired'
    | 'study'
    | 'series'
    | 'zoneScore'
    | 'comparedWith'
    | 'noEarlier',
    string
  >
> {
  /** A value of PatientSex (PS3.3 C.7.1.1). */
  readonly sexOf: (code: string) => string;
  /** A value of PatientAge: days, weeks, months or years. */
  readonly age: (count: number, unit: 'D' | 'W' | 'M' | 'Y') => string;
  readonly slices: (count: number) => string;
  /** The score now and before. */
  readonly score: (score: number, most: number, before?: number) => string;
  /** The dates of earlier timepoints. */
  readonly earlier: (previous: Earlier, first?: Earlier) => string;
}

interface Earlier {
  readonly date: string;
  readonly interval: Interval;
}

/** The infection of both lungs and its findings at a time. */
interface InfectionAt extends Pick<RegionMeasurements, 'infectedPercent' | `${FindingKey}Percent`> {
  readonly acquiredAt: string;
}

interface PictureWords extends Readonly<
  Record<
    | 'timelineTitle'
    | 'interval'
    | 'profileTitle'
    | 'heightAxis'
    | 'histogramTitle'
    | 'attenuationAxis'
    | 'current'
    | 'previous'
    | 'view'
    | 'missing',
    string
  >
> {
  /** Below the lungs from another side. */
  readonly viewTitle: Readonly<Record<'coronal' | 'sagittalRight' | 'sagittalLeft' | 'projection', string>>;
  /** How to read them: which planes are shown, what the letters mean, and the colours of the projection. */
  readonly viewNote: (isInfected: boolean) => string;
  readonly caption: (height: number, infectedPercent: number) => string;
  /** Text alternatives of a picture of a slice, of a point of the timeline, and of the most infected slice of a profile. */
  readonly slice: (date: string, caption: string) => string;
  readonly timelinePoint: (point: InfectionAt) => string;
  readonly worstSlice: (date: string, infectedCm2: number, height: number) => string;
  /** Text alternatives of the lungs from another side, and of the histogram by the most frequent attenuation of each part, HU. */
  readonly viewOf: (title: string) => string;
  readonly frequent: (parts: readonly { readonly subject: SubjectKey; readonly hu: number }[]) => string;
}

/** How many lesions became what. */
export interface LesionCount {
  readonly verdict: LesionVerdict;
  readonly count: number;
}

interface LesionWords extends Readonly<Record<'title' | 'picture' | 'right' | 'left', string>> {
  readonly column: Readonly<Record<'lesion' | 'place' | 'before' | 'now' | 'change' | 'verdict', string>>;
  /** As one word. */
  readonly verdict: Readonly<Record<LesionVerdict, string>>;
  readonly name: (number: number) => string;
  /** A lesion of several parts. */
  readonly parts: (count: number) => string;
  /** What became of all lesions since a date; none of either time. */
  readonly summary: (date: string, counts: readonly LesionCount[]) => string;
  /** The sum of what is smaller than a lesion, ml. */
  readonly smaller: (leastMl: number, nowMl: number, beforeMl: number) => string;
  readonly leftOut: (told: number, others: number) => string;
  /** What a lesion is, and how it is matched: mm, and percent of its volume. */
  readonly reading: (leastMl: number, toleranceMm: number, spreadPercent: number) => string;
  readonly notCompared: (date: string) => string;
}

/** Headings of the parts of a report, and names of them for screen readers. */
type SectionWords = Readonly<
  Record<'summary' | 'limits' | 'readWithCare' | 'regions' | 'numbers' | 'views' | 'slices' | 'slicesOfBoth', string>
>;

interface FootWords extends Readonly<Record<'madeBy' | 'models' | 'reading', string>> {
  /** How to read the numbers of a report. */
  readonly howToRead: (limits: FollowUpThresholds, isFollowUp: boolean) => string;
}

/** The sentence of a warning. */
export function warningSentence<C extends WarningCode>({ warning }: Words, { code, details }: Warning<C>): string {
  return warning[code](details);
}
