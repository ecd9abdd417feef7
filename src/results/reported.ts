import { type Code, privateCode, UNIT } from '../dicom/codes.ts';
import { type Change, FOLLOWED, type Followed } from '../followup/change.ts';
import type { FollowUp } from '../followup/compare.ts';
import type { LesionCourse } from '../followup/lesions/course.ts';
import { daysBetween } from '../followup/timepoint.ts';
import { type Region, REGIONS } from '../inference/measure/measurements.ts';
import { SUBJECTS } from '../inference/measure/metrics.ts';
import type { Words } from '../language/words.ts';
import { lesionSentences } from '../report/lesions.ts';
import { followUpSentences } from '../report/sentences.ts';
import { NAME } from '../sr/codes.ts';
import type { AdditionalMeasurement, Evaluation, ReportedLesion, ReportedTimepoint } from '../sr/input.ts';
import { CATEGORY, DERIVATION } from './course-codes.ts';
import { reportedLesions } from './reported-lesions.ts';
import { withWarnings } from './told-warnings.ts';

/** What a follow-up adds to the structured report: the time point context (TID 1502), the changes and the course of every region. */
export interface ReportedFollowUp {
  readonly timepoint: ReportedTimepoint;
  readonly additional: Readonly<Partial<Record<Region, readonly AdditionalMeasurement[]>>>;
  readonly evaluations: Readonly<Partial<Record<Region, readonly Evaluation[]>>>;
  readonly lesions: readonly ReportedLesion[];
}

/**
 * The structured report's part of a follow-up. Both lungs carry every change, rate and peak; the other regions the changes in
 * percentage points; each one the warnings about it. Texts are in the language of `words`; the meanings of codes are English.
 */
export function reportedFollowUp(followUp: FollowUp, lesions: LesionCourse | null, words: Words): ReportedFollowUp {
  const order = followUp.timepoints.length;
  const additional = REGIONS.map((region) => {
    const measured = region === 'lungs' ? everyChange : pointChanges;
    const changes = FOLLOWED.flatMap((followed) => measured(followUp, region, followed));
    return [region, region === 'lungs' ? [...changes, ...doublingTimes(followUp)] : changes];
  });
  return {
    timepoint: { label: words.timepoint(order - 1), order, daysSinceFirst: followUp.daysSinceFirst },
    additional: Object.fromEntries(additional) as ReportedFollowUp['additional'],
    evaluations: withWarnings(
      reportedCourse(followUp, lesions, words),
      [...followUp.warnings, ...followUp.firstWarnings],
      words,
    ),
    lesions: lesions === null ? [] : reportedLesions(lesions),
  };
}

function pointChanges({ regions }: FollowUp, region: Region, followed: Followed): AdditionalMeasurement[] {
  const { sincePrevious, sinceFirst } = regions[region][followed];
  const changes = [
    ['previous', sincePrevious],
    ['first', sinceFirst],
  ] as const;
  return changes
    .filter(([, change]) => change.category !== 'notMeasured')
    .map(([since, change]) => points(followed, since, change));
}

function everyChange(followUp: FollowUp, region: Region, followed: Followed): AdditionalMeasurement[] {
  const { sincePrevious, sinceFirst, peak } = followUp.regions[region][followed];
  const { code, meaning } = SUBJECTS[followed].followed;
  return [
    ...allOf(followed, 'previous', sincePrevious),
    ...allOf(followed, 'first', sinceFirst),
    measured(
      `${code}-PEAK`,
      `${meaning} peak so far (percent of lung)`,
      peak.percent,
      UNIT.percent,
      DERIVATION.maximum,
    ),
    measured(
      `${code}-PEAKDAY`,
      `${meaning} peak so far, days after the first CT`,
      daysBetween(followUp.first.acquiredAt, peak.acquiredAt),
      UNIT.day,
      DERIVATION.elapsed,
    ),
  ];
}

/** The doubling time and its interval, where the infection grows beyond repeated measurements. */
function doublingTimes({ doubling }: FollowUp): AdditionalMeasurement[] {
  if (doubling === null) return [];
  const name = 'Doubling time of infection at the rate since previous CT';
  const time = (code: string, meaning: string, days: number): AdditionalMeasurement =>
    measured(code, meaning, days, UNIT.day, DERIVATION.growth);
  return [
    time('DOUBLING', name, doubling.days),
    time('DOUBLING-LOW', 'Least doubling time by repeatability', doubling.low),
    time('DOUBLING-HIGH', 'Greatest doubling time by repeatability', doubling.high),
  ];
}

type Since = 'previous' | 'first';
const SHORT: Readonly<Record<Since, string>> = { previous: 'PREV', first: 'FIRST' };

function allOf(followed: Followed, since: Since, change: Change): AdditionalMeasurement[] {
  const { code, meaning } = SUBJECTS[followed].followed;
  const { relativePercent, percentPointsPerDay } = change;
  const relative = `${meaning} change since ${since} CT (% of earlier value)`;
  const rate = `${meaning} change a day since ${since} CT (percentage points)`;
  return [
    points(followed, since, change),
    ...(relativePercent === null
      ? []
      : [measured(`${code}-R-${SHORT[since]}`, relative, relativePercent, UNIT.percent, DERIVATION.relative)]),
    ...(percentPointsPerDay === null
      ? []
      : [measured(`${code}-T-${SHORT[since]}`, rate, percentPointsPerDay, UNIT.percentADay, DERIVATION.rate)]),
  ];
}

function points(followed: Followed, since: Since, { percentPoints }: Change): AdditionalMeasurement {
  const { code, meaning } = SUBJECTS[followed].followed;
  const name = `${meaning} change since ${since} CT (percentage points)`;
  return measured(`${code}-D-${SHORT[since]}`, name, percentPoints, UNIT.percent, DERIVATION.difference);
}

function measured(code: string, meaning: string, value: number, unit: Code, derivation: Code): AdditionalMeasurement {
  return { name: privateCode(code, meaning), value, unit, derivation };
}

const COURSE = {
  previous: privateCode('COURSE-PREV', 'Course of infection since previous CT'),
  first: privateCode('COURSE-FIRST', 'Course of infection since first CT'),
} as const satisfies Record<string, Code>;

/**
 * What became of the infection of every region, as categories in codes. Both lungs carry the verdict of the comparison, and the sentences of
 * the report.
 */
function reportedCourse(
  followUp: FollowUp,
  lesions: LesionCourse | null,
  words: Words,
): Readonly<Record<Region, readonly Evaluation[]>> {
  const ofLesions =
    lesions === null ? [words.lesions.notCompared(followUp.previous.acquiredAt)] : lesionSentences(lesions, words);
  const courses = REGIONS.map((region) => {
    const { sincePrevious, sinceFirst } = followUp.regions[region].infected;
    const [previous, first] =
      region === 'lungs'
        ? [followUp.verdict.kind, followUp.verdictSinceFirst.kind]
        : [sincePrevious.category, sinceFirst.category];
    const categories = [
      { name: COURSE.previous, value: CATEGORY[previous] },
      { name: COURSE.first, value: CATEGORY[first] },
    ];
    const sentences = region === 'lungs' ? [...followUpSentences(followUp, words), ...ofLesions] : [];
    return [region, [...categories, ...sentences.map((value) => ({ name: NAME.summary, value }))]];
  });
  return Object.fromEntries(courses) as Record<Region, readonly Evaluation[]>;
}
