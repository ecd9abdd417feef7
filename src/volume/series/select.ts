import type { Refusal } from '../../refusal.ts';
import { KIND_RULES, LABEL_RULES, PREFERENCES } from './selection-rules.ts';
import type { RefusalRule } from './selection-rules.ts';
import type { SeriesSummary } from './summary.ts';

export { summariseSeries } from './summary.ts';
export type { SeriesSummary } from './summary.ts';

/** Which series of a study can be analysed, and why. */
export interface SeriesSelection {
  /** Best first; the first one is to be analysed. */
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
  const rule = rules.find(({ applies }) => applies(series));
  return rule === undefined ? undefined : { code: rule.code, message: `${series.name} ${rule.sentence(series)}` };
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
  return `${series.name} is ${among}: ${traits.join(', ')}.`;
}
