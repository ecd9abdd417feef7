import type { Protocol } from './protocol.ts';
import { type AskOptions, type Question, Thread, type ThreadKind } from './thread.ts';
import { ThreadError } from './thread-error.ts';

export interface PoolOptions<P extends Protocol> extends ThreadKind<P> {
  /** Threads at most. */
  readonly size: number;
  /** Requests that a thread has at once; more wait here. */
  readonly requestsPerThread: number;
}

interface Waiting<P extends Protocol> {
  readonly question: () => Question<P>;
  readonly options: AskOptions<P>;
  readonly resolve: (answer: Promise<P['answer']>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Threads of one kind that answer requests: how pixels are decoded, the network runs and volumes are analysed while the process
 * goes on answering. Threads start when they are needed and stay. One that dies fails the requests that it had, never the
 * process, and the next request gets a new one. Idle threads do not keep the process alive.
 */
export class ThreadPool<P extends Protocol> {
  readonly #options: PoolOptions<P>;
  #threads: Thread<P>[] = [];
  #waiting: Waiting<P>[] = [];
  #isClosed = false;

  constructor(options: PoolOptions<P>) {
    this.#options = options;
  }

  /** Starts a thread if none lives, and returns what it says of itself; rejects with its fault when it cannot open. */
  async open(): Promise<P['opened']> {
    const thread = this.#living()[0] ?? this.#start();
    return await thread.opened;
  }

  /**
   * Asks a thread that is free, at once, or the first that becomes free; `question` is called then, so that what waits needs no memory. Rejects with what the thread throws, the signal's reason, or ThreadError when the thread ends or the pool is closed.
   */
  ask(question: () => Question<P>, options: AskOptions<P> = {}): Promise<P['answer']> {
    if (this.#isClosed) return Promise.reject(this.#closedError());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ question, options, resolve, reject });
      this.#dispatch();
    });
  }

  /** Takes no more requests, lets the threads end what they have, and ends them. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#failWaiting();
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  /** Ends the threads in the middle of what they do; what they were asked, and what waits, fails with ThreadError `closed`. */
  async terminate(): Promise<void> {
    this.#isClosed = true;
    this.#failWaiting();
    await Promise.all(this.#threads.map((thread) => thread.terminate('closed')));
  }

  #dispatch(): void {
    while (this.#waiting.length > 0 && !this.#isClosed) {
      const thread = this.#free();
      if (thread === undefined) return;
      const waiting = this.#waiting.shift()!;
      const { signal } = waiting.options;
      if (signal?.aborted) waiting.reject(signal.reason);
      else waiting.resolve(this.#put(thread, waiting));
    }
  }

  async #put(thread: Thread<P>, { question, options }: Waiting<P>): Promise<P['answer']> {
    try {
      return await thread.ask(question(), options);
    } finally {
      this.#dispatch();
    }
  }

  /** An idle thread, else a new one, else one that may take a request more. */
  #free(): Thread<P> | undefined {
    const { size, requestsPerThread } = this.#options;
    const living = this.#living();
    const idle = living.find(({ load }) => load === 0);
    if (idle !== undefined) return idle;
    return living.length < size ? this.#start() : living.find(({ load }) => load < requestsPerThread);
  }

  #living(): readonly Thread<P>[] {
    this.#threads = this.#threads.filter(({ hasEnded }) => !hasEnded);
    return this.#threads;
  }

  #start(): Thread<P> {
    const thread = new Thread(this.#options);
    this.#threads.push(thread);
    return thread;
  }

  #failWaiting(): void {
    for (const { reject } of this.#waiting.splice(0)) reject(this.#closedError());
  }

  #closedError(): ThreadError {
    return new ThreadError(`The threads of ${this.#options.name} were closed`, 'closed');
  }
}
