import { type FindingKey, FINDINGS } from '../volume/findings.ts';

/** Red, green, blue of sRGB, 0..255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** The colours that the SEG recommends for its segments, so that pictures and viewers show the same. */
export const FINDING_COLOURS = Object.fromEntries(FINDINGS.map(({ key, cielab }) => [key, srgbOf(cielab)])) as Record<
  FindingKey,
  Rgb
>;

/** CIELab (D50, as in DICOM's profile connection space, PS3.3 C.10.7.1.1) to sRGB (IEC 61966-2-1). */
function srgbOf([l, a, b]: readonly [number, number, number]): Rgb {
  const f = (l + 16) / 116;
  const [x, y, z] = [0.9642 * unfold(f + a / 500), unfold(f), 0.8249 * unfold(f - b / 200)];
  return [
    gamma(3.1338561 * x - 1.6168667 * y - 0.4906146 * z),
    gamma(-0.9787684 * x + 1.9161415 * y + 0.033454 * z),
    gamma(0.0719453 * x - 0.2289914 * y + 1.4052427 * z),
  ];
}

function unfold(t: number): number {
  return t > 6 / 29 ? t ** 3 : 3 * (6 / 29) ** 2 * (t - 4 / 29);
}

function gamma(linear: number): number {
  const clipped = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055));
}
