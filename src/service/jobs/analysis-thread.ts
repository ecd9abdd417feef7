import { parentPort, workerData } from 'node:worker_threads';
import { RefusalError } from '../../errors/refusal-error.ts';
import { analyseVolume } from '../../inference/analyse-volume.ts';
import { openNetwork } from '../../inference/network/network.ts';
import type { Reply, Request, ThreadStart } from './analysis-messages.ts';

/**
 * The thread that analyses volumes: finding the lungs alone computes for seconds, and meanwhile the service must answer requests
 * and tell the queue that it is alive.
 */
const port = parentPort!;
const { modelsDir, providers } = workerData as ThreadStart;
const running = new Map<number, AbortController>();

const network = await openNetwork(modelsDir, providers);
post({ kind: 'open', modelSet: network.modelSet, model: network.model, device: network.session.device });
port.on('message', (request: Request) => {
  if (request.kind === 'analyse') void analyse(request);
  else if (request.kind === 'abort') running.get(request.id)?.abort();
  else void close();
});

async function analyse({ id, volume }: Extract<Request, { kind: 'analyse' }>): Promise<void> {
  const stopping = new AbortController();
  running.set(id, stopping);
  try {
    const { volume: analysed, ...rest } = await analyseVolume({ ...volume, header: {} }, network, {
      onProgress: (stage, done, total) => post({ kind: 'progress', id, stage, done, total }),
      signal: stopping.signal,
    });
    const { hu } = analysed;
    post({ kind: 'done', id, outcome: { ...rest, hu } }, [hu.buffer, rest.lungs.buffer, rest.findings.buffer]);
  } catch (error) {
    if (error instanceof RefusalError) post({ kind: 'refused', id, refusal: error.refusal });
    else post({ kind: 'failed', id, error });
  } finally {
    running.delete(id);
  }
}

async function close(): Promise<void> {
  await network.session.release();
  port.close();
}

function post(reply: Reply, transfer: ArrayBufferLike[] = []): void {
  port.postMessage(reply, transfer as ArrayBuffer[]);
}
