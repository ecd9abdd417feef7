import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { Provider } from '../inference/network/onnx.ts';

const PROVIDERS: readonly Provider[] = ['cuda', 'webgpu', 'cpu'];
export const MODELS_FOLDER = join(import.meta.dirname, '../../models');

export interface NetworkOptions {
  readonly models: string;
  readonly provider: readonly Provider[];
}

/** Adds the options that choose the networks and the provider. */
export function withNetworkOptions(command: Command): Command {
  return command
    .option('--models <folder>', 'folder with models.json and its networks', MODELS_FOLDER)
    .addOption(
      new Option('--provider <names...>', 'execution providers in the order they are tried')
        .choices(PROVIDERS)
        .default(PROVIDERS),
    );
}
