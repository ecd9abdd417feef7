import { ModelError, type ModelRecord } from './registry.ts';
import type { Provider, Refused } from './onnx-messages.ts';
import { endThread, runOnThread, startThread, type OnnxThread } from './onnx-thread.ts';
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
  if (size !== width)
    throw new ModelError('invalid', { file: path, reason: `inputSize must be square, not ${size}x${width}` });
  const { thread, opened } = await startThread({ path, providers, threads, size });
  if (opened.kind !== 'open') throw new Error(`The thread of ${path} answered ${opened.kind} before it was open`);
  const { device, refused } = opened;
  if (device === undefined) throw unusable(path, refused);
  return { size, device, refused, run: (images, n) => run(thread, images, n), release: () => endThread(thread) };
}

async function run(thread: OnnxThread, images: Float32Array<ArrayBuffer>, n: number): Promise<NetworkOutput> {
  const answer = await runOnThread(thread, { images, n });
  if (answer.kind === 'output') return answer.output;
  const reason = answer.kind === 'failed' ? answer.reason : `it answered ${answer.kind}`;
  throw new Error(`The network failed on a batch of ${n} slices: ${reason}`);
}

function unusable(path: string, refused: readonly Refused[]): ModelError {
  const reasons = refused.map(({ provider, reason }) => `${provider}: ${reason}`).join('; ');
  return new ModelError('unusable', { file: path, reasons });
}
