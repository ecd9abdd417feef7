import { FINDING_COLOURS } from './finding-colours.ts';
import type { Shadow } from './shadows.ts';
import type { RgbImage } from './slice-image.ts';
import type { Size } from './fit.ts';

/** Depth of a finding at which its colour hides 63 % of the lung, and how much a single voxel hides, mm and share. */
const HIDING_MM = 30;
const LEAST_HIDDEN = 0.35;
/** Grey of the thinnest lung, and what is added for each mm of it. */
const LUNG_GREY = 28;
const GREY_PER_MM = 0.55;

/**
 * All findings seen from the front as in a radiograph, coded by depth: the more of a finding lies behind a point, the stronger its
 * colour. The lungs are a grey shadow. `depthMm`: depth of one voxel.
 */
export function projectionOf({ lung, ggo, consolidation }: Shadow, { width, height }: Size, depthMm: number): RgbImage {
  const data = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    if (lung[at] === 0) continue;
    const grey = Math.min(255, LUNG_GREY + GREY_PER_MM * lung[at]! * depthMm);
    const [glass, dense] = [ggo[at]! * depthMm, consolidation[at]! * depthMm];
    const depth = glass + dense;
    const hidden = depth === 0 ? 0 : Math.max(LEAST_HIDDEN, 1 - Math.exp(-depth / HIDING_MM));
    const mixed = (channel: 0 | 1 | 2) =>
      depth === 0 ? 0 : (glass * FINDING_COLOURS.ggo[channel] + dense * FINDING_COLOURS.consolidation[channel]) / depth;
    for (const channel of [0, 1, 2] as const)
      data[at * 3 + channel] = Math.round(grey * (1 - hidden) + mixed(channel) * hidden);
  }
  return { width, height, data };
}
