import { type Code, privateCode, sct } from '../dicom/codes.ts';
import type { VerdictKind } from '../followup/verdict.ts';

/** How a number of a course was derived. */
export const DERIVATION = {
  earlier: privateCode('EARLIER', 'Sum of segmented voxels in the earlier CT'),
  difference: privateCode('DIFFERENCE', 'Difference to the earlier CT'),
  relative: privateCode('RELATIVE', 'Difference to the earlier CT in percent of its value'),
  rate: privateCode('RATE', 'Difference to the earlier CT divided by the days between'),
  maximum: sct('56851009', 'Maximum'), // CID 7464
  elapsed: privateCode('ELAPSED', 'Time between two CT'),
  growth: privateCode('GROWTH', 'Days between two CT x ln 2 / ln(share now / share before)'),
} as const satisfies Record<string, Code>;

/** What became of something. PS3.16 has codes of change only for mammograms and tumours. */
export const CATEGORY: Readonly<Record<VerdictKind, Code>> = {
  noInfection: privateCode('NO-INFECTION', 'No infection'),
  new: privateCode('NEW', 'New'),
  increasing: privateCode('INCREASING', 'Increasing'),
  stable: privateCode('STABLE', 'Stable'),
  decreasing: privateCode('DECREASING', 'Decreasing'),
  resolved: privateCode('RESOLVED', 'Resolved'),
  notMeasured: privateCode('NOT-MEASURED', 'Not measured'),
  notComparable: privateCode('NOT-COMPARABLE', 'Cannot be compared'),
  mixed: privateCode('MIXED', 'Mixed'),
};
