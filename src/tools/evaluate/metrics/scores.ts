/** The measures of the paper's tables II and III for one image, or their mean over images; all 0..1, MAE the lower the better. */
export interface Scores {
  readonly dice: number;
  readonly sensitivity: number;
  readonly specificity: number;
  readonly precision: number;
  readonly sMeasure: number;
  readonly eMeasure: number;
  readonly mae: number;
}

export const MEASURES = ['dice', 'sensitivity', 'specificity', 'precision', 'sMeasure', 'eMeasure', 'mae'] as const;

/** The same images scored twice: as in the paper, and as a mask at threshold 0.5. */
export interface BothScores {
  readonly paper: Scores;
  readonly at05: Scores;
}

/** Mean of each measure. Summed from the smallest value upwards, so that the order of images changes nothing, not even the last digit. */
export function meanScores(scores: readonly Scores[]): Scores {
  const mean = (measure: keyof Scores) => {
    const values = scores.map((score) => score[measure]).sort((a, b) => a - b);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return Object.fromEntries(MEASURES.map((measure) => [measure, mean(measure)])) as unknown as Scores;
}
