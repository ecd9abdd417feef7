import { type Analysis, type AnalysisHooks, PIXEL_SETTINGS } from '../../inference/analyse-volume.ts';
import { modelIdentity } from '../../inference/network/model.ts';
import type { Provider } from '../../inference/network/onnx.ts';
import { analysisIdentity } from '../../results/identity.ts';
import { ThreadPool } from '../../threads/pool.ts';
import type { Volume } from '../../volume/volume.ts';
import type { AnalysisProtocol } from './analysis-thread.ts';
import type { Analyser } from './parts.ts';

/** How long an analysis that was told to end may keep the thread, ms: between two looks at its signal lie seconds. */
const ABORT_GRACE_MS = 20_000;

/**
 * Opens the analyser that runs the trained networks of a folder in a separate thread. A thread that dies (for want of memory, say), or does
 * not end an analysis that it was told to end, fails the analyses that it had; the next one gets a new thread. Throws ModelError's message when the networks cannot be used.
 */
export async function openAnalyser(
  modelsDir: string,
  providers: readonly Provider[],
): Promise<Analyser & { close(): Promise<void> }> {
  const pool = new ThreadPool<AnalysisProtocol>({
    name: 'the analysis',
    file: new URL('./analysis-thread.ts', import.meta.url),
    start: () => ({ modelsDir, providers }),
    size: 1,
    requestsPerThread: Infinity,
    abortGraceMs: ABORT_GRACE_MS,
    isBackground: true,
  });
  const { modelSet, model, device } = await pool.open();
  return {
    identity: analysisIdentity('', modelIdentity(modelSet, [model]), PIXEL_SETTINGS),
    modelSet,
    device,
    analyse: (volume, hooks) => analyse(pool, volume, hooks),
    close: () => pool.close(),
  };
}

async function analyse(pool: ThreadPool<AnalysisProtocol>, volume: Volume, hooks: AnalysisHooks): Promise<Analysis> {
  const { hu: voxels, geometry, slices } = volume;
  const { hu, ...outcome } = await pool.ask(
    () => ({ request: { hu: voxels, geometry, slices }, transfer: [voxels.buffer] }),
    { signal: hooks.signal, onProgress: (progress) => hooks.onProgress?.(...progress) },
  );
  return { ...outcome, volume: { ...volume, hu } };
}
