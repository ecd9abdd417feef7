import type { Provider } from '../../inference/network/onnx.ts';
import type { AnalyzeTimings } from '../../service/files/analyse-files.ts';

/** What a process of its own is asked to do: analyse the same files so often at once, as studies that share a network and a decoder. */
export interface RunTask {
  readonly paths: readonly string[];
  readonly models: string;
  readonly provider: readonly Provider[];
  readonly atOnce: number;
}

/** What one process measured of itself, from its start to the results in memory. */
export interface RunResult {
  readonly device: string;
  /** Slices of one study. */
  readonly slices: number;
  /** From the start of the process to the last result, with the start of the runtime and the opening of the network. */
  readonly wallMs: number;
  /** Processor time of all its threads until then. */
  readonly processorMs: number;
  /** Largest resident memory until then, MiB. */
  readonly peakMemoryMiB: number;
  /** Stages of the study that ended last. */
  readonly timingsMs: AnalyzeTimings;
}

/** What the process sends: its result, or why it has none. */
export type RunAnswer = { readonly result: RunResult } | { readonly reason: string };
