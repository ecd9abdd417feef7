import { cellsOf, IntList, labelCells } from '../components.ts';
import { CONSOLIDATION, GROUND_GLASS_OPACITY } from '../../volume/volume.ts';
import type { FindingMask, LungMask, Volume } from '../../volume/volume.ts';
import { type AverageAlongZ, averageAlongZ, forEachFrom, gaussianWeights, smoothAlongZ } from './consistency.ts';
import type { NetworkMaps } from '../network/infer.ts';
import type { ModelRecord } from '../network/registry.ts';

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
 * The finding of each voxel, [z,y,x]: of the infected voxels (infectedVoxels) those inside the lungs, in parts that are not tiny,
 * split into consolidation and GGO. `lungs` should be closed over the infection (includeInfection), else consolidated lung is lost.
 */
export function labelFindings(
  infected: Int32Array,
  maps: Pick<NetworkMaps, 'consolidation' | 'gate'>,
  lungs: LungMask,
  { geometry }: Place,
  model: Thresholds,
): FindingMask {
  const [dz, dy, dx] = geometry.spacing;
  const smallest = CONSISTENCY.smallestBlobMm3 / (dz * dy * dx);
  const parts = labelCells(
    infected.filter((voxel) => lungs[voxel] !== 0),
    geometry.shape,
  );
  const believed = cellsOf(
    parts,
    parts.sizes.map((size) => size >= smallest),
  );
  return splitFindings(believed, maps, { geometry }, model);
}

/**
 * Indices of the infected voxels, [z,y,x], ascending: where P(infection), smoothed along z, reaches its threshold in slices that
 * the gate lets pass. Infection is sparse, so a list of it is passed on, not a mask.
 */
export function infectedVoxels(maps: NetworkMaps, { geometry }: Place, { thresholds }: Thresholds): Int32Array {
  const area = geometry.shape[1] * geometry.shape[2];
  const weights = gaussianWeights(CONSISTENCY.mapSigmaMm, geometry.spacing[0]);
  const voxels = new IntList();
  infectionScores(maps, { geometry }).forEach((score, z) => {
    if (score === 0 || score < thresholds.gate) return;
    const average = averageAlongZ(maps.infection, maps.gate, z, weights);
    forEachFrom(thresholds.infection * 255, average, (pixel) => voxels.push(z * area + pixel));
  });
  return voxels.values();
}

/** How sure each slice is infected, 0..1, [z]: the gate, smoothed along z; 0 where the slice has no lung. */
export function infectionScores({ gate }: Pick<NetworkMaps, 'gate'>, { geometry }: Place): Float32Array {
  return smoothAlongZ(gate, gaussianWeights(CONSISTENCY.gateSigmaMm, geometry.spacing[0]));
}

/**
 * The finding of each voxel, [z,y,x], for voxels that are infected (indices, ascending): consolidation where P(consolidation),
 * smoothed along z, reaches its threshold, GGO elsewhere. So findings never overlap and their union is the infection.
 */
export function splitFindings(
  infected: Int32Array,
  { consolidation, gate }: Pick<NetworkMaps, 'consolidation' | 'gate'>,
  { geometry }: Place,
  { thresholds }: Thresholds,
): FindingMask {
  const area = geometry.shape[1] * geometry.shape[2];
  const weights = gaussianWeights(CONSISTENCY.mapSigmaMm, geometry.spacing[0]);
  const least = thresholds.consolidation * 255;
  const findings = new Uint8Array(geometry.shape[0] * area);
  let endOfSlice = 0;
  let average: AverageAlongZ['at'] = () => 0;
  for (const voxel of infected) {
    if (voxel >= endOfSlice) {
      const z = Math.floor(voxel / area);
      endOfSlice = (z + 1) * area;
      average = averageAlongZ(consolidation, gate, z, weights).at;
    }
    findings[voxel] = average(voxel - endOfSlice + area) >= least ? CONSOLIDATION : GROUND_GLASS_OPACITY;
  }
  return findings;
}
