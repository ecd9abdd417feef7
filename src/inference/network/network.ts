import { openSession, type Provider } from './onnx.ts';
import { type ModelRecord, loadModels } from './registry.ts';
import type { InferenceSession } from './session.ts';

/** A loaded model set: its network's record and the session that runs it. */
export interface Network {
  readonly modelSet: string;
  readonly model: ModelRecord;
  readonly session: InferenceSession;
}

/**
 * Loads the model set of a folder (hashes checked) and opens a session on the first provider that works.
 * Throws ModelError when a file is missing or changed, or no provider works.
 */
export async function openNetwork(folder: string, providers: readonly Provider[]): Promise<Network> {
  const { modelSet, models } = await loadModels(folder);
  const [model] = models as [ModelRecord];
  return { modelSet, model, session: await openSession(model, providers) };
}
