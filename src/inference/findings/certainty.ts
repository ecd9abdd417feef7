import type { FindingMask, LungMask, Volume } from '../../volume/volume.ts';
import type { NetworkMaps } from '../network/infer.ts';
import type { ModelRecord } from '../network/registry.ts';
import { averageAlongZ, gaussianWeights } from './consistency.ts';
import { CONSISTENCY, infectionScores } from './findings.ts';

/** How far the thresholds of infection and gate are moved, as a share of them. */
const UNSURE_SHARE = 0.4;

/** How much of each slice the network is sure of, and how much it holds possible: infected voxels, [z]. */
export interface Certainty {
  /** Findings that remain when infection must be more probable; at most the findings. */
  readonly sure: Uint32Array;
  /** Findings, and what would join them if less probability were enough; at least the findings. */
  readonly possible: Uint32Array;
}

/**
 * Counts what the network is unsure of: the voxels that the findings lose and gain when the thresholds of the network (infection and
 * gate) are raised and lowered by UNSURE_SHARE. Probabilities are smoothed along z as for the findings. It tells how much hangs on the
 * thresholds, and not how often the network errs.
 */
export function certaintyOf(
  maps: NetworkMaps,
  lungs: LungMask,
  findings: FindingMask,
  { geometry }: Pick<Volume, 'geometry'>,
  { thresholds }: Pick<ModelRecord, 'thresholds'>,
): Certainty {
  const [slices, rows, columns] = geometry.shape;
  const area = rows * columns;
  const weights = gaussianWeights(CONSISTENCY.mapSigmaMm, geometry.spacing[0]);
  const [lower, higher] = [1 - UNSURE_SHARE, 1 + UNSURE_SHARE];
  const [sure, possible] = [new Uint32Array(slices), new Uint32Array(slices)];
  infectionScores(maps, { geometry }).forEach((score, z) => {
    if (score === 0 || score < lower * thresholds.gate) return;
    const isSure = score >= Math.min(1, higher * thresholds.gate);
    const { at } = averageAlongZ(maps.infection, maps.gate, z, weights);
    for (let pixel = 0, voxel = z * area; pixel < area; pixel++, voxel++) {
      if (lungs[voxel] === 0) continue;
      const value = at(pixel);
      if (value < lower * thresholds.infection * 255) continue;
      possible[z]!++;
      if (isSure && findings[voxel] !== 0 && value >= higher * thresholds.infection * 255) sure[z]!++;
    }
  });
  return { sure, possible };
}
