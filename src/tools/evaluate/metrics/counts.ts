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

/** Pixels of a grey-level map by value, inside and outside the truth: enough for every measure that knows no places. */
export interface Tally {
  /** [256] each. */
  readonly inside: Float64Array;
  readonly outside: Float64Array;
  /** Pixels of this value and above, [257]. */
  readonly insideFrom: Float64Array;
  readonly outsideFrom: Float64Array;
}

/** Counts the values of a map (0..255) where the truth is set and where it is not. */
export function tally(map: Uint8Array, truth: Uint8Array): Tally {
  const inside = new Float64Array(256);
  const outside = new Float64Array(256);
  for (let i = 0; i < map.length; i++) {
    if (truth[i] === 0) outside[map[i]!]! += 1;
    else inside[map[i]!]! += 1;
  }
  return { inside, outside, insideFrom: fromAbove(inside), outsideFrom: fromAbove(outside) };
}

/** Counts of the mask of all pixels with a value of `least` (0..256) and above. */
export function countsFrom({ insideFrom, outsideFrom }: Tally, least: number): Counts {
  const truePositive = insideFrom[least]!;
  const falsePositive = outsideFrom[least]!;
  return {
    truePositive,
    falsePositive,
    falseNegative: insideFrom[0]! - truePositive,
    trueNegative: outsideFrom[0]! - falsePositive,
  };
}

function fromAbove(histogram: Float64Array): Float64Array {
  const sums = new Float64Array(257);
  for (let value = 255; value >= 0; value--) sums[value] = sums[value + 1]! + histogram[value]!;
  return sums;
}

/**
 * Enhanced-alignment measure of a mask (Fan et al., IJCAI 2018, doi 10.24963/ijcai.2018/97), 0..1.
 * A pixel's alignment depends only on its two values, so four counts are enough. Divided by the number of pixels
 * (the authors' script divides by one less, which goes beyond 1).
 */
export function eMeasure({ truePositive, falsePositive, falseNegative, trueNegative }: Counts): number {
  const pixels = truePositive + falsePositive + falseNegative + trueNegative;
  const truthMean = (truePositive + falseNegative) / pixels;
  const maskMean = (truePositive + falsePositive) / pixels;
  return (
    (truePositive * alignment(1, 1, truthMean, maskMean) +
      falsePositive * alignment(0, 1, truthMean, maskMean) +
      falseNegative * alignment(1, 0, truthMean, maskMean) +
      trueNegative * alignment(0, 0, truthMean, maskMean)) /
    pixels
  );
}

/** The enhanced alignment of one pixel; an empty and a full truth compare the mask alone. */
function alignment(truth: number, mask: number, truthMean: number, maskMean: number): number {
  if (truthMean === 0) return 1 - mask;
  if (truthMean === 1) return mask;
  const a = truth - truthMean;
  const b = mask - maskMean;
  const aligned = (2 * a * b) / (a * a + b * b + Number.EPSILON);
  return (aligned + 1) ** 2 / 4;
}

/**
 * Area under the ROC curve: the chance that a positive scores higher than a negative, ties counting half (Mann-Whitney).
 * null where one class is absent.
 */
export function rocAuc(scores: ArrayLike<number>, positive: readonly boolean[]): number | null {
  const order = Array.from(positive.keys()).sort((a, b) => scores[a]! - scores[b]!);
  const positives = positive.filter(Boolean).length;
  const negatives = positive.length - positives;
  if (positives === 0 || negatives === 0) return null;
  let [below, wins] = [0, 0];
  for (let start = 0; start < order.length;) {
    let end = start;
    let [tiedPositives, tiedNegatives] = [0, 0];
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) {
      if (positive[order[end]!]) tiedPositives++;
      else tiedNegatives++;
      end++;
    }
    wins += tiedPositives * (below + tiedNegatives / 2);
    below += tiedNegatives;
    start = end;
  }
  return wins / (positives * negatives);
}
