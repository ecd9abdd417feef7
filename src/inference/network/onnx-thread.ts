import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import { type Answered, serve } from '../../threads/serve.ts';
import { BATCH_SIZE, type OnnxProtocol, type Provider, type Refused } from './onnx-protocol.ts';
import { type NetworkOutput, OUTPUT_NAMES, OUTPUTS } from './session.ts';

const VULKAN_LOADER = 'libvulkan.so.1';

/**
 * The thread of one ONNX session. onnxruntime-node computes on the thread that calls it, so the session has one of its own:
 * the service goes on answering, and slices are prepared while the network runs.
 */
await serve<OnnxProtocol>(
  async (start) => {
    // What goes wrong comes back as a reason; the runtime shall not write to stderr besides.
    env.logLevel = 'fatal';
    const { session, device, refused } = await open(start);
    return {
      opened: { device, refused },
      answer: (request) => run(session, start.size, request),
      close: async () => await session?.release(),
    };
  },
  { inTurn: true },
);

/**
 * The first provider of the list that takes the network. A provider that is not usable throws. A GPU has to run a batch: some take a network that
 * they cannot run, and the first run of a size takes seconds.
 */
async function open({
  path,
  cpuPath,
  providers,
  threads,
  size,
}: OnnxProtocol['start']): Promise<{ session?: InferenceSession; device?: Provider; refused: Refused[] }> {
  const refused: Refused[] = [];
  for (const provider of providers) {
    try {
      if (provider === 'webgpu') requireVulkan();
      const session = await InferenceSession.create(provider === 'cpu' ? cpuPath : path, {
        executionProviders: [provider],
        graphOptimizationLevel: 'all',
        // Threads that wait shall sleep: decoding, preparing and other programs need the cores.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
        ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      });
      if (provider !== 'cpu') await tryOut(session, size, BATCH_SIZE[provider]);
      return { session, device: provider, refused };
    } catch (error) {
      refused.push({ provider, reason: String(error) });
    }
  }
  return { refused };
}

/** Runs an empty batch. A session that cannot is released: what it holds of the device is the next provider's. */
async function tryOut(session: InferenceSession, size: number, n: number): Promise<void> {
  try {
    await run(session, size, { images: new Float32Array(n * size * size), n });
  } catch (error) {
    await session.release();
    throw error;
  }
}

/**
 * Throws where WebGPU has no Vulkan: Dawn, which serves it on Linux, would say so on stderr, past every setting of the runtime. The dynamic
 * linker is asked in the same way as Dawn asks it; a library that it finds is no addon of Node, and is closed again.
 */
function requireVulkan(): void {
  if (process.platform !== 'linux') return;
  try {
    process.dlopen({ exports: {} }, VULKAN_LOADER);
  } catch (error) {
    if (String(error).includes('did not self-register')) return;
    throw error;
  }
}

async function run(
  session: InferenceSession | undefined,
  size: number,
  { images, n }: OnnxProtocol['request'],
): Promise<Answered<OnnxProtocol>> {
  if (session === undefined) throw new Error('no execution provider takes the network any more');
  const outputs = await session.run({ image: new Tensor('float32', images, [n, 1, size, size]) });
  const present = OUTPUT_NAMES.filter((name) => name in outputs || !('optional' in OUTPUTS[name]));
  const copies = present.map((name) => [name, own(outputs[name])] as const);
  return {
    answer: Object.fromEntries(copies) as NetworkOutput,
    transfer: copies.map(([, { buffer }]) => buffer),
  };
}

/** A copy that may be handed to another thread: the runtime keeps the memory of its own. */
function own(tensor: Tensor | undefined): Float32Array<ArrayBuffer> {
  if (!(tensor?.data instanceof Float32Array)) throw new TypeError('The network lacks an output of type float32');
  return new Float32Array(tensor.data);
}
