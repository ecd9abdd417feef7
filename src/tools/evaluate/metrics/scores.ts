/** A grey-level map or a truth mask of one image: values row by row. A map holds 0..255, a truth 0 and 1. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
}

/** The measures of the paper's tables II and III for one image, or their mean over images; all 0..1; for MAE lower is better. */
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

/** Mean of each measure. Summed from the smallest value upwards, so that the order of images does not change even the last digit. */
export function meanScores(scores: readonly Scores[]): Scores {
  const mean = (measure: keyof Scores) => {
    const values = scores.map((score) => score[measure]).sort((a, b) => a - b);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return Object.fromEntries(MEASURES.map((measure) => [measure, mean(measure)])) as unknown as Scores;
}

/** Maps a grey value to 0..1: (value - offset) / range. */
export interface Scale {
  readonly offset: number;
  readonly range: number;
}

/** Grey values as they are: 0..255. */
export const PLAIN: Scale = { offset: 0, range: 255 };

/** Stretches the map's own smallest and largest value to 0 and 1; a constant map stays as it is. */
export function stretch(map: Uint8Array): Scale {
  let [low, high] = [255, 0];
  for (const value of map) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high > low ? { offset: low, range: high - low } : PLAIN;
}

/** The smallest grey value (0..256) that reaches `numerator / 255` on the scale; whole numbers, so that no rounding shifts a threshold. */
export function leastValue({ offset, range }: Scale, numerator: number): number {
  return Math.max(0, Math.min(256, offset + Math.ceil((numerator * range) / 255)));
}
