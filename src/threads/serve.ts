import { setPriority } from 'node:os';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { RefusalError } from '../errors/refusal-error.ts';
import { callEnds } from './exit-guard.ts';
import type { FromThread, Protocol, ThreadData, ToThread } from './protocol.ts';

/** An answer, and the memory of it that moves to the owner instead of being copied. */
export interface Answered<P extends Protocol> {
  readonly answer: P['answer'];
  readonly transfer?: readonly ArrayBufferLike[];
}

export interface RequestHooks<P extends Protocol> {
  readonly onProgress: (progress: P['progress']) => void;
  /** Aborts when the owner's signal does. */
  readonly signal: AbortSignal;
}

/** What an open thread does. */
export interface Served<P extends Protocol> {
  readonly opened: P['opened'];
  /** What it throws is thrown to the owner, a RefusalError as such, and the reason of the owner's signal once that aborted. */
  answer(request: P['request'], hooks: RequestHooks<P>): Answered<P> | Promise<Answered<P>>;
  /** Frees what the thread holds, after the last request. */
  close?(): Promise<void>;
}

export interface ServeOptions {
  /** One request after the other, in the order they were asked; without it they run side by side. */
  readonly inTurn?: boolean;
}

/**
 * Makes this thread answer its owner, a ThreadPool: the whole body of a thread's entry file. An error of `open` ends the
 * thread and fails what it was asked.
 */
export async function serve<P extends Protocol>(
  open: (start: P['start']) => Promise<Served<P>>,
  { inTurn = false }: ServeOptions = {},
): Promise<void> {
  const { start, calls, isBackground } = workerData as ThreadData<P>;
  if (isBackground) yieldToMainThread();
  const server = new Server(await open(start), parentPort!, inTurn, () => callEnds(calls));
  server.listen();
}

/** From -20 to 19; under load, a thread of 0 gets three times the processor of one of 5. */
const NICE = 5;

/** Lowers the priority of this thread and of those that it starts. Linux alone has one for each thread; elsewhere it is the process'. */
function yieldToMainThread(): void {
  if (process.platform === 'linux') setPriority(NICE);
}

class Server<P extends Protocol> {
  readonly #served: Served<P>;
  readonly #port: MessagePort;
  readonly #inTurn: boolean;
  readonly #callEnds: () => void;
  readonly #running = new Map<number, AbortController>();
  /** Settles when all requests so far have ended. */
  #former: Promise<void> = Promise.resolve();

  constructor(served: Served<P>, port: MessagePort, inTurn: boolean, callEnds: () => void) {
    this.#served = served;
    this.#port = port;
    this.#inTurn = inTurn;
    this.#callEnds = callEnds;
  }

  listen(): void {
    this.#callEnds();
    this.#post({ kind: 'open', opened: this.#served.opened });
    this.#port.on('message', (message: ToThread<P>) => {
      if (message.kind === 'abort') this.#running.get(message.id)?.abort();
      else if (message.kind === 'close') void this.#former.then(() => this.#close());
      else this.#take(message.id, message.request);
    });
  }

  #take(id: number, request: P['request']): void {
    const stopping = new AbortController();
    this.#running.set(id, stopping);
    const answered = this.#inTurn
      ? this.#former.then(() => this.#answer(id, request, stopping.signal))
      : this.#answer(id, request, stopping.signal);
    this.#former = Promise.all([this.#former, answered]).then(() => {});
  }

  async #answer(id: number, request: P['request'], signal: AbortSignal): Promise<void> {
    const onProgress = (progress: P['progress']) => this.#post({ kind: 'progress', id, progress });
    try {
      const { answer, transfer } = await this.#served.answer(request, { onProgress, signal });
      this.#post({ kind: 'answer', id, answer }, transfer);
    } catch (error) {
      this.#post(signal.aborted ? { kind: 'aborted', id } : failure(id, error));
    } finally {
      this.#running.delete(id);
      this.#callEnds();
    }
  }

  async #close(): Promise<void> {
    await this.#served.close?.();
    this.#callEnds();
    this.#port.close();
  }

  #post(message: FromThread<P>, transfer: readonly ArrayBufferLike[] = []): void {
    this.#port.postMessage(message, transfer as readonly ArrayBuffer[]);
  }
}

/** A refusal travels as data, since a cloned error loses its class; what WebAssembly throws cannot be cloned at all. */
function failure(id: number, error: unknown): Extract<FromThread<Protocol>, { kind: 'refused' | 'failed' }> {
  if (error instanceof RefusalError) return { kind: 'refused', id, refusal: error.refusal };
  return { kind: 'failed', id, error: error instanceof Error ? error : new Error(String(error)) };
}
