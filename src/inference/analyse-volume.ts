import { CONSISTENCY, infectedVoxels, infectionScores, labelFindings } from './findings/findings.ts';
import { certaintyOf } from './findings/certainty.ts';
import { coarsen, type Grid } from './lungs/grid.ts';
import { refuseFlat } from './lungs/cut.ts';
import { includeInfection } from './lungs/include-infection.ts';
import { infectionOfLungs, joinNetworkLungs } from './lungs/join-network.ts';
import { segmentLungs } from './lungs/segment.ts';
import { type DeviceFailure, inferOnAnyDevice, type Network } from './network/network.ts';
import type { ModelRecord } from './network/registry.ts';
import { PRODUCT } from '../product.ts';
import { measure } from './measure/measure.ts';
import type { Measurements } from './measure/measurements.ts';
import type { FindingMask, LungMask, Volume } from '../volume/volume.ts';

/** What decides the pixels of a result besides input and model set: part of the identity of an analysis. */
export const PIXEL_SETTINGS = { softwareVersion: PRODUCT.version, ...CONSISTENCY } as const;

/** The stages of an analysis that take a volume to measurements. */
export const ANALYSIS_STAGES = ['lungs', 'infection', 'findings', 'measure'] as const;
export type AnalysisStage = (typeof ANALYSIS_STAGES)[number];

export interface AnalysisHooks {
  /** Called as a stage goes on: `done` of `total` slices. */
  readonly onProgress?: (stage: AnalysisStage, done: number, total: number) => void;
  signal?: AbortSignal;
}

/** One run of one model set over one series. */
export interface Analysis {
  readonly volume: Volume;
  readonly lungs: LungMask;
  readonly findings: FindingMask;
  readonly measurements: Measurements;
  readonly modelSet: string;
  readonly models: readonly ModelRecord[];
  /** The execution provider that ran the network on all slices, and those that failed on this volume before it. */
  readonly device: string;
  readonly failedDevices: readonly DeviceFailure[];
  readonly timingsMs: Readonly<Record<AnalysisStage, number>>;
}

/**
 * Takes a volume through lungs, infection, findings and measurements.
 * Throws RefusalError (NO_LUNGS, LUNGS_CUT, NO_GEOMETRY) when the volume shows no lungs or little of them, AbortError when the signal ends it.
 */
export async function analyseVolume(volume: Volume, network: Network, hooks: AnalysisHooks = {}): Promise<Analysis> {
  const { model, modelSet } = network;
  const timingsMs = { lungs: 0, infection: 0, findings: 0, measure: 0 };
  const total = volume.slices.length;
  const stage = async <T>(name: AnalysisStage, work: () => T | Promise<T>): Promise<T> => {
    hooks.signal?.throwIfAborted();
    hooks.onProgress?.(name, 0, total);
    const start = performance.now();
    const result = await work();
    timingsMs[name] = performance.now() - start;
    hooks.onProgress?.(name, total, total);
    return result;
  };

  // Apart, so that the maps, each as large as a mask, are gone when the findings are measured and written.
  const findInfection = async (lungs: LungMask, grid: Grid) => {
    const { maps, ...ran } = await stage('infection', () => {
      const onProgress = (done: number, of: number) => hooks.onProgress?.('infection', done, of);
      return inferOnAnyDevice(volume, lungs, network, onProgress, hooks.signal);
    });
    const found = await stage('findings', () => {
      const infected = infectedVoxels(maps, volume, model);
      joinNetworkLungs(lungs, maps, volume);
      includeInfection(lungs, infectionOfLungs(infected, maps), volume, grid);
      const findings = labelFindings(infected, maps, lungs, volume, model);
      return { findings, certainty: certaintyOf(maps, lungs, findings, volume, model) };
    });
    return { ...ran, ...found, scores: infectionScores(maps, volume) };
  };

  const { grid, lungs } = await stage('lungs', () => {
    const grid = coarsen(volume);
    const lungs = segmentLungs(volume, grid);
    refuseFlat(lungs, volume);
    return { grid, lungs };
  });
  const { findings, certainty, scores, device, failedDevices } = await findInfection(lungs, grid);
  const measurements = await stage('measure', () => measure(volume, { lungs }, findings, scores, certainty));
  return { volume, lungs, findings, measurements, modelSet, models: [model], device, failedDevices, timingsMs };
}
