import { derivedUid } from '../dicom/uid.ts';
import type { FollowUp } from './compare.ts';

/**
 * What names the results of a comparison: the analysis itself without one, else the analysis and all that it is compared with and
 * by. An earlier study that arrives late gives another identity, a repeated run the same.
 */
export function comparisonIdentity(analysisKey: string, followUp: FollowUp | null): string {
  if (!followUp) return analysisKey;
  const thresholds = Object.entries(followUp.thresholds).sort(([a], [b]) => (a < b ? -1 : 1));
  const compared = followUp.timepoints.map((timepoint) => timepoint.analysisKey);
  return derivedUid(analysisKey, 'comparison', ...compared, JSON.stringify(thresholds));
}
