import { countsFrom, eMeasure, overlap, type Overlap, tally, type Tally } from './counts.ts';
import { sMeasure } from './s-measure.ts';
import { type BothScores, leastValue, type Picture, PLAIN, type Scale, type Scores, stretch } from './scores.ts';

/** Grey values of the mask at threshold 0.5: 128 and above. */
const HALF = 128;

/** Scores a grey-level map against the truth of the same size, as in the paper and at threshold 0.5. */
export function scoreImage(map: Picture, truth: Picture): BothScores {
  const mask = { ...map, values: map.values.map((value) => (value >= HALF ? 255 : 0)) };
  return { paper: paperScores(map, truth), at05: maskScores(mask, truth) };
}

/**
 * The authors' protocol (Inf-Net, tables II and III): the map stretched to 0..1, 256 thresholds from 1 to 0, the mask being all
 * pixels that reach the threshold; the mean over thresholds of Dice, Sensitivity, Specificity, Precision (all four 0 at a
 * threshold without a true positive) and E-measure; S-measure and mean absolute error of the stretched map.
 */
function paperScores(map: Picture, truth: Picture): Scores {
  const scale = stretch(map.values);
  const counted = tally(map.values, truth.values);
  const sum = { dice: 0, sensitivity: 0, specificity: 0, precision: 0, eMeasure: 0 };
  for (let step = 255; step >= 0; step--) {
    const counts = countsFrom(counted, leastValue(scale, step));
    const at: Overlap = counts.truePositive === 0 ? NOTHING_HIT : overlap(counts);
    sum.dice += at.dice;
    sum.sensitivity += at.sensitivity;
    sum.specificity += at.specificity;
    sum.precision += at.precision;
    sum.eMeasure += eMeasure(counts);
  }
  return {
    dice: sum.dice / 256,
    sensitivity: sum.sensitivity / 256,
    specificity: sum.specificity / 256,
    precision: sum.precision / 256,
    sMeasure: sMeasure(map, truth, scale),
    eMeasure: sum.eMeasure / 256,
    mae: meanAbsoluteError(counted, scale),
  };
}

const NOTHING_HIT: Overlap = { dice: 0, sensitivity: 0, specificity: 0, precision: 0 };

/** All measures of one mask (0 and 255): MAE is the share of wrong pixels. */
function maskScores(mask: Picture, truth: Picture): Scores {
  const counted = tally(mask.values, truth.values);
  const counts = countsFrom(counted, HALF);
  return {
    ...overlap(counts),
    sMeasure: sMeasure(mask, truth, PLAIN),
    eMeasure: eMeasure(counts),
    mae: meanAbsoluteError(counted, PLAIN),
  };
}

function meanAbsoluteError({ inside, outside, insideFrom, outsideFrom }: Tally, { offset, range }: Scale): number {
  let error = 0;
  for (let value = 0; value < 256; value++) {
    const scaled = (value - offset) / range;
    error += inside[value]! * Math.abs(1 - scaled) + outside[value]! * Math.abs(scaled);
  }
  return error / (insideFrom[0]! + outsideFrom[0]!);
}
