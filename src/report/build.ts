import { CONSOLIDATION_RULE } from '../inference/findings/findings.ts';
import type { Dataset } from '../dicom/dataset.ts';
import { missingLungs } from '../followup/acquisition.ts';
import type { Category, FollowUpThresholds } from '../followup/change.ts';
import type { FollowUp } from '../followup/compare.ts';
import { firstStudySentences, followUpSentences } from '../followup/sentences.ts';
import type { Timepoint } from '../followup/timepoint.ts';
import { capitalised, CATEGORY_WORDS, dateOf, decimal, exact } from '../followup/words.ts';
import { HIGH_OPACITY_HU, SUBJECTS } from '../inference/measure/metrics.ts';
import type { NamedModel } from '../inference/network/model.ts';
import { PRODUCT } from '../product.ts';
import { type Line, profileOf, type ReportContent, timelineOf } from './content.ts';
import { patientLines, studyLines } from './head.ts';
import { firstStudyTable, followUpTable } from './table.ts';
import { type SliceThumbnail, stripColumns } from './thumbnails.ts';

export interface ReportInput {
  /** Header of the current study's source (naturalised): patient and study lines come from it. */
  readonly header: Dataset;
  readonly timepoint: Timepoint;
  /** The comparison of this timepoint with earlier ones; null for a first study. */
  readonly followUp: FollowUp | null;
  readonly thresholds: FollowUpThresholds;
  readonly thumbnails: readonly SliceThumbnail[];
  /** Those of the previous timepoint; [] if there is none. */
  readonly previousThumbnails: readonly SliceThumbnail[];
  readonly models: readonly NamedModel[];
  /** When the analysis was done. */
  readonly performedAt: Date;
}

/** Assembles everything that the report of a timepoint shows. */
export function buildReport(input: ReportInput): ReportContent {
  const { header, timepoint, followUp, thresholds, performedAt } = input;
  const { measurements } = timepoint;
  return {
    title: followUp ? 'Chest CT: follow-up of lung infection' : 'Chest CT: lung infection',
    notice: PRODUCT.notice,
    verdict: verdictOf(timepoint, followUp, thresholds),
    patient: patientLines(header),
    study: studyLines(header, timepoint, followUp),
    sentences: followUp ? followUpSentences(followUp) : firstStudySentences(timepoint, thresholds),
    warnings: (followUp?.warnings ?? missingLungs(timepoint)).map(({ message }) => message),
    timeline: timelineOf(followUp?.timepoints ?? [timepoint]),
    profile: { current: profileOf(timepoint), previous: followUp && profileOf(followUp.previous) },
    table: followUp ? followUpTable(followUp) : firstStudyTable(measurements),
    strip: {
      current: dateOf(timepoint.acquiredAt),
      previous: followUp && dateOf(followUp.previous.acquiredAt),
      ...(followUp
        ? { perRow: 5, columns: stripColumns(input.thumbnails, input.previousThumbnails, 5) }
        : { perRow: 3, columns: stripColumns(input.thumbnails, [], 6) }),
    },
    provenance: provenance(input),
    performedAt,
  };
}

const TONES: Readonly<Record<Category, ReportContent['verdict']['tone']>> = {
  noInfection: 'neutral',
  new: 'worse',
  increasing: 'worse',
  stable: 'neutral',
  decreasing: 'better',
  resolved: 'better',
  notMeasured: 'neutral',
};

function verdictOf(
  { measurements }: Timepoint,
  followUp: FollowUp | null,
  { infectionPercent }: FollowUpThresholds,
): ReportContent['verdict'] {
  if (followUp) return { text: capitalised(CATEGORY_WORDS[followUp.category]), tone: TONES[followUp.category] };
  const { infectedPercent, infectedMl } = measurements.regions.lungs;
  const infected = infectedPercent >= infectionPercent;
  return {
    text: infected ? 'Infection' : infectedMl > 0 ? 'Infection below the limit' : 'No infection',
    tone: 'neutral',
  };
}

function provenance({ models, performedAt, thresholds, followUp, timepoint }: ReportInput): Line[] {
  const { infectionPercent, percentPoints, relativePercent } = thresholds;
  const networks = models.map(({ name, version, sha256 }) => `${name} ${version} (SHA-256 ${sha256.slice(0, 12)}…)`);
  const change = `A change counts from ${exact(percentPoints)} percentage points and ${exact(relativePercent)} % of the earlier value on. `;
  return [
    {
      label: 'Made by',
      value: `${PRODUCT.name} ${PRODUCT.version}, ${performedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    },
    { label: 'Models', value: `${timepoint.modelSet}: ${networks.join(', ')}` },
    {
      label: 'Reading',
      value: `${followUp ? change : ''}Less than ${exact(infectionPercent)} % counts as free of infection. Percentages are shares of each region's lung volume; ${SUBJECTS.highOpacity.noun} is infection of ${decimal(HIGH_OPACITY_HU, 0)} HU and above, voxel by voxel. ${CONSOLIDATION_RULE}.`,
    },
  ];
}
