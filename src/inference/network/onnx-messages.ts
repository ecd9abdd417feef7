import type { BusyFlag } from './busy-flag.ts';
import type { NetworkOutput } from './session.ts';

/** Execution providers of ONNX Runtime that the service knows. */
export type Provider = 'cuda' | 'webgpu' | 'cpu';

/** A provider that did not take the network, and why. */
export interface Refused {
  readonly provider: Provider;
  readonly reason: string;
}

/** What the session's thread is started with. */
export interface OpenRequest {
  readonly path: string;
  readonly providers: readonly Provider[];
  readonly threads: number | undefined;
  readonly size: number;
  /** Busy while the thread is inside the runtime. */
  readonly flag: BusyFlag;
}

export interface RunRequest {
  /** [n, 1, size, size], 0..1. */
  readonly images: Float32Array<ArrayBuffer>;
  readonly n: number;
}

/** What the session's thread says. */
export type Answer =
  | { readonly kind: 'open'; readonly device?: Provider | undefined; readonly refused: readonly Refused[] }
  | { readonly kind: 'output'; readonly output: NetworkOutput }
  | { readonly kind: 'failed'; readonly reason: string };
