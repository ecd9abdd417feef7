import { Option, type Command } from 'commander';
import { join } from 'node:path';
import { openSession, type Provider } from '../inference/onnx.ts';
import { loadModels } from '../inference/registry.ts';
import type { Network } from '../pipeline.ts';

const PROVIDERS: readonly Provider[] = ['cuda', 'webgpu', 'cpu'];
export const MODELS_FOLDER = join(import.meta.dirname, '../../models');

export interface NetworkOptions {
  readonly models: string;
  readonly provider: readonly Provider[];
}

/** Adds the options that say which networks run, and where. */
export function withNetworkOptions(command: Command): Command {
  return command
    .option('--models <folder>', 'folder with models.json and its networks', MODELS_FOLDER)
    .addOption(
      new Option('--provider <names...>', 'execution providers in the order they are tried')
        .choices(PROVIDERS)
        .default(PROVIDERS),
    );
}

/**
 * Loads the model set (hashes checked) and opens a session on the first provider that works.
 * Throws ModelError when a file is missing or changed, or no provider works.
 */
export async function openNetwork({ models, provider }: NetworkOptions): Promise<Network> {
  const set = await loadModels(models);
  const [model] = set.models;
  if (model === undefined) throw new Error(`${models} names no model`);
  return { modelSet: set.modelSet, model, session: await openSession(model, provider) };
}
