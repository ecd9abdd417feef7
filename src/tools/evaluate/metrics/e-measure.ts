import type { Counts } from './counts.ts';

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
