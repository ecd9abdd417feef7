import { intervalOf } from '../inference/measure/repeatability.ts';

/** How long the infection takes to double if it goes on as between two timepoints, days; `low` and `high` follow from repeated measurements. */
export interface DoublingTime {
  readonly days: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Doubling time of the infected share of both lungs between two shares (percent) that lie `days` apart: days x ln 2 / ln(now / before), as of
 * volumes (M. Schwartz, Cancer 1961;14:1272). Its interval comes from the intervals of both shares at their ends. Null where the growth is no
 * greater than that of repeated measurements, because then it may be infinite.
 */
export function doublingTime(before: number, now: number, days: number): DoublingTime | null {
  const [earlier, later] = [intervalOf('lungs', before), intervalOf('lungs', now)];
  if (days <= 0 || earlier.low <= 0 || later.low <= earlier.high) return null;
  const time = (ratio: number): number => (days * Math.LN2) / Math.log(ratio);
  return { days: time(now / before), low: time(later.high / earlier.low), high: time(later.low / earlier.high) };
}
