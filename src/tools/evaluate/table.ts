import { plainTable } from '../plain-table.ts';
import type { ClassScores } from './class-scores.ts';
import type { CtScores, RefusedSeries, SeriesScores } from './ct.ts';
import { type BothScores, MEASURES, type Scores } from './metrics/scores.ts';

const HEADS = ['Dice', 'Sens.', 'Spec.', 'Prec.', 'S', 'E', 'MAE'];

/** Scores of classes as a table for a terminal: two lines per class, as in the paper and at 0.5. */
export function scoreTable(classes: Readonly<Record<string, ClassScores | BothScores | null | undefined>>): string {
  const rows = Object.entries(classes).flatMap(([name, scores]) =>
    scores?.paper && scores.at05
      ? [[title(name, scores)], row('  as in the paper', scores.paper), row('  at 0.5', scores.at05)]
      : scores === undefined
        ? []
        : [[`${name}: no image shows it`]],
  );
  return plainTable([['', ...HEADS], ...rows]);
}

/** Scores of CT series as a table for a terminal, one line per series. */
export function seriesTable({ series }: Pick<CtScores, 'series'>): string {
  const heads = ['', 'AUC', 'Sens.', 'Spec.', 'infected %', 'slices'];
  return plainTable([heads, ...Object.entries(series).map(([name, scores]) => seriesRow(name, scores))]);
}

function seriesRow(name: string, scores: SeriesScores | RefusedSeries): string[] {
  if ('refused' in scores) return [`${name} refused (${scores.refused.code}): ${scores.refused.message}`];
  const { auc, sensitivity, specificity, infectedPercent, slices } = scores;
  const shares = [auc, sensitivity, specificity].map((value) => value?.toFixed(3) ?? '-');
  return [name, ...shares, infectedPercent.toFixed(2), String(slices)];
}

function title(name: string, scores: ClassScores | BothScores): string {
  if (!('images' in scores)) return name;
  const without = scores.imagesWithoutClass === 0 ? '' : `, ${scores.imagesWithoutClass} without it left out`;
  const images = scores.images === 1 ? '1 image' : `${scores.images} images`;
  return `${name} (${images}${without})`;
}

function row(name: string, scores: Scores): string[] {
  return [name, ...MEASURES.map((measure) => scores[measure].toFixed(3))];
}
