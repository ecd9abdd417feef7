import type { Box } from '../../../inference/network/preprocess.ts';
import type { Picture, Scale } from './scores.ts';

const ALPHA = 0.5;

/**
 * Structure measure (Fan et al., ICCV 2017, arXiv 1708.00786) with alpha 0.5, 0..1.
 * `scale` takes the map's grey values to 0..1. Sample variances (n - 1), as in the authors' implementation.
 */
export function sMeasure(map: Picture, truth: Picture, scale: Scale): number {
  const quadrants = quadrantSums(map, truth, scale);
  const all = quadrants.reduce(add);
  const truthMean = all.truth / all.pixels;
  const mapMean = all.value / all.pixels / scale.range;
  if (truthMean === 0) return 1 - mapMean;
  if (truthMean === 1) return mapMean;
  return Math.max(0, ALPHA * objectScore(all, scale) + (1 - ALPHA) * regionScore(quadrants, all.pixels, scale));
}

/** Sums over pixels; grey values are whole numbers (value minus the scale's offset), so the sums are exact. */
interface Sums {
  readonly pixels: number;
  readonly value: number;
  readonly valueSquared: number;
  readonly truth: number;
  readonly valueInTruth: number;
  readonly valueSquaredInTruth: number;
}

function add(a: Sums, b: Sums): Sums {
  return {
    pixels: a.pixels + b.pixels,
    value: a.value + b.value,
    valueSquared: a.valueSquared + b.valueSquared,
    truth: a.truth + b.truth,
    valueInTruth: a.valueInTruth + b.valueInTruth,
    valueSquaredInTruth: a.valueSquaredInTruth + b.valueSquaredInTruth,
  };
}

/** Sums of the four rectangles that meet at the truth's centroid: upper left, upper right, lower left, lower right. */
function quadrantSums(map: Picture, truth: Picture, scale: Scale): Sums[] {
  const { width, height } = map;
  const [middleX, middleY] = centroid(truth);
  const [top, bottom] = [middleY, height - middleY];
  const [left, right] = [middleX, width - middleX];
  return [
    sums(map, truth, scale, { top: 0, left: 0, height: top, width: left }),
    sums(map, truth, scale, { top: 0, left: middleX, height: top, width: right }),
    sums(map, truth, scale, { top: middleY, left: 0, height: bottom, width: left }),
    sums(map, truth, scale, { top: middleY, left: middleX, height: bottom, width: right }),
  ];
}

/** The truth's centroid as [columns, rows] of the upper left rectangle (the pixel of the centroid is in it). */
function centroid({ width, values }: Picture): [number, number] {
  let [pixels, x, y] = [0, 0, 0];
  values.forEach((value, i) => {
    if (value === 0) return;
    pixels += 1;
    x += (i % width) + 1;
    y += Math.floor(i / width) + 1;
  });
  return pixels === 0 ? [0, 0] : [Math.round(x / pixels), Math.round(y / pixels)];
}

function sums({ width, values }: Picture, truth: Picture, { offset }: Scale, box: Box): Sums {
  const pixels = box.width * box.height;
  const sum = { pixels, value: 0, valueSquared: 0, truth: 0, valueInTruth: 0, valueSquaredInTruth: 0 };
  for (let y = box.top; y < box.top + box.height; y++) {
    const start = y * width + box.left;
    for (let i = start; i < start + box.width; i++) {
      const value = values[i]! - offset;
      sum.value += value;
      sum.valueSquared += value * value;
      if (truth.values[i] === 0) continue;
      sum.truth += 1;
      sum.valueInTruth += value;
      sum.valueSquaredInTruth += value * value;
    }
  }
  return sum;
}

/** Object-aware part: foreground and inverted background, each by mean and spread. */
function objectScore(all: Sums, { range }: Scale): number {
  const background = all.pixels - all.truth;
  const share = all.truth / all.pixels;
  const outside = all.value - all.valueInTruth;
  const outsideSquared = all.valueSquared - all.valueSquaredInTruth;
  const foregroundScore = similarity(
    all.valueInTruth / all.truth / range,
    deviation(all.truth, all.valueInTruth, all.valueSquaredInTruth) / range,
  );
  const backgroundScore = similarity(
    1 - outside / background / range,
    deviation(background, outside, outsideSquared) / range,
  );
  return share * foregroundScore + (1 - share) * backgroundScore;
}

function similarity(mean: number, spread: number): number {
  return (2 * mean) / (mean * mean + 1 + spread + Number.EPSILON);
}

function deviation(n: number, sum: number, sumOfSquares: number): number {
  return n < 2 ? 0 : Math.sqrt(Math.max(0, n * sumOfSquares - sum * sum) / (n * (n - 1)));
}

/** Region-aware part: the quadrants' structural similarity, weighted by area. */
function regionScore(quadrants: readonly Sums[], pixels: number, { range }: Scale): number {
  return quadrants
    .filter((quadrant) => quadrant.pixels > 0)
    .reduce((score, quadrant) => score + (quadrant.pixels / pixels) * structuralSimilarity(quadrant, range), 0);
}

function structuralSimilarity(sum: Sums, range: number): number {
  const n = sum.pixels;
  const x = sum.value / n / range;
  const y = sum.truth / n;
  const degrees = n * (n - 1 + Number.EPSILON);
  const varianceX = (n * sum.valueSquared - sum.value ** 2) / degrees / range ** 2;
  const varianceY = (n * sum.truth - sum.truth ** 2) / degrees;
  const covariance = (n * sum.valueInTruth - sum.value * sum.truth) / degrees / range;
  const likeness = 4 * x * y * covariance;
  const bound = (x * x + y * y) * (varianceX + varianceY);
  if (likeness !== 0) return likeness / (bound + Number.EPSILON);
  return bound === 0 ? 1 : 0;
}
