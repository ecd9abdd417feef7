import { parentPort, workerData } from 'node:worker_threads';
import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import {
  type Answer,
  callEnds,
  type OpenRequest,
  type Provider,
  type Refused,
  type RunRequest,
} from './onnx-messages.ts';

/**
 * The thread of one ONNX session. onnxruntime-node computes on the thread that calls it, so the session has one of its own:
 * the service goes on answering, and slices are prepared while the network runs.
 */
const port = parentPort!;
const { path, providers, threads, size, flag } = workerData as OpenRequest;
// What goes wrong comes back as a reason; the runtime shall not write to stderr besides.
env.logLevel = 'fatal';
const { session, device, refused } = await open();
callEnds(flag);
post({ kind: 'open', device, refused });
if (session !== undefined) {
  let former = Promise.resolve();
  port.on('message', (request: RunRequest | 'release') => {
    former = former.then(() => (request === 'release' ? release() : run(request)));
  });
}

/** The first provider of the list that takes the network. A provider that is not usable throws. */
async function open(): Promise<{ session?: InferenceSession; device?: Provider; refused: Refused[] }> {
  const refused: Refused[] = [];
  for (const provider of providers) {
    try {
      const session = await InferenceSession.create(path, {
        executionProviders: [provider],
        graphOptimizationLevel: 'all',
        // Threads that wait shall sleep: decoding, preparing and other programs need the cores.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
        ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      });
      return { session, device: provider, refused };
    } catch (error) {
      refused.push({ provider, reason: String(error) });
    }
  }
  return { refused };
}

async function run({ images, n }: RunRequest): Promise<void> {
  try {
    const outputs = await compute(images, n).finally(() => callEnds(flag));
    const [infection, consolidation, gate] = ['infection', 'consolidation', 'gate'].map((name) => own(outputs[name]));
    post({ kind: 'output', output: { infection: infection!, consolidation: consolidation!, gate: gate! } }, [
      infection!.buffer,
      consolidation!.buffer,
    ]);
  } catch (error) {
    post({ kind: 'failed', reason: String(error) });
  }
}

async function compute(images: Float32Array<ArrayBuffer>, n: number): Promise<InferenceSession.ReturnType> {
  return session!.run({ image: new Tensor('float32', images, [n, 1, size, size]) });
}

/** A copy that may be handed to another thread: the runtime keeps the memory of its own. */
function own(tensor: Tensor | undefined): Float32Array<ArrayBuffer> {
  if (!(tensor?.data instanceof Float32Array)) throw new TypeError('The network lacks an output of type float32');
  return new Float32Array(tensor.data);
}

async function release(): Promise<void> {
  await session?.release();
  callEnds(flag);
  port.close();
}

function post(answer: Answer, transfer: ArrayBuffer[] = []): void {
  port.postMessage(answer, transfer);
}
