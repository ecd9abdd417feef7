import {
  type Measurements,
  type Region,
  type RegionMeasurements,
  REGIONS,
  type SliceMeasurements,
} from '../../src/inference/measure/measurements.ts';
import type { PixelModel } from '../../src/inference/network/model.ts';
import type { AnalysisResult, ArtefactOptions } from '../../src/results/artefacts.ts';
import type { Volume } from '../../src/volume/volume.ts';
import { measured } from './measured.ts';
import { syntheticVolume } from './volumes.ts';

export const OPTIONS: ArtefactOptions = {
  performedAt: new Date('2026-01-02T03:04:05Z'),
  lungsSeg: true,
  settings: { infectionThreshold: 0.5 },
};

/** An analysis by hand: right lung left of the image's middle, findings in both lungs, numbers that differ in every region. */
export function infectedAnalysis(volume: Volume = syntheticVolume()): AnalysisResult {
  const columns = volume.geometry.shape[2];
  const lungs = Uint8Array.from(volume.hu, (_, i) => (i % columns < columns / 2 ? 1 : 2));
  const findings = Uint8Array.from(volume.hu, (_, i) => (i % 11 === 0 ? 1 + (i % 2) : 0));
  const hu = volume.hu.map((_, i) => (findings[i] === 2 ? -100 : -600));
  return {
    ...MODELS,
    volume: { ...volume, hu },
    lungs,
    findings,
    measurements: { ...measurements((_, i) => infected(i)), slices: slicesOf(volume) },
  };
}

function slicesOf({ slices, geometry }: Volume): SliceMeasurements[] {
  return slices.map(({ sopInstanceUid, frameNumber }, at) => ({
    sopInstanceUid,
    ...(frameNumber !== undefined && { frameNumber }),
    z: -geometry.spacing[0] * at,
    lungMm2: 188,
    infectedMm2: 17 + at,
    infectionScore: 0.9,
  }));
}

/** An analysis that found nothing, the normal case. */
export function healthyAnalysis(volume: Volume = syntheticVolume()): AnalysisResult {
  const findings = new Uint8Array(volume.hu.length);
  const lungs = new Uint8Array(volume.hu.length).fill(1);
  return { ...MODELS, volume, lungs, findings, measurements: measurements((_, i) => measured({ lungMl: 3000.5 + i })) };
}

const MODEL: PixelModel = {
  name: 'infnet',
  version: '1.2.0',
  sha256: 'ab'.repeat(32),
  inputSize: [64, 64],
  windowHu: [-1100, 260],
  crop: { marginFraction: 0.02, minSizeMm: 100 },
  thresholds: { infection: 0.5, consolidation: 0.5, gate: 0.2 },
};
const MODELS = { modelSet: 'set-1', models: [MODEL] };

function measurements(of: (region: Region, index: number) => RegionMeasurements): Measurements {
  const regions = Object.fromEntries(REGIONS.map((region, i) => [region, of(region, i)]));
  return { regions: regions as Record<Region, RegionMeasurements>, severityScore: 7, slices: [] };
}

function infected(i: number): RegionMeasurements {
  return measured({
    lungMl: 3000.5 + i,
    infectedMl: 300.25 + i,
    infectedPercent: 10.0625 + i,
    ggoMl: 200.125 + i,
    ggoPercent: 6.5 + i,
    consolidationMl: 100.125 + i,
    consolidationPercent: 3.5 + i,
    highOpacityPercent: i === 0 ? 0.000123456 : i / 8,
    meanHu: -512.5 - i,
  });
}
