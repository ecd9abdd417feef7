import { CONSOLIDATION, type FindingMask, GROUND_GLASS_OPACITY, type LungMask } from '../../volume/volume.ts';

/** Attenuation of the lungs by its frequency: voxel counts of bins of equal width. Voxels beyond the ends count in the first and the last. */
export interface Histogram {
  /** Lower end of the first bin, and the width of each, HU. */
  readonly fromHu: number;
  readonly binHu: number;
  /** All of the lungs, findings too. */
  readonly lung: readonly number[];
  readonly ggo: readonly number[];
  readonly consolidation: readonly number[];
}

const [FROM_HU, TO_HU, BIN_HU] = [-1050, 200, 25];
const BINS = (TO_HU - FROM_HU) / BIN_HU;

/** Counts the voxels of the lungs and of the findings in them by their attenuation; arrays are [z,y,x]. */
export function histogramOf(hu: Int16Array, lungs: LungMask, findings: FindingMask): Histogram {
  const [lung, ggo, consolidation] = [new Uint32Array(BINS), new Uint32Array(BINS), new Uint32Array(BINS)];
  for (let i = 0; i < hu.length; i++) {
    if (lungs[i] === 0) continue;
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor((hu[i]! - FROM_HU) / BIN_HU)));
    lung[bin]!++;
    if (findings[i] === GROUND_GLASS_OPACITY) ggo[bin]!++;
    else if (findings[i] === CONSOLIDATION) consolidation[bin]!++;
  }
  return { fromHu: FROM_HU, binHu: BIN_HU, lung: [...lung], ggo: [...ggo], consolidation: [...consolidation] };
}
