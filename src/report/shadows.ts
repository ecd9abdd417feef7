import { CONSOLIDATION, type FindingMask, LEFT_LUNG, type LungMask, RIGHT_LUNG } from '../volume/volume.ts';
import type { PixelOrder } from './slice-image.ts';

/** How many voxels of the lungs and of findings lie behind each point, seen along one axis. */
export interface Shadow {
  readonly lung: Uint32Array;
  readonly ggo: Uint32Array;
  readonly consolidation: Uint32Array;
}

/** Where lungs and findings lie, along the axes of the axial view: x to the patient's left, y to the back, z to the feet. */
export interface Shadows {
  /** Seen from the front, [z, x]. */
  readonly front: Shadow;
  /** In each frontal plane, [y], and in each sagittal plane of the lung on that side, [x]. */
  readonly frontal: Shadow;
  readonly sagittal: Readonly<Record<'right' | 'left', Shadow>>;
  /** In each slice, [z]. */
  readonly axial: Shadow;
}

/** Counts the voxels of the masks, [z,y,x], in one pass; `order` is that of the axial view. */
export function shadowsOf(lungs: LungMask, findings: FindingMask, slices: number, order: PixelOrder): Shadows {
  const { width, height, start, stepX, stepY } = order;
  const area = width * height;
  const shadows: Shadows = {
    front: shadow(slices * width),
    frontal: shadow(height),
    sagittal: { right: shadow(width), left: shadow(width) },
    axial: shadow(slices),
  };
  for (let z = 0; z < slices; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0, at = z * area + start + y * stepY; x < width; x++, at += stepX) {
        const lung = lungs[at];
        if (lung !== RIGHT_LUNG && lung !== LEFT_LUNG) continue;
        const finding = findings[at]!;
        count(shadows.front, z * width + x, finding);
        count(shadows.frontal, y, finding);
        count(shadows.sagittal[lung === RIGHT_LUNG ? 'right' : 'left'], x, finding);
        count(shadows.axial, z, finding);
      }
    }
  }
  return shadows;
}

function shadow(length: number): Shadow {
  return { lung: new Uint32Array(length), ggo: new Uint32Array(length), consolidation: new Uint32Array(length) };
}

function count({ lung, ggo, consolidation }: Shadow, at: number, finding: number): void {
  lung[at]!++;
  if (finding === CONSOLIDATION) consolidation[at]!++;
  else if (finding !== 0) ggo[at]!++;
}
