import type { Analysis, AnalysisHooks, Network } from '../pipeline.ts';
import { analyseVolume, PIXEL_SETTINGS } from '../pipeline.ts';
import { modelParameters } from '../dicom/model.ts';
import { analysisIdentity } from '../study/identity.ts';
import type { Volume } from '../study/volume.ts';

/** What makes an analysis of a volume; injected, so that the worker's logic is tested without weights. */
export interface Analyser {
  /** Equal for two runs that would give the same result for the same volume. */
  readonly identity: string;
  /** Execution provider that serves. */
  readonly device: string;
  analyse(volume: Volume, hooks: AnalysisHooks): Promise<Analysis>;
}

/** The analyser that runs the trained networks. */
export function networkAnalyser(network: Network): Analyser {
  return {
    identity: analysisIdentity('', modelParameters(network.modelSet, [network.model]).join(), PIXEL_SETTINGS),
    device: network.session.device,
    analyse: (volume, hooks) => analyseVolume(volume, network, hooks),
  };
}
