import type { Dataset } from '../dicom/dataset.ts';
import { directionOf, type FollowUpThresholds } from '../followup/change.ts';
import type { FollowUp } from '../followup/compare.ts';
import type { LeftOut } from '../followup/identity.ts';
import type { LesionCourse } from '../followup/lesions/course.ts';
import type { Timepoint } from '../followup/timepoint.ts';
import { partsContradict, type Verdict } from '../followup/verdict.ts';
import type { Histogram } from '../inference/measure/histogram.ts';
import type { NamedModel } from '../inference/network/model.ts';
import { type Language, LANGUAGES } from '../language/languages.ts';
import type { Words } from '../language/words.ts';
import { PRODUCT } from '../product.ts';
import { type LesionContent, type Line, profileOf, type ReportContent, timelineOf, type Tone } from './content.ts';
import { patientLines, studyLines } from './head.ts';
import { markedWarnings, marksOf } from './marks.ts';
import { headlineOf, reportSentences } from './sentences.ts';
import { lesionContent } from './lesions.ts';
import { keyWeight } from './key-slices.ts';
import { firstStudyTable, followUpTable } from './table.ts';
import { type SliceThumbnail, stripColumns } from './thumbnails.ts';
import type { View } from './views.ts';

export interface ReportInput {
  /** Header of the current study's source (naturalised): patient and study lines come from it. */
  readonly header: Dataset;
  readonly timepoint: Timepoint;
  /** The comparison of this timepoint with earlier ones; null for a first study. */
  readonly followUp: FollowUp | null;
  /** Earlier timepoints that may be of another person. */
  readonly leftOut: readonly LeftOut[];
  /** What became of the lesions; null where they were not compared. */
  readonly lesions: LesionCourse | null;
  readonly thresholds: FollowUpThresholds;
  readonly thumbnails: readonly SliceThumbnail[];
  /** Those of the previous timepoint; [] if there is none. */
  readonly previousThumbnails: readonly SliceThumbnail[];
  /** Of the current timepoint; [] and null in analyses that kept neither. */
  readonly views: readonly View[];
  readonly histogram: Histogram | null;
  readonly models: readonly NamedModel[];
  /** When the analysis was done. */
  readonly performedAt: Date;
  readonly language: Language;
  /** Where people reach the service, for links in files; pages need none. */
  readonly publicUrl?: string | undefined;
}

/** Assembles everything that the report of a timepoint shows. */
export function buildReport(input: ReportInput): ReportContent {
  const { header, timepoint, followUp, leftOut, thresholds, performedAt } = input;
  const { measurements } = timepoint;
  const words = LANGUAGES[input.language];
  const warnings = markedWarnings(timepoint, followUp, leftOut, words);
  const [main = '', ...others] = reportSentences(timepoint, followUp, thresholds, words);
  const weight = keyWeight(measurements.slices, followUp?.previous.measurements.slices ?? []);
  return {
    words,
    title: followUp ? words.title.followUp : words.title.firstStudy,
    verdict: verdictOf(timepoint, followUp, thresholds, words),
    patient: patientLines(header, words),
    study: studyLines(header, timepoint, followUp, words),
    sentences: [`${main}${marksOf(warnings, 'lungs', followUp ? 'change' : 'now')}`, ...others, words.reference],
    warnings,
    timeline: timelineOf(followUp?.timepoints ?? [timepoint]),
    profile: { current: profileOf(timepoint), previous: followUp && profileOf(followUp.previous) },
    table: followUp ? followUpTable(followUp, warnings, words) : firstStudyTable(measurements, warnings, words),
    views: input.views,
    histogram: input.histogram,
    isInfected: measurements.regions.lungs.infectedMl > 0,
    lesions: followUp && lesionsOf(followUp, input.lesions, words),
    strip: {
      current: timepoint.acquiredAt,
      previous: followUp && followUp.previous.acquiredAt,
      studies: { current: timepoint.studyInstanceUid, previous: followUp && followUp.previous.studyInstanceUid },
      ...(followUp
        ? { perRow: 5, columns: stripColumns(input.thumbnails, input.previousThumbnails, 5, weight) }
        : { perRow: 3, columns: stripColumns(input.thumbnails, [], 6, weight) }),
    },
    provenance: provenance(input, words),
    performedAt,
    publicUrl: input.publicUrl,
  };
}

function lesionsOf(followUp: FollowUp, course: LesionCourse | null, words: Words): LesionContent | string {
  return course === null ? words.lesions.notCompared(followUp.previous.acquiredAt) : lesionContent(course, words);
}

/** A part that gets worse needs attention, whatever became of the whole. */
function toneOf(verdict: Verdict): Tone {
  if (verdict.worse.length > 0) return 'worse';
  if (verdict.kind === 'mixed' || verdict.kind === 'notComparable') return 'unclear';
  return partsContradict(verdict) ? 'better' : (directionOf(verdict.kind) ?? 'neutral');
}

function verdictOf(
  { measurements }: Timepoint,
  followUp: FollowUp | null,
  { infectionPercent }: FollowUpThresholds,
  words: Words,
): ReportContent['verdict'] {
  if (followUp) return { text: headlineOf(followUp.verdict, words), tone: toneOf(followUp.verdict) };
  const { infectedPercent, infectedMl } = measurements.regions.lungs;
  const infected = infectedPercent >= infectionPercent;
  return {
    text: words.firstVerdict[infected ? 'infected' : infectedMl > 0 ? 'belowLimit' : 'none'],
    tone: 'neutral',
  };
}

function provenance({ models, performedAt, thresholds, followUp, timepoint }: ReportInput, words: Words): Line[] {
  const { foot, dateAndTime } = words;
  const networks = models.map(({ name, version, sha256 }) => `${name} ${version} (SHA-256 ${sha256.slice(0, 12)}…)`);
  return [
    {
      label: foot.madeBy,
      value: `${PRODUCT.name} ${PRODUCT.version}, ${dateAndTime(performedAt.toISOString())} UTC`,
    },
    { label: foot.models, value: `${timepoint.modelSet}: ${networks.join(', ')}` },
    { label: foot.reading, value: foot.howToRead(thresholds, followUp !== null) },
  ];
}
