import {
  CONSOLIDATION,
  type FindingMask,
  LEFT_LUNG,
  type LungMask,
  RIGHT_LUNG,
  type Volume,
} from '../../volume/volume.ts';
import { HIGH_OPACITY_HU } from './metrics.ts';

export type Side = typeof RIGHT_LUNG | typeof LEFT_LUNG;

/** Voxel counts of one lung in one slice, or a sum of these. */
export interface Tally {
  lung: number;
  ggo: number;
  consolidation: number;
  highOpacity: number;
  /** Sum of the infected voxels' attenuation, HU. */
  huSum: number;
}

export type SliceTallies = Readonly<Record<Side, Tally>>;

/** Counts the voxels of each lung slice by slice, in one pass. Findings outside the lungs are not counted. */
export function tallySlices(volume: Volume, lungs: LungMask, findings: FindingMask): SliceTallies[] {
  const [slices, rows, columns] = volume.geometry.shape;
  const area = rows * columns;
  return Array.from({ length: slices }, (_, z) => tallySlice(volume.hu, lungs, findings, z * area, (z + 1) * area));
}

export function addTallies(tallies: Iterable<Tally>): Tally {
  const sum = emptyTally();
  for (const tally of tallies) {
    sum.lung += tally.lung;
    sum.ggo += tally.ggo;
    sum.consolidation += tally.consolidation;
    sum.highOpacity += tally.highOpacity;
    sum.huSum += tally.huSum;
  }
  return sum;
}

function tallySlice(hu: Int16Array, lungs: LungMask, findings: FindingMask, from: number, to: number): SliceTallies {
  const right = emptyTally();
  const left = emptyTally();
  for (let i = from; i < to; i++) {
    const side = lungs[i]!;
    if (side === 0) continue;
    const tally = side === RIGHT_LUNG ? right : left;
    tally.lung++;
    const finding = findings[i]!;
    if (finding === 0) continue;
    if (finding === CONSOLIDATION) tally.consolidation++;
    else tally.ggo++;
    const value = hu[i]!;
    if (value >= HIGH_OPACITY_HU) tally.highOpacity++;
    tally.huSum += value;
  }
  return { [RIGHT_LUNG]: right, [LEFT_LUNG]: left };
}

function emptyTally(): Tally {
  return { lung: 0, ggo: 0, consolidation: 0, highOpacity: 0, huSum: 0 };
}
