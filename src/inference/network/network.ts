import type { LungMask } from '../../volume/volume.ts';
import { inferVolume, type NetworkMaps, type Scan } from './infer.ts';
import { openSession, type Provider, type Refused } from './onnx.ts';
import { type ModelRecord, loadModels } from './registry.ts';
import type { InferenceSession } from './session.ts';

/** A loaded model set: its network's record and the session that runs it. */
export interface Network {
  readonly modelSet: string;
  readonly model: ModelRecord;
  readonly session: InferenceSession;
  /** Opens a session for one study on which these devices failed; undefined when no other provider is left. */
  readonly openSpare?: (failed: readonly string[]) => Promise<InferenceSession | undefined>;
}

/** The maps of a volume, the device that made all of them, and those that failed before it. */
export interface Inferred {
  readonly maps: NetworkMaps;
  readonly device: string;
  readonly failedDevices: readonly DeviceFailure[];
}

/** A device that was lost or out of memory while it ran a study. */
export interface DeviceFailure {
  readonly device: string;
  readonly reason: string;
}

/**
 * Loads the model set of a folder (hashes checked) and opens a session on the first provider that works.
 * Throws ModelError when a file is missing or changed, or no provider works.
 */
export async function openNetwork(folder: string, providers: readonly Provider[]): Promise<Network> {
  const { modelSet, models } = await loadModels(folder);
  const [model] = models as [ModelRecord];
  const session = await openSession(model, providers);
  const refused = session.refused.map(({ provider }: Refused) => provider);
  return {
    modelSet,
    model,
    session,
    openSpare: async (failed) => {
      const left = providers.filter((provider) => !refused.includes(provider) && !failed.includes(provider));
      return left.length > 0 ? await openSession(model, left) : undefined;
    },
  };
}

/**
 * Runs the network over a volume (see inferVolume). When its device fails, the whole volume runs again on the next provider, for this volume only.
 * Throws what the last device said, ModelError when a spare cannot be opened, and the signal's reason.
 */
export async function inferOnAnyDevice(
  volume: Scan,
  lungs: LungMask,
  network: Network,
  onProgress?: (done: number, total: number) => void,
  signal?: AbortSignal,
  failedBefore: readonly DeviceFailure[] = [],
): Promise<Inferred> {
  const { model, session, openSpare } = network;
  try {
    const maps = await inferVolume(volume, lungs, session, model, onProgress, signal);
    return { maps, device: session.device, failedDevices: failedBefore };
  } catch (error) {
    signal?.throwIfAborted();
    const failed = [...failedBefore, { device: session.device, reason: String(error) }];
    const spare = await openSpare?.(failed.map(({ device }) => device));
    if (spare === undefined) throw error;
    try {
      return await inferOnAnyDevice(volume, lungs, { ...network, session: spare }, onProgress, signal, failed);
    } finally {
      await spare.release();
    }
  }
}
