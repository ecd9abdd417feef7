import { type Analysis, analyseVolume, type AnalysisStage } from '../../inference/analyse-volume.ts';
import { openNetwork } from '../../inference/network/network.ts';
import type { Provider } from '../../inference/network/onnx.ts';
import type { ModelRecord } from '../../inference/network/registry.ts';
import type { Protocol } from '../../threads/protocol.ts';
import { serve } from '../../threads/serve.ts';
import type { Volume } from '../../volume/volume.ts';

export interface AnalysisProtocol extends Protocol {
  readonly start: { readonly modelsDir: string; readonly providers: readonly Provider[] };
  readonly opened: { readonly modelSet: string; readonly model: ModelRecord; readonly device: string };
  /** What an analysis reads of a volume; headers contain values that cannot be copied between threads. */
  readonly request: Omit<Volume, 'header'>;
  /** The analysis of a volume, with the voxels that were lent to the thread. */
  readonly answer: Omit<Analysis, 'volume'> & { readonly hu: Int16Array };
  readonly progress: readonly [stage: AnalysisStage, done: number, total: number];
}

/**
 * The thread that analyses volumes: finding the lungs alone takes seconds, and meanwhile the service must answer requests and show the
 * queue that it is alive.
 */
await serve<AnalysisProtocol>(async ({ modelsDir, providers }) => {
  const network = await openNetwork(modelsDir, providers);
  return {
    opened: { modelSet: network.modelSet, model: network.model, device: network.session.device },
    answer: async (volume, { onProgress, signal }) => {
      const hooks = { onProgress: (...progress: AnalysisProtocol['progress']) => onProgress(progress), signal };
      const { volume: analysed, ...rest } = await analyseVolume({ ...volume, header: {} }, network, hooks);
      const { hu } = analysed;
      return { answer: { ...rest, hu }, transfer: [hu.buffer, rest.lungs.buffer, rest.findings.buffer] };
    },
    close: () => network.session.release(),
  };
});
