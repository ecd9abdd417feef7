import type { Analysis, AnalysisHooks } from '../../src/inference/analyse-volume.ts';
import { measure } from '../../src/inference/measure/measure.ts';
import type { ModelRecord } from '../../src/inference/network/registry.ts';
import type { Analyser } from '../../src/service/jobs/parts.ts';
import type { Volume } from '../../src/volume/volume.ts';
import { tinyModel } from './tiny-network.ts';

export interface SimpleAnalyser extends Analyser {
  /** Series that were analysed, in order. */
  readonly seen: string[];
  /** Runs at the beginning of every analysis; may wait or throw. */
  onAnalyse: (volume: Volume, hooks: AnalysisHooks) => Promise<void>;
}

/** Needs no weights: the halves of every slice are the lungs, and their middle rows the findings. */
export function simpleAnalyser(modelSet = 'simple-1'): SimpleAnalyser {
  const analyser: SimpleAnalyser = {
    identity: `identity of ${modelSet}`,
    modelSet,
    device: 'cpu',
    seen: [],
    onAnalyse: async () => {},
    analyse: async (volume, hooks) => {
      analyser.seen.push(String(volume.header['SeriesInstanceUID']));
      await analyser.onAnalyse(volume, hooks);
      // As the network's thread does: the voxels are lent, and what comes back has them.
      const hu = structuredClone(volume.hu, { transfer: [volume.hu.buffer] });
      return analysis({ ...volume, hu }, modelSet);
    },
  };
  return analyser;
}

function analysis(volume: Volume, modelSet: string): Analysis {
  const [, rows, columns] = volume.geometry.shape;
  const lungs = new Uint8Array(volume.hu.length);
  const findings = new Uint8Array(volume.hu.length);
  for (let at = 0; at < lungs.length; at++) {
    const [y, x] = [Math.floor(at / columns) % rows, at % columns];
    lungs[at] = x < columns / 2 ? 1 : 2;
    if (y === rows / 2) findings[at] = x % 4 === 0 ? 2 : 1;
  }
  const scores = new Float32Array(volume.slices.length).fill(0.75);
  const model: ModelRecord = { ...tinyModel, name: 'simple', version: '1', sha256: '0'.repeat(64) };
  return {
    volume,
    lungs,
    findings,
    measurements: measure(volume, { lungs }, findings, scores),
    modelSet,
    models: [model],
    device: 'cpu',
    failedDevices: [],
    timingsMs: { lungs: 1, infection: 1, findings: 1, measure: 1 },
  };
}
