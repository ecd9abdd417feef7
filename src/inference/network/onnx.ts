import { ThreadPool } from '../../threads/pool.ts';
import { ThreadError } from '../../threads/thread-error.ts';
import { BATCH_SIZE, type OnnxProtocol, type Provider, type Refused } from './onnx-protocol.ts';
import { ModelError, type ModelRecord } from './registry.ts';
import type { InferenceSession, NetworkOutput } from './session.ts';

export type { Provider, Refused } from './onnx-protocol.ts';

/** A session of ONNX Runtime, with the providers that were tried before the one that serves. */
export interface OnnxSession extends InferenceSession {
  readonly device: Provider;
  readonly refused: readonly Refused[];
}

/**
 * Opens the network on the first of `providers` that takes it, in a thread of its own. When the thread dies, its runs fail, and
 * the next run opens the network again on the same provider.
 * `threads`: threads of one run on the CPU; ONNX Runtime chooses without it.
 * Throws ModelError (`unusable`, with every provider's reason; `invalid` when the input is not square).
 */
export async function openSession(
  model: Pick<ModelRecord, 'path' | 'cpuPath' | 'inputSize'>,
  providers: readonly Provider[] = ['cuda', 'webgpu', 'cpu'],
  threads?: number,
): Promise<OnnxSession> {
  const { path, cpuPath = path, inputSize } = model;
  const [size, width] = inputSize;
  if (size !== width)
    throw new ModelError('invalid', { file: path, reason: `inputSize must be square, not ${size}x${width}` });
  let wanted = providers;
  const pool = new ThreadPool<OnnxProtocol>({
    name: 'the network',
    file: new URL('./onnx-thread.ts', import.meta.url),
    start: () => ({ path, cpuPath, providers: wanted, threads, size }),
    size: 1,
    requestsPerThread: Infinity,
    holdsExit: true,
  });
  const { device, refused } = await pool.open();
  if (device === undefined) {
    await pool.close();
    throw unusable(path, refused);
  }
  // Results name the provider, so a thread that takes the place of another must serve on the same.
  wanted = [device];
  const batchSize = BATCH_SIZE[device];
  return { size, device, batchSize, refused, run: (images, n) => run(pool, images, n), release: () => pool.close() };
}

async function run(
  pool: ThreadPool<OnnxProtocol>,
  images: Float32Array<ArrayBuffer>,
  n: number,
): Promise<NetworkOutput> {
  try {
    return await pool.ask(() => ({ request: { images, n }, transfer: [images.buffer] }));
  } catch (error) {
    if (!(error instanceof ThreadError))
      throw new Error(`The network failed on a batch of ${n} slices: ${String(error)}`, { cause: error });
    if (error.end !== 'closed') throw error;
    throw new Error('The session was released; open another one to run the network', { cause: error });
  }
}

function unusable(path: string, refused: readonly Refused[]): ModelError {
  const reasons = refused.map(({ provider, reason }) => `${provider}: ${reason}`).join('; ');
  return new ModelError('unusable', { file: path, reasons });
}
