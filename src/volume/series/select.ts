import { type Refusal, refusal, RefusalError } from '../../errors/refusal-error.ts';
import { KIND_RULES, LABEL_RULES, PREFERENCES, type RefusalRule } from './selection-rules.ts';
import type { SeriesSummary } from './summary.ts';

export { summariseSeries } from './summary.ts';
export type { SeriesSummary } from './summary.ts';

/** Which series of a study can be analysed, and why. */
export interface SeriesSelection {
  /** Best first; the first one is analysed. */
  readonly ranked: readonly { readonly summary: SeriesSummary; readonly reason: string }[];
  readonly refused: readonly { readonly summary: SeriesSummary; readonly refusal: Refusal }[];
}

/** Applies the rules of selection. The result does not depend on the order of the candidates. */
export function selectSeries(candidates: readonly SeriesSummary[]): SeriesSelection {
  const judged = candidates.map((summary) => ({ summary, refusal: refusalOf(summary) }));
  const fitting = judged.filter(({ refusal }) => refusal === undefined).map(({ summary }) => summary);
  return {
    ranked: fitting.sort(byPreference).map((summary) => ({ summary, reason: reasonFor(summary, fitting.length) })),
    refused: judged.flatMap(({ summary, refusal }) => (refusal === undefined ? [] : [{ summary, refusal }])),
  };
}

function refusalOf(series: SeriesSummary): Refusal | undefined {
  const geometry = 'code' in series.stack ? series.stack : undefined;
  return firstOf(KIND_RULES, series) ?? geometry ?? firstOf(LABEL_RULES, series);
}

function firstOf(rules: readonly RefusalRule[], series: SeriesSummary): Refusal | undefined {
  return rules.find(({ applies }) => applies(series))?.refusal(series);
}

function byPreference(a: SeriesSummary, b: SeriesSummary): number {
  return points(b) - points(a) || b.slices - a.slices || (a.seriesInstanceUid < b.seriesInstanceUid ? -1 : 1);
}

function points(series: SeriesSummary): number {
  return PREFERENCES.filter(({ applies }) => applies(series)).reduce((sum, preference) => sum + preference.points, 0);
}

function reasonFor(series: SeriesSummary, fitting: number): string {
  const traits = PREFERENCES.filter(({ applies }) => applies(series)).map(({ words }) => words(series));
  const among =
    fitting === 1 ? 'the only fitting series' : `one of ${fitting} fitting series, ${points(series)} points`;
  return [`${series.name} is ${among}: ${traits.join(', ')}.`, ...series.warnings.map(({ message }) => message)].join(
    ' ',
  );
}

/** The series that was analysed, and why not the others. */
export interface Choice<T> {
  readonly summary: SeriesSummary;
  /** Why the rules preferred it. */
  readonly reason: string;
  /** The result of the analysis. */
  readonly result: T;
  readonly refused: SeriesSelection['refused'];
}

/**
 * The first of the ranked series that can be used. A series that shows a defect only now (a gap, a damaged slice, no lungs) is refused,
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
      refusals.push({ summary, refusal: error.refusal });
    }
  }
  throw nothingLeft(refusals.map(({ refusal }) => refusal));
}

/** A folder may hold a hundred thousand files that are not DICOM: what is listed must be readable. */
const LISTED_REASONS = 20;

/** One refusal for all: their common code, and every distinct reason once, the first twenty. */
export function nothingLeft(refusals: readonly Refusal[]): RefusalError {
  if (refusals.length === 0) return new RefusalError(refusal('NO_SERIES', {}));
  const codes = new Set(refusals.map(({ code }) => code));
  const [only = 'NO_SERIES'] = codes;
  const reasons = [...new Set(refusals.map(({ message }) => message))];
  const more = reasons.length - LISTED_REASONS;
  const listed = [...reasons.slice(0, LISTED_REASONS), ...(more > 0 ? [`${more} more are refused.`] : [])];
  return new RefusalError({ code: codes.size === 1 ? only : 'NO_SERIES', message: listed.join(' ') });
}
