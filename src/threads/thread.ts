import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RefusalError } from '../errors/refusal-error.ts';
import { callBegins, type CallCount, callEnds, countCalls, holdExit } from './exit-guard.ts';
import type { FromThread, Protocol, ThreadData, ToThread } from './protocol.ts';
import { type ThreadEnd, ThreadError } from './thread-error.ts';

/** How a kind of thread is started. */
export interface ThreadKind<P extends Protocol> {
  /** What the thread is for, in messages: "The thread of <name> ended". */
  readonly name: string;
  /** The entry file, which calls `serve`. */
  readonly file: URL;
  /** Called for each thread that is started. */
  start(): P['start'];
  /** The exit of the process waits until the requests under way have ended: for native code that must not be stopped. */
  readonly holdsExit?: boolean;
  /** A request that takes longer ends the thread, ms. */
  readonly limitMs?: number;
  /** An abort ends the thread if its request is not over after so long, ms: for code that does not look at its signal, such as a codec. */
  readonly abortGraceMs?: number;
  /** What it computes for seconds can wait for a core; what the main thread answers, and what has a short limit, cannot. */
  readonly isBackground?: boolean;
  /** Memory for objects, MiB; a thread that needs more dies. */
  readonly heapMib?: number;
}

/** What goes to a thread, and the memory of it that moves there instead of being copied. */
export interface Question<P extends Protocol> {
  readonly request: P['request'];
  readonly transfer?: readonly ArrayBufferLike[];
}

export interface AskOptions<P extends Protocol> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: P['progress']) => void;
  /** Called with the answer before the thread gets its next request: memory that it shares is valid only then. */
  onAnswer?(answer: P['answer']): void;
}

interface Asked<P extends Protocol> {
  readonly options: AskOptions<P>;
  readonly resolve: (answer: P['answer']) => void;
  readonly reject: (error: unknown) => void;
  timer?: NodeJS.Timeout;
}

/**
 * What a request gets beyond its limit, as a share of it: an event loop that was blocked fires timers before it reads answers that are
 * here.
 */
const GRACE = 0.5;

/** One thread. It keeps the process alive while it opens or works on a request, and only then. */
export class Thread<P extends Protocol> {
  /** What the thread says of itself; rejects with its fault when it cannot open. */
  readonly opened: Promise<P['opened']>;
  readonly #kind: ThreadKind<P>;
  readonly #worker: Worker;
  readonly #calls: CallCount = countCalls();
  readonly #asked = new Map<number, Asked<P>>();
  #isOpen = false;
  #next = 0;
  #end: ThreadEnd | undefined;
  #hasExited = false;

  constructor(kind: ThreadKind<P>) {
    this.#kind = kind;
    const workerData: ThreadData<P> = {
      start: kind.start(),
      calls: this.#calls,
      isBackground: kind.isBackground ?? false,
    };
    const resourceLimits = kind.heapMib === undefined ? {} : { maxOldGenerationSizeMb: kind.heapMib };
    this.#worker = new Worker(kind.file, { workerData, name: kind.name, resourceLimits });
    if (kind.holdsExit) this.#worker.once('exit', holdExit(this.#calls));
    const { promise, resolve, reject } = Promise.withResolvers<P['opened']>();
    this.opened = promise;
    // Who only asks learns the fault from the answer.
    promise.catch(() => {});
    this.#worker.on('message', (message: FromThread<P>) => {
      if (message.kind === 'open') this.#open(() => resolve(message.opened));
      else this.#hear(message);
    });
    let fault: unknown;
    this.#worker.on('error', (error) => {
      fault = error;
    });
    this.#worker.once('exit', () => {
      const error = this.#lose(fault);
      reject(fault ?? error);
    });
  }

  /** Requests that are not answered yet. */
  get load(): number {
    return this.#asked.size;
  }

  /** Whether the thread takes no more requests. */
  get hasEnded(): boolean {
    return this.#end !== undefined || this.#hasExited;
  }

  /**
   * Hands a request over at once, and returns the thread's answer. Rejects with what the thread throws, the signal's reason, or ThreadError
   * when the thread ends first.
   */
  async ask({ request, transfer }: Question<P>, options: AskOptions<P>): Promise<P['answer']> {
    const { signal } = options;
    const id = this.#next++;
    const { promise, resolve, reject } = Promise.withResolvers<P['answer']>();
    this.#send({ kind: 'ask', id, request }, transfer);
    const asked: Asked<P> = { options, resolve, reject };
    this.#asked.set(id, asked);
    this.#limit(asked);
    const abort = () => this.#abort(id);
    signal?.addEventListener('abort', abort, { once: true });
    return await promise.finally(() => signal?.removeEventListener('abort', abort));
  }

  /** Lets the thread end what it was asked, free what it holds, and exit. */
  async close(): Promise<void> {
    if (this.#hasExited) return;
    const exited = once(this.#worker, 'exit');
    if (!this.hasEnded) {
      this.#end = 'closed';
      this.#send({ kind: 'close' });
    }
    await exited;
  }

  /** Ends the thread in the middle of what it does, and fails what it was asked with a ThreadError. */
  async terminate(end: ThreadEnd): Promise<void> {
    this.#end ??= end;
    await this.#worker.terminate();
  }

  #send(message: ToThread<P>, transfer: readonly ArrayBufferLike[] = []): void {
    callBegins(this.#calls);
    try {
      this.#post(message, transfer);
    } catch (error) {
      callEnds(this.#calls);
      throw error;
    }
    this.#worker.ref();
  }

  #post(message: ToThread<P>, transfer: readonly ArrayBufferLike[] = []): void {
    this.#worker.postMessage(message, transfer as readonly ArrayBuffer[]);
  }

  #abort(id: number): void {
    this.#post({ kind: 'abort', id });
    const { abortGraceMs } = this.#kind;
    const asked = this.#asked.get(id);
    if (abortGraceMs === undefined || asked === undefined) return;
    clearTimeout(asked.timer);
    asked.timer = setTimeout(() => void this.terminate('closed'), abortGraceMs);
  }

  #open(resolve: () => void): void {
    this.#isOpen = true;
    this.#rest();
    resolve();
  }

  #hear(message: Exclude<FromThread<P>, { kind: 'open' }>): void {
    const asked = this.#asked.get(message.id);
    if (asked === undefined) return;
    if (message.kind === 'progress') return asked.options.onProgress?.(message.progress);
    clearTimeout(asked.timer);
    if (message.kind === 'answer') this.#settle(asked, message.answer);
    else asked.reject(errorOf(message, asked.options.signal));
    this.#asked.delete(message.id);
    this.#rest();
  }

  #settle({ options, resolve, reject }: Asked<P>, answer: P['answer']): void {
    try {
      options.onAnswer?.(answer);
      resolve(answer);
    } catch (error) {
      reject(error);
    }
  }

  #rest(): void {
    if (this.#isOpen && this.#asked.size === 0 && this.#end !== 'closed') this.#worker.unref();
  }

  #limit(asked: Asked<P>): void {
    const { limitMs } = this.#kind;
    if (limitMs === undefined) return;
    const wait = (ms: number, then: () => void) => (asked.timer = setTimeout(then, ms));
    const begin = () => wait(limitMs, () => wait(GRACE * limitMs, () => void this.terminate('overdue')));
    // A busy machine may take seconds to start a thread, which says nothing about the request. An aborted one has its timer already.
    void this.opened.then(
      () => asked.timer ?? begin(),
      () => {},
    );
  }

  #lose(cause: unknown): ThreadError {
    this.#hasExited = true;
    const error = new ThreadError(this.#kind.name, this.#end ?? 'died', { cause });
    for (const { reject, timer, options } of this.#asked.values()) {
      clearTimeout(timer);
      reject(options.signal?.aborted ? options.signal.reason : error);
    }
    this.#asked.clear();
    return error;
  }
}

function errorOf<P extends Protocol>(
  message: Extract<FromThread<P>, { kind: 'aborted' | 'refused' | 'failed' }>,
  signal: AbortSignal | undefined,
): unknown {
  if (message.kind === 'aborted') return signal?.reason;
  if (message.kind === 'failed') return message.error;
  return new RefusalError(message.refusal);
}
