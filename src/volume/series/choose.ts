import { RefusalError, type Refusal, type RefusalCode } from '../../refusal.ts';
import type { SeriesSelection, SeriesSummary } from './select.ts';

/** The series that was analysed, and why not the others. */
export interface Choice<T> {
  readonly summary: SeriesSummary;
  /** Why the rules preferred it. */
  readonly reason: string;
  /** What was made of it. */
  readonly result: T;
  readonly refused: SeriesSelection['refused'];
}

/**
 * The first of the ranked series that can be used; one that shows a defect only now (a gap, a damaged slice, no lungs) is refused
 * and the next one is tried. Throws RefusalError when none is left: with the code that all refusals share, else NO_SERIES.
 */
export async function chooseSeries<T>(
  { ranked, refused }: SeriesSelection,
  use: (summary: SeriesSummary) => Promise<T>,
): Promise<Choice<T>> {
  const refusals = [...refused];
  for (const { summary, reason } of ranked) {
    try {
      return { summary, reason, result: await use(summary), refused: refusals };
    } catch (error) {
      if (!(error instanceof RefusalError)) throw error;
      refusals.push({ summary, refusal: { code: error.code, message: error.message } });
    }
  }
  throw nothingLeft(refusals.map(({ refusal }) => refusal));
}

/** One refusal for all: what they have in common, and every distinct reason once. */
export function nothingLeft(refusals: readonly Refusal[]): RefusalError {
  if (refusals.length === 0) return new RefusalError('NO_SERIES', 'There is no DICOM series here. Send a chest CT.');
  const codes = new Set<RefusalCode>(refusals.map(({ code }) => code));
  const [only] = codes;
  const reasons = [...new Set(refusals.map(({ message }) => message))];
  return new RefusalError(codes.size === 1 && only !== undefined ? only : 'NO_SERIES', reasons.join(' '));
}
