import { HIGH_OPACITY_HU } from '../measure/metrics.ts';
import { cellsOf, IntList, labelCells } from '../components.ts';
import { CONSOLIDATION, GROUND_GLASS_OPACITY } from '../../volume/volume.ts';
import type { FindingMask, LungMask, Volume } from '../../volume/volume.ts';
import { type AverageAlongZ, averageAlongZ, forEachFrom, gaussianWeights, smoothAlongZ } from './consistency.ts';
import type { NetworkMaps } from '../network/infer.ts';
import type { ModelRecord } from '../network/registry.ts';

type Thresholds = Pick<ModelRecord, 'thresholds'>;
type Place = Pick<Volume, 'geometry' | 'hu'>;
type Extent = Pick<Volume, 'geometry'>;

/** How far slices listen to their neighbours, the smallest part of an infection that is believed, and what makes it consolidation. */
export const CONSISTENCY = {
  /** Standard deviation along z of the smoothing of probabilities, mm. */
  mapSigmaMm: 1.5,
  /** Standard deviation along z of the smoothing of the slice gate, mm. */
  gateSigmaMm: 3,
  /** Connected parts of less than this are dropped, mm3. */
  smallestBlobMm3: 50,
  /** Consolidation has at least this mean attenuation, HU: what high opacity asks of a single voxel. */
  consolidationHu: HIGH_OPACITY_HU,
  /** Edge of the square over which that mean is taken, mm. */
  attenuationMm: 5,
} as const;

/** What consolidation is besides what the network calls so, in one sentence for objects and pages. */
export const CONSOLIDATION_RULE = `Consolidation has a mean attenuation of ${CONSISTENCY.consolidationHu} HU or more over ${CONSISTENCY.attenuationMm} mm of infection`;

/**
 * The finding of each voxel, [z,y,x]: of the infected voxels (infectedVoxels) those inside the lungs, in parts that are not tiny,
 * split into consolidation and GGO. `lungs` should be closed over the infection (includeInfection), else consolidated lung is lost.
 */
export function labelFindings(
  infected: Int32Array,
  maps: Pick<NetworkMaps, 'consolidation' | 'gate'>,
  lungs: LungMask,
  volume: Place,
  model: Thresholds,
): FindingMask {
  const { geometry } = volume;
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
  return splitFindings(believed, maps, volume, model);
}

/**
 * Indices of the infected voxels, [z,y,x], ascending: where P(infection), smoothed along z, reaches its threshold in slices that
 * the gate lets pass. Infection is sparse, so a list of it is passed on, not a mask.
 */
export function infectedVoxels(maps: NetworkMaps, { geometry }: Extent, { thresholds }: Thresholds): Int32Array {
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
export function infectionScores({ gate }: Pick<NetworkMaps, 'gate'>, { geometry }: Extent): Float32Array {
  return smoothAlongZ(gate, gaussianWeights(CONSISTENCY.gateSigmaMm, geometry.spacing[0]));
}

/**
 * The finding of each voxel, [z,y,x], for voxels that are infected (indices, ascending). Consolidation is where P(consolidation),
 * smoothed along z, reaches its threshold and the infection around the voxel is dense: it hides vessels, so its mean
 * attenuation is near soft tissue (Fleischner glossary, Hansell et al., Radiology 2008). GGO is elsewhere, so findings never overlap
 * and their union is the infection.
 */
export function splitFindings(
  infected: Int32Array,
  { consolidation, gate }: Pick<NetworkMaps, 'consolidation' | 'gate'>,
  { geometry, hu }: Place,
  { thresholds }: Thresholds,
): FindingMask {
  const area = geometry.shape[1] * geometry.shape[2];
  const weights = gaussianWeights(CONSISTENCY.mapSigmaMm, geometry.spacing[0]);
  const least = thresholds.consolidation * 255;
  const findings = new Uint8Array(geometry.shape[0] * area);
  for (const voxel of infected) findings[voxel] = GROUND_GLASS_OPACITY;
  const attenuation = attenuationAround(hu, findings, geometry);
  let endOfSlice = 0;
  let average: AverageAlongZ['at'] = () => 0;
  for (const voxel of infected) {
    if (voxel >= endOfSlice) {
      const z = Math.floor(voxel / area);
      endOfSlice = (z + 1) * area;
      average = averageAlongZ(consolidation, gate, z, weights).at;
    }
    if (average(voxel - endOfSlice + area) >= least && attenuation(voxel) >= CONSISTENCY.consolidationHu)
      findings[voxel] = CONSOLIDATION;
  }
  return findings;
}

/**
 * Mean attenuation in HU of the infected voxels around an infected voxel, in its slice, within a square of
 * `attenuationMm`. What is not infected does not count: aerated lung, chest wall.
 */
function attenuationAround(
  hu: Int16Array,
  infected: Uint8Array,
  { shape: [, rows, columns], spacing: [, dy, dx] }: Volume['geometry'],
): (voxel: number) => number {
  const [ry, rx] = [dy, dx].map((mm) => Math.floor(CONSISTENCY.attenuationMm / 2 / mm)) as [number, number];
  return (voxel) => {
    const x = voxel % columns;
    const row = (voxel - x) / columns;
    const y = row % rows;
    const [x0, x1] = [Math.max(0, x - rx) - x, Math.min(columns - 1, x + rx) - x];
    let [sum, count] = [0, 0];
    for (let v = Math.max(0, y - ry) - y; v <= Math.min(rows - 1, y + ry) - y; v++) {
      const middle = voxel + v * columns;
      for (let i = middle + x0; i <= middle + x1; i++) {
        if (infected[i] === 0) continue;
        sum += hu[i]!;
        count++;
      }
    }
    return sum / count;
  };
}
