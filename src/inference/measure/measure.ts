import { dot, type FindingMask, type Geometry, type Slice, type Volume } from '../../volume/volume.ts';
import type { Certainty } from '../findings/certainty.ts';
import type { Masks, Measurements, Region, RegionMeasurements, SliceMeasurements } from './measurements.ts';
import { tallyRegions, zoneScore } from './zones.ts';
import { addTallies, type SliceTallies, type Tally, tallySlices } from './tally.ts';

/**
 * Measures lungs and findings in every region and slice.
 *
 * Masks are [z,y,x] of the volume, `infectionScores` is [z], 0..1; `certainty` may lack. Volumes are in ml (= cm3), areas in mm2, shares in percent
 * of the region's lung volume (0 where the region is empty). The voxel volume comes from row spacing x column spacing x true
 * slice distance. Findings outside the lungs are not counted: close the lungs over the infection first (`includeInfection`).
 */
export function measure(
  volume: Volume,
  masks: Masks,
  findings: FindingMask,
  infectionScores: Float32Array,
  certainty?: Certainty,
): Measurements {
  const tallies = Object.fromEntries(
    Object.entries(masks).map(([name, mask]) => [name, tallySlices(volume, mask, findings)]),
  ) as Record<keyof Masks, SliceTallies[]>;
  const voxelMl = volume.geometry.spacing.reduce((product, spacing) => product * spacing) / 1000;
  const byRegion = Object.entries(tallyRegions(tallies)).map(([region, tally]) => [region, ofRegion(tally, voxelMl)]);
  const regions = Object.fromEntries(byRegion) as Record<Region, RegionMeasurements>;
  const slices = volume.slices.map((slice, z) => {
    const tally = addTallies(tallies.lungs[z]!.filter((one) => one !== undefined));
    return { ...ofSlice(slice, tally, infectionScores[z] ?? 0, volume.geometry), ...boundsOf(z, volume, certainty) };
  });
  return { regions, severityScore: zoneScore(regions), slices };
}

function ofRegion(tally: Tally, voxelMl: number): RegionMeasurements {
  const infected = tally.ggo + tally.consolidation;
  const percent = (voxels: number): number => (tally.lung === 0 ? 0 : (100 * voxels) / tally.lung);
  return {
    lungMl: tally.lung * voxelMl,
    infectedMl: infected * voxelMl,
    infectedPercent: percent(infected),
    ggoMl: tally.ggo * voxelMl,
    ggoPercent: percent(tally.ggo),
    consolidationMl: tally.consolidation * voxelMl,
    consolidationPercent: percent(tally.consolidation),
    highOpacityPercent: percent(tally.highOpacity),
    meanHu: infected === 0 ? null : tally.huSum / infected,
  };
}

function ofSlice(slice: Slice, tally: Tally, infectionScore: number, geometry: Geometry): SliceMeasurements {
  const [, dy, dx] = geometry.spacing;
  return {
    sopInstanceUid: slice.sopInstanceUid,
    ...(slice.frameNumber === undefined ? {} : { frameNumber: slice.frameNumber }),
    // The slice axis points to the feet, z grows to the head.
    z: 0 - dot(slice.position, geometry.sliceAxis),
    lungMm2: tally.lung * dy * dx,
    infectedMm2: (tally.ggo + tally.consolidation) * dy * dx,
    infectionScore,
  };
}

function boundsOf(z: number, { geometry }: Volume, certainty: Certainty | undefined) {
  if (certainty === undefined) return {};
  const [, dy, dx] = geometry.spacing;
  return { sureMm2: (certainty.sure[z] ?? 0) * dy * dx, possibleMm2: (certainty.possible[z] ?? 0) * dy * dx };
}
