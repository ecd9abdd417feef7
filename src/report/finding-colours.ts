/** Red, green, blue of sRGB, 0..255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Sky blue and vermilion of the Okabe-Ito palette: told apart by colour-blind readers and on grey CT. */
export const FINDING_COLOURS = {
  ggo: [86, 180, 233],
  consolidation: [213, 94, 0],
} as const satisfies Record<string, Rgb>;
