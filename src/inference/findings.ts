import { nextLabelled } from '../study/labelled.ts';
import { CONSOLIDATION, GROUND_GLASS_OPACITY } from '../study/volume.ts';
import type { FindingMask, LungMask, Volume } from '../study/volume.ts';
import { removeSmallBlobs } from './blobs.ts';
import { averageAlongZ, gaussianWeights, markFrom, smoothAlongZ } from './consistency.ts';
import type { NetworkMaps } from './infer.ts';
import type { ModelRecord } from './registry.ts';

type Thresholds = Pick<ModelRecord, 'thresholds'>;
type Place = Pick<Volume, 'geometry'>;

/** How far slices listen to their neighbours, and the smallest part of an infection that is believed. */
export const CONSISTENCY = {
  /** Standard deviation along z of the smoothing of probabilities, mm. */
  mapSigmaMm: 1.5,
  /** Standard deviation along z of the smoothing of the slice gate, mm. */
  gateSigmaMm: 3,
  /** Connected parts of less than this are dropped, mm3. */
  smallestBlobMm3: 50,
} as const;

/**
 * Turns an infection mask (infectionMask), in place, into the finding of each voxel, [z,y,x]: what lies inside the lungs, in
 * parts that are not tiny, split into consolidation and GGO.
 * `lungs` should be closed over the infection (includeInfection), else consolidated lung is lost.
 */
export function labelFindings(
  infection: Uint8Array,
  maps: Pick<NetworkMaps, 'consolidation' | 'gate'>,
  lungs: LungMask,
  { geometry }: Place,
  model: Thresholds,
): FindingMask {
  for (let i = nextLabelled(infection, 0); i >= 0; i = nextLabelled(infection, i + 1))
    if (lungs[i] === 0) infection[i] = 0;
  const [dz, dy, dx] = geometry.spacing;
  removeSmallBlobs(infection, geometry.shape, CONSISTENCY.smallestBlobMm3 / (dz * dy * dx));
  return splitFindings(infection, maps, { geometry }, model);
}

/** Where P(infection), smoothed along z, reaches its threshold in slices that the gate lets pass: 1, else 0; [z,y,x]. */
export function infectionMask(maps: NetworkMaps, { geometry }: Place, { thresholds }: Thresholds): Uint8Array {
  const area = geometry.shape[1] * geometry.shape[2];
  const weights = gaussianWeights(CONSISTENCY.mapSigmaMm, geometry.spacing[0]);
  const mask = new Uint8Array(maps.infection.length);
  infectionScores(maps, { geometry }).forEach((score, z) => {
    if (score === 0 || score < thresholds.gate) return;
    const average = averageAlongZ(maps.infection, maps.gate, z, weights);
    markFrom(thresholds.infection * 255, average, mask.subarray(z * area, (z + 1) * area));
  });
  return mask;
}

/** How sure each slice is infected, 0..1, [z]: the gate, smoothed along z; 0 where the slice has no lung. */
export function infectionScores({ gate }: Pick<NetworkMaps, 'gate'>, { geometry }: Place): Float32Array {
  return smoothAlongZ(gate, gaussianWeights(CONSISTENCY.gateSigmaMm, geometry.spacing[0]));
}

/**
 * Turns an infection mask (0 and 1, [z,y,x]), in place, into findings: consolidation where P(consolidation), smoothed along z,
 * reaches its threshold, GGO elsewhere. So findings never overlap and their union is the infection.
 */
export function splitFindings(
  infection: Uint8Array,
  { consolidation, gate }: Pick<NetworkMaps, 'consolidation' | 'gate'>,
  { geometry }: Place,
  { thresholds }: Thresholds,
): FindingMask {
  const area = geometry.shape[1] * geometry.shape[2];
  const weights = gaussianWeights(CONSISTENCY.mapSigmaMm, geometry.spacing[0]);
  const least = thresholds.consolidation * 255;
  for (let z = 0; z < geometry.shape[0]; z++) {
    const slice = infection.subarray(z * area, (z + 1) * area);
    if (!slice.includes(1)) continue;
    const average = averageAlongZ(consolidation, gate, z, weights);
    for (let i = nextLabelled(slice, 0); i >= 0; i = nextLabelled(slice, i + 1)) {
      slice[i] = average.at(i) >= least ? CONSOLIDATION : GROUND_GLASS_OPACITY;
    }
  }
  return infection;
}
