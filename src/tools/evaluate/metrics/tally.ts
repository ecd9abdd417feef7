import type { Counts } from './counts.ts';

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
