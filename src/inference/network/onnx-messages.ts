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

const LONGEST_WAIT_MS = 60_000;

/**
 * Says, across threads, how many native calls a thread is inside of or was asked for. When the process ends Node stops its
 * threads, and onnxruntime-node, stopped in the middle of a call, aborts the whole process; so the end waits until the calls are over.
 */
export type BusyFlag = Int32Array<SharedArrayBuffer>;

/** A flag of a thread that is busy with one call. */
export function busyFlag(): BusyFlag {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)).fill(1);
}

/** One call more. */
export function callBegins(flag: BusyFlag): void {
  Atomics.add(flag, 0, 1);
}

/** One call is over. */
export function callEnds(flag: BusyFlag): void {
  Atomics.sub(flag, 0, 1);
  Atomics.notify(flag, 0);
}

/** Makes the end of the process wait for the calls to be over. Returns the function that takes this back. */
export function holdExit(flag: BusyFlag): () => void {
  const wait = () => {
    for (let calls = Atomics.load(flag, 0); calls > 0; calls = Atomics.load(flag, 0))
      if (Atomics.wait(flag, 0, calls, LONGEST_WAIT_MS) === 'timed-out') return;
  };
  process.once('exit', wait);
  return () => process.off('exit', wait);
}
