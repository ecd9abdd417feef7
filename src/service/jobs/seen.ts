import type { SeenSeries } from '../../db/studies.ts';
import type { Dataset } from '../../dicom/dataset.ts';
import { number } from '../../dicom/dataset.ts';
import type { Refusal } from '../../refusal.ts';
import type { Candidates } from './candidates.ts';
import type { StudyLook } from './look.ts';

/**
 * The candidates as they are recorded: rank and reason of those that fit, the refusal of the others. `late` are the
 * refusals of series that fitted by their headers and showed a defect when they were fetched.
 */
export function seenSeries(
  { series, headers, selection }: Candidates,
  late: ReadonlyMap<string, Refusal>,
): SeenSeries[] {
  const early = new Map(selection.refused.map(({ summary, refusal }) => [summary.seriesInstanceUid, refusal]));
  const fitting = selection.ranked.filter(({ summary }) => !late.has(summary.seriesInstanceUid));
  return series.map(({ seriesInstanceUid, header, sopInstanceUids }) => {
    const index = fitting.findIndex(({ summary }) => summary.seriesInstanceUid === seriesInstanceUid);
    return {
      header: headers.get(seriesInstanceUid) ?? header,
      numberOfInstances: sopInstanceUids.length || (number(header, 'NumberOfSeriesRelatedInstances') ?? 0),
      rank: index < 0 ? null : index + 1,
      reason: fitting[index]?.reason ?? '',
      refusal: late.get(seriesInstanceUid) ?? early.get(seriesInstanceUid),
    };
  });
}

/** Attributes of study and patient: what a full header says goes before the short answer of a query. */
export function studyHeader({ header, series }: StudyLook, { headers }: Candidates): Dataset {
  const full = series.find(({ sopInstanceUids }) => sopInstanceUids.length > 0);
  return { ...header, ...(full && headers.get(full.seriesInstanceUid)) };
}
