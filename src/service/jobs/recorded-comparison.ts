import type { Queryable } from '../../db/database.ts';
import type { RecordedFollowUp } from '../../db/follow-ups.ts';
import { readThumbnails } from '../../db/thumbnails.ts';
import { readViews } from '../../db/views.ts';
import { readTimepointsByKey, type RecordedTimepoint } from '../../db/timepoints.ts';
import type { FollowUpThresholds } from '../../followup/change.ts';
import { compareTimepoints, type FollowUp } from '../../followup/compare.ts';
import { type LeftOut, leftOutOf, leftOutWarnings } from '../../followup/identity.ts';
import type { LesionCourse } from '../../followup/lesions/course.ts';
import type { Language } from '../../language/languages.ts';
import type { ReportInput } from '../../report/build.ts';

/** How timepoints are compared and reported. */
export interface FollowUpOptions {
  readonly thresholds: FollowUpThresholds;
  readonly language: Language;
  /** Where people reach the service, for links in reports. */
  readonly publicUrl?: string | undefined;
}

/** A timepoint and what it is compared with. */
export interface Compared extends FollowUpOptions {
  readonly current: RecordedTimepoint;
  /** null for a first study. */
  readonly followUp: FollowUp | null;
  readonly previous: RecordedTimepoint | undefined;
  /** Earlier timepoints that are not compared, because they may be of another person. */
  readonly leftOut: readonly LeftOut[];
}

/** A comparison, and what became of the lesions; null where they cannot be compared. */
export interface Reported extends Compared {
  readonly lesions: LesionCourse | null;
}

/** Compares a timepoint with the others of its patient, except those that may be of another person. */
export function compareRecorded(
  timepoints: readonly RecordedTimepoint[],
  current: RecordedTimepoint,
  options: FollowUpOptions,
): Compared {
  const leftOut = leftOutOf(
    timepoints.map(({ identified }) => identified),
    current.identified,
  );
  const studies = new Set(leftOut.map(({ studyInstanceUid }) => studyInstanceUid));
  const same = timepoints.filter(({ timepoint }) => !studies.has(timepoint.studyInstanceUid));
  return compareAll(same, current, leftOut, options);
}

function compareAll(
  timepoints: readonly RecordedTimepoint[],
  current: RecordedTimepoint,
  leftOut: readonly LeftOut[],
  { thresholds, language, publicUrl }: FollowUpOptions,
): Compared {
  const comparison = compareTimepoints(
    timepoints.map(({ timepoint }) => timepoint),
    current.timepoint,
    thresholds,
  );
  const followUp = comparison && {
    ...comparison,
    warnings: [...leftOutWarnings(leftOut), ...comparison.warnings],
  };
  const previous = timepoints.find(({ timepoint }) => timepoint === followUp?.previous);
  return { current, followUp, previous, leftOut, thresholds, language, publicUrl };
}

/** A recorded follow-up as it was made: the same timepoints, whatever came later. */
export async function recallFollowUp(
  database: Queryable,
  recorded: RecordedFollowUp,
  publicUrl?: string,
): Promise<Reported> {
  const timepoints = await readTimepointsByKey(database, recorded.compared);
  const current = timepoints.at(-1);
  if (current === undefined) throw new Error(`the analyses of follow-up ${recorded.identity} are gone`);
  const made = { ...current, performedAt: recorded.performedAt };
  const compared = compareAll(timepoints, made, recorded.leftOut, { ...recorded, publicUrl });
  return { ...compared, lesions: recorded.lesions };
}

/** All that the report of a comparison is made from. */
export async function reportInputOf(database: Queryable, compared: Reported): Promise<ReportInput> {
  const { current, followUp, previous, leftOut, lesions, thresholds, language, publicUrl } = compared;
  const { source, timepoint, models, performedAt } = current;
  return {
    header: source.header,
    timepoint,
    followUp,
    leftOut,
    lesions,
    thresholds,
    thumbnails: await readThumbnails(database, current.id),
    previousThumbnails: previous ? await readThumbnails(database, previous.id) : [],
    views: await readViews(database, current.id),
    histogram: current.histogram,
    models,
    performedAt,
    language,
    publicUrl,
  };
}
