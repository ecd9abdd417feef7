import { CONSOLIDATION, type FindingMask, type Volume } from '../../volume/volume.ts';
import { HIGH_OPACITY_HU } from './metrics.ts';

/** Voxel counts of one label in one slice, or a sum of these. */
export interface Tally {
  lung: number;
  ggo: number;
  consolidation: number;
  highOpacity: number;
  /** Sum of the infected voxels' attenuation, HU. */
  huSum: number;
}

/** The tallies of a slice by label; a label that does not occur in it may lack. */
export type SliceTallies = readonly (Tally | undefined)[];

/** Counts the voxels of each label of a mask slice by slice, in one pass. Findings outside the labels are not counted. */
export function tallySlices(volume: Volume, mask: Uint8Array, findings: FindingMask): SliceTallies[] {
  const [slices, rows, columns] = volume.geometry.shape;
  const area = rows * columns;
  return Array.from({ length: slices }, (_, z) => tallySlice(volume.hu, mask, findings, z * area, (z + 1) * area));
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

function tallySlice(hu: Int16Array, mask: Uint8Array, findings: FindingMask, from: number, to: number): SliceTallies {
  const tallies: Tally[] = [];
  for (let i = from; i < to; i++) {
    const label = mask[i]!;
    if (label === 0) continue;
    const tally = (tallies[label] ??= emptyTally());
    tally.lung++;
    const finding = findings[i]!;
    if (finding === 0) continue;
    if (finding === CONSOLIDATION) tally.consolidation++;
    else tally.ggo++;
    const value = hu[i]!;
    if (value >= HIGH_OPACITY_HU) tally.highOpacity++;
    tally.huSum += value;
  }
  return tallies;
}

/** Nothing counted yet. */
export function emptyTally(): Tally {
  return { lung: 0, ggo: 0, consolidation: 0, highOpacity: 0, huSum: 0 };
}
