import type { LungMask, Volume } from '../../volume/volume.ts';
import { averageAlongZ, gaussianWeights } from '../findings/consistency.ts';
import type { NetworkMaps } from '../network/infer.ts';
import { grow } from './grow.ts';

/** Between these probabilities the grey values decide: there the network sees an edge, which attenuation places more exactly. */
const SURELY_NOT = 0.2;
const SURELY = 0.9;
/** Infection below this probability of lung is no reason to widen the lungs. */
const RATHER = 0.5;
/** Standard deviation along z of the smoothing of the network's lungs, mm. */
const SIGMA_MM = 1.5;

/** Those infected voxels (indices) over which lungs may be closed: all that the network does not see outside the lungs. */
export function infectionOfLungs(infected: Int32Array, { lung }: Pick<NetworkMaps, 'lung'>): Int32Array {
  return lung === undefined ? infected : infected.filter((voxel) => lung[voxel]! >= RATHER * 255);
}

/**
 * Changes the lungs found by attenuation, [z,y,x], to what they and those that the network draws give together. A voxel that the network is sure of is lung or is
 * not, whatever its attenuation: consolidation, tumour and vessels at the pleura stay in, effusion and bowel out. Elsewhere
 * the mask stays as it is. New voxels belong to the lung that they hang together with; those that touch none are dropped.
 * Where the network draws no lungs, nothing changes.
 */
export function joinNetworkLungs(
  lungs: LungMask,
  { lung, gate }: Pick<NetworkMaps, 'lung' | 'gate'>,
  { geometry }: Pick<Volume, 'geometry'>,
): void {
  if (lung === undefined) return;
  const missing: number[] = [];
  const area = geometry.shape[1] * geometry.shape[2];
  const weights = gaussianWeights(SIGMA_MM, geometry.spacing[0]);
  for (let z = 0; z < geometry.shape[0]; z++) {
    if (gate[z] === 0) continue;
    const { own, ownShare, at } = averageAlongZ(lung, gate, z, weights);
    for (let pixel = 0, voxel = z * area; pixel < area; pixel++, voxel++) {
      if (lungs[voxel] === 0) {
        if (own[pixel]! >= SURELY * 255 && at(pixel) >= SURELY * 255) missing.push(voxel);
        // No average is below the own part of it, so that most of the lung needs none.
      } else if (ownShare * own[pixel]! < SURELY_NOT * 255 && at(pixel) < SURELY_NOT * 255) lungs[voxel] = 0;
    }
  }
  grow(lungs, Int32Array.from(missing), geometry.shape);
}
