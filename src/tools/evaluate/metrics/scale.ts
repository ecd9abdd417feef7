/** Takes a grey value to 0..1: (value - offset) / range. */
export interface Scale {
  readonly offset: number;
  readonly range: number;
}

/** Grey values as they are: 0..255. */
export const PLAIN: Scale = { offset: 0, range: 255 };

/** Stretches the map's own smallest and largest value to 0 and 1; a map of one value stays as it is. */
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
