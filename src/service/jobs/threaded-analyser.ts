import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RefusalError } from '../../errors/refusal-error.ts';
import { type Analysis, type AnalysisHooks, PIXEL_SETTINGS } from '../../inference/analyse-volume.ts';
import { modelIdentity } from '../../inference/network/model.ts';
import type { Provider } from '../../inference/network/onnx.ts';
import { analysisIdentity } from '../../results/identity.ts';
import type { Volume } from '../../volume/volume.ts';
import type { Reply, Request, ThreadStart } from './analysis-messages.ts';
import type { Analyser } from './parts.ts';

interface Job {
  readonly volume: Volume;
  readonly hooks: AnalysisHooks;
  readonly resolve: (analysis: Analysis) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Opens the analyser that runs the trained networks of a folder in a thread of its own. A thread that dies (for want of memory,
 * say) fails the analyses that it had; the next one gets a new thread. Throws ModelError's message when the networks cannot be used.
 */
export async function openAnalyser(
  modelsDir: string,
  providers: readonly Provider[],
): Promise<Analyser & { close(): Promise<void> }> {
  const start = { modelsDir, providers };
  const { opened, thread } = await startThread(start);
  let current = Promise.resolve(thread);
  // In a chain, so that analyses that find the thread dead at once start one new thread, not one each.
  const living = () =>
    (current = current
      .catch(() => undefined)
      .then(async (thread) => (thread === undefined || thread.hasEnded ? (await startThread(start)).thread : thread)));
  return {
    identity: analysisIdentity('', modelIdentity(opened.modelSet, [opened.model]), PIXEL_SETTINGS),
    device: opened.device,
    analyse: async (volume, hooks) => (await living()).analyse(volume, hooks),
    close: async () => (await current.catch(() => undefined))?.close(),
  };
}

async function startThread(workerData: ThreadStart) {
  const worker = new Worker(new URL('./analysis-thread.ts', import.meta.url), { workerData });
  const [opened] = (await once(worker, 'message')) as [Extract<Reply, { kind: 'open' }>];
  return { opened, thread: new AnalysisThread(worker) };
}

class AnalysisThread {
  readonly #worker: Worker;
  readonly #jobs = new Map<number, Job>();
  #next = 0;
  #death: Error | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (reply: Reply) => this.#hear(reply));
    worker.on('error', (error) => this.#die(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', () => this.#die(new Error('The thread that analyses has ended')));
  }

  get hasEnded(): boolean {
    return this.#death !== undefined;
  }

  analyse(volume: Volume, hooks: AnalysisHooks): Promise<Analysis> {
    if (this.#death !== undefined) return Promise.reject(this.#death);
    const id = this.#next++;
    const abort = () => this.#send({ kind: 'abort', id });
    hooks.signal?.addEventListener('abort', abort, { once: true });
    const { hu, geometry, slices } = volume;
    return new Promise<Analysis>((resolve, reject) => {
      this.#jobs.set(id, { volume, hooks, resolve, reject });
      this.#send({ kind: 'analyse', id, volume: { hu, geometry, slices } }, [hu.buffer]);
    }).finally(() => hooks.signal?.removeEventListener('abort', abort));
  }

  async close(): Promise<void> {
    if (this.#death !== undefined) return;
    const exited = once(this.#worker, 'exit');
    this.#send({ kind: 'close' });
    await exited;
  }

  #send(request: Request, transfer: ArrayBufferLike[] = []): void {
    this.#worker.postMessage(request, transfer as ArrayBuffer[]);
  }

  #hear(reply: Reply): void {
    if (reply.kind === 'open') return;
    const job = this.#jobs.get(reply.id);
    if (job === undefined) return;
    if (reply.kind === 'progress') return job.hooks.onProgress?.(reply.stage, reply.done, reply.total);
    this.#jobs.delete(reply.id);
    if (reply.kind === 'refused') return job.reject(new RefusalError(reply.refusal));
    if (reply.kind === 'failed') return job.reject(reply.error);
    const { hu, ...outcome } = reply.outcome;
    job.resolve({ ...outcome, volume: { ...job.volume, hu } });
  }

  #die(error: Error): void {
    this.#death ??= error;
    for (const job of this.#jobs.values()) job.reject(this.#death);
    this.#jobs.clear();
  }
}
