import type { Protocol } from '../../threads/protocol.ts';
import type { NetworkOutput } from './session.ts';

/** Execution providers of ONNX Runtime that the service knows. */
export type Provider = 'cuda' | 'webgpu' | 'cpu';

/** Slices a run. A CPU gains nothing from larger batches, only memory goes up; a GPU does (design section 6a: measured on an H200). */
export const BATCH_SIZE: Readonly<Record<Provider, number>> = { cpu: 1, webgpu: 16, cuda: 32 };

/** A provider that did not take the network, and why. */
export interface Refused {
  readonly provider: Provider;
  readonly reason: string;
}

/** The thread of one ONNX session. */
export interface OnnxProtocol extends Protocol {
  readonly start: {
    readonly path: string;
    /** The file that the provider `cpu` runs. */
    readonly cpuPath: string;
    readonly providers: readonly Provider[];
    readonly threads: number | undefined;
    readonly size: number;
  };
  /** `device`: the provider that took the network, undefined when none did. */
  readonly opened: { readonly device: Provider | undefined; readonly refused: readonly Refused[] };
  /** Images [n, 1, size, size], 0..1. */
  readonly request: { readonly images: Float32Array<ArrayBuffer>; readonly n: number };
  readonly answer: NetworkOutput;
}
