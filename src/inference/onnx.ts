import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ModelError } from './model-error.ts';
import type { Answer, OpenRequest, Provider, Refused } from './onnx-messages.ts';
import type { ModelRecord } from './registry.ts';
import type { InferenceSession, NetworkOutput } from './session.ts';

export type { Provider, Refused } from './onnx-messages.ts';

/** A session of ONNX Runtime, with the providers that were tried before the one that serves. */
export interface OnnxSession extends InferenceSession {
  readonly device: Provider;
  readonly refused: readonly Refused[];
}

/**
 * Opens the network on the first of `providers` that takes it, in a thread of its own.
 * `threads`: threads of one run on the CPU; ONNX Runtime chooses without it.
 * Throws ModelError (`unusable`, with every provider's reason; `invalid` when the input is not square).
 */
export async function openSession(
  model: Pick<ModelRecord, 'path' | 'inputSize'>,
  providers: readonly Provider[] = ['cuda', 'webgpu', 'cpu'],
  threads?: number,
): Promise<OnnxSession> {
  const { path, inputSize } = model;
  const [size, width] = inputSize;
  if (size !== width) throw new ModelError('invalid', path, `${path}: inputSize must be square, not ${size}x${width}`);
  const worker = new Worker(new URL('./onnx-worker.ts', import.meta.url), {
    workerData: { path, providers, threads, size } satisfies OpenRequest,
  });
  const opened = await answer(worker);
  if (opened.kind !== 'open') throw new Error(`The thread of ${path} answered ${opened.kind} before it was open`);
  const { device, refused } = opened;
  if (device === undefined) throw unusable(path, refused);
  worker.unref();
  return { size, device, refused, run: (images, n) => run(worker, images, n), release: () => release(worker) };
}

/** Keeps the process alive while a run is under way, and only then. */
async function run(worker: Worker, images: Float32Array, n: number): Promise<NetworkOutput> {
  if (hasEnded(worker)) throw new Error('The session was released; open another one to run the network');
  worker.ref();
  try {
    const answered = answer(worker);
    worker.postMessage({ images, n });
    const result = await answered;
    if (result.kind === 'output') return result.output;
    throw new Error(
      `The network failed on a batch of ${n} slices: ${result.kind === 'failed' ? result.reason : 'no output'}`,
    );
  } finally {
    worker.unref();
  }
}

async function release(worker: Worker): Promise<void> {
  if (hasEnded(worker)) return;
  worker.ref();
  const exited = once(worker, 'exit');
  worker.postMessage('release');
  await exited;
}

function hasEnded(worker: Worker): boolean {
  return worker.threadId === -1;
}

/** The thread's next message; rejects when the thread dies first. */
async function answer(worker: Worker): Promise<Answer> {
  const ended = new AbortController();
  try {
    return await Promise.race([
      once(worker, 'message', ended).then(([message]) => message as Answer),
      once(worker, 'exit', ended).then(([code]) => {
        throw new Error(`The thread of the network ended with code ${String(code)}`);
      }),
    ]);
  } finally {
    ended.abort();
  }
}

function unusable(path: string, refused: readonly Refused[]): ModelError {
  const reasons = refused.map(({ provider, reason }) => `${provider}: ${reason}`).join('; ');
  return new ModelError(
    'unusable',
    path,
    `No execution provider runs ${path} (${reasons}). The provider cpu always can.`,
  );
}
