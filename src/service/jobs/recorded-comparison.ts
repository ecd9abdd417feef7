import type { Queryable } from '../../db/database.ts';
import type { RecordedFollowUp } from '../../db/follow-ups.ts';
import { readThumbnails } from '../../db/thumbnails.ts';
import { readTimepointsByKey, type RecordedTimepoint } from '../../db/timepoints.ts';
import type { FollowUpThresholds } from '../../followup/change.ts';
import { compareTimepoints, type FollowUp } from '../../followup/compare.ts';
import type { Language } from '../../language/languages.ts';
import type { ReportInput } from '../../report/build.ts';

/** How timepoints are compared and reported. */
export interface FollowUpOptions {
  readonly thresholds: FollowUpThresholds;
  readonly language: Language;
}

/** A timepoint and what it is compared with. */
export interface Compared extends FollowUpOptions {
  readonly current: RecordedTimepoint;
  /** null for a first study. */
  readonly followUp: FollowUp | null;
  readonly previous: RecordedTimepoint | undefined;
}

/** Compares a timepoint with the others of its patient. */
export function compareRecorded(
  timepoints: readonly RecordedTimepoint[],
  current: RecordedTimepoint,
  { thresholds, language }: FollowUpOptions,
): Compared {
  const followUp = compareTimepoints(
    timepoints.map(({ timepoint }) => timepoint),
    current.timepoint,
    thresholds,
  );
  const previous = timepoints.find(({ timepoint }) => timepoint === followUp?.previous);
  return { current, followUp, previous, thresholds, language };
}

/** A recorded follow-up as it was made: the same timepoints, whatever came later. */
export async function recallFollowUp(database: Queryable, recorded: RecordedFollowUp): Promise<Compared> {
  const timepoints = await readTimepointsByKey(database, recorded.compared);
  const current = timepoints.at(-1);
  if (current === undefined) throw new Error(`the analyses of follow-up ${recorded.identity} are gone`);
  return compareRecorded(timepoints, { ...current, performedAt: recorded.performedAt }, recorded);
}

/** All that the report of a comparison is made from. */
export async function reportInputOf(database: Queryable, compared: Compared): Promise<ReportInput> {
  const { current, followUp, previous, thresholds, language } = compared;
  const { source, timepoint, models, performedAt } = current;
  return {
    header: source.header,
    timepoint,
    followUp,
    thresholds,
    thumbnails: await readThumbnails(database, current.id),
    previousThumbnails: previous ? await readThumbnails(database, previous.id) : [],
    models,
    performedAt,
    language,
  };
}
