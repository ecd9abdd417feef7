/** Pixels of a mask against the truth. */
export interface Counts {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
  readonly trueNegative: number;
}

export interface Overlap {
  readonly dice: number;
  readonly sensitivity: number;
  readonly specificity: number;
  readonly precision: number;
}

/**
 * Dice, Sensitivity, Specificity and Precision of a mask. A share of nothing is 0 (Precision of an empty mask),
 * but Specificity is 1 where the truth has no background.
 */
export function overlap({ truePositive, falsePositive, falseNegative, trueNegative }: Counts): Overlap {
  return {
    dice: share(2 * truePositive, 2 * truePositive + falsePositive + falseNegative, 0),
    sensitivity: share(truePositive, truePositive + falseNegative, 0),
    specificity: share(trueNegative, trueNegative + falsePositive, 1),
    precision: share(truePositive, truePositive + falsePositive, 0),
  };
}

function share(part: number, whole: number, ofNothing: number): number {
  return whole === 0 ? ofNothing : part / whole;
}
