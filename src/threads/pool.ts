import { countPool, type PoolLoad } from './loads.ts';
import type { Protocol } from './protocol.ts';
import { type AskOptions, type Question, Thread, type ThreadKind } from './thread.ts';
import { ThreadError } from './thread-error.ts';

export interface PoolOptions<P extends Protocol> extends ThreadKind<P> {
  /** Threads at most. */
  readonly size: number;
  /** Requests that a thread has at once; more wait here. */
  readonly requestsPerThread: number;
}

export interface PoolAskOptions<P extends Protocol> extends AskOptions<P> {
  /** Stands for the asker, with whom the others take turns; requests without it are of one asker. */
  readonly turn?: object;
}

interface Waiting<P extends Protocol> {
  readonly question: () => Question<P>;
  readonly options: AskOptions<P>;
  readonly turn: object;
  readonly resolve: (answer: Promise<P['answer']>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Threads of one kind that answer requests: how pixels are decoded, the network runs and volumes are analysed while the process goes on
 * answering. Threads start when they are needed and stay. One that dies fails the requests that it had, never the process, and the next
 * request gets a new one. Idle threads do not keep the process alive.
 *
 * Askers take turns: the next request is of the one with the fewest under way. One that has none gets a thread beyond `size`, up to
 * twice as many, rather than wait for the others: a study whose frames take minutes does not hold up the next.
 */
export class ThreadPool<P extends Protocol> {
  readonly #options: PoolOptions<P>;
  #threads: Thread<P>[] = [];
  #waiting: Waiting<P>[] = [];
  /** How many requests each asker has under way. */
  readonly #running = new Map<object, number>();
  readonly #uncount: () => void;
  #isClosed = false;

  constructor(options: PoolOptions<P>) {
    this.#options = options;
    this.#uncount = countPool(this);
  }

  /** How busy it is now. */
  get load(): PoolLoad {
    const living = this.#living();
    const busy = living.filter(({ load }) => load > 0).length;
    return { name: this.#options.name, threads: living.length, busy, waiting: this.#waiting.length };
  }

  /** Starts a thread if none lives, and returns what it says of itself; rejects with its fault when it cannot open. */
  async open(): Promise<P['opened']> {
    const thread = this.#living()[0] ?? this.#start();
    return await thread.opened;
  }

  /**
   * Asks a thread that is free, at once, or the first that becomes free; `question` is called then, so that what waits needs no memory.
   * Rejects with what the thread throws, the signal's reason, or ThreadError when the thread ends or the pool is closed.
   */
  async ask(question: () => Question<P>, options: PoolAskOptions<P> = {}): Promise<P['answer']> {
    if (this.#isClosed) throw this.#closedError();
    const { signal, turn = this } = options;
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<P['answer']>();
    const waiting: Waiting<P> = { question, options, turn, resolve, reject };
    const leave = () => {
      if (this.#remove(waiting)) reject(signal?.reason);
    };
    signal?.addEventListener('abort', leave, { once: true });
    this.#waiting.push(waiting);
    this.#dispatch();
    return await promise.finally(() => signal?.removeEventListener('abort', leave));
  }

  /** Takes no more requests, lets the threads end what they have, and ends them. */
  async close(): Promise<void> {
    this.#end();
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  /** Ends the threads in the middle of what they do; what they were asked, and what waits, fails with ThreadError `closed`. */
  async terminate(): Promise<void> {
    this.#end();
    await Promise.all(this.#threads.map((thread) => thread.terminate('closed')));
  }

  #dispatch(): void {
    for (let next = this.#next(); next !== undefined && !this.#isClosed; next = this.#next()) {
      const thread = this.#free(next.turn);
      if (thread === undefined) return;
      this.#remove(next);
      next.resolve(this.#put(thread, next));
    }
  }

  /** Of those that wait, the first of the asker with the fewest requests under way. */
  #next(): Waiting<P> | undefined {
    let fewest = Infinity;
    let next: Waiting<P> | undefined;
    for (const waiting of this.#waiting) {
      const running = this.#runningOf(waiting.turn);
      if (running >= fewest) continue;
      [fewest, next] = [running, waiting];
      if (fewest === 0) break;
    }
    return next;
  }

  async #put(thread: Thread<P>, { question, options, turn }: Waiting<P>): Promise<P['answer']> {
    this.#running.set(turn, this.#runningOf(turn) + 1);
    try {
      return await thread.ask(question(), options);
    } finally {
      const left = this.#runningOf(turn) - 1;
      if (left === 0) this.#running.delete(turn);
      else this.#running.set(turn, left);
      this.#dispatch();
      if (thread.load === 0 && this.#living().length > this.#options.size) void thread.close();
    }
  }

  /** An idle thread, else a new one, else one that may take a request more. */
  #free(turn: object): Thread<P> | undefined {
    const { size, requestsPerThread } = this.#options;
    const living = this.#living();
    const idle = living.find(({ load }) => load === 0);
    if (idle !== undefined) return idle;
    const most = this.#runningOf(turn) === 0 && requestsPerThread < Infinity ? 2 * size : size;
    return living.length < most ? this.#start() : living.find(({ load }) => load < requestsPerThread);
  }

  #runningOf(turn: object): number {
    return this.#running.get(turn) ?? 0;
  }

  #remove(waiting: Waiting<P>): boolean {
    const at = this.#waiting.indexOf(waiting);
    if (at >= 0) this.#waiting.splice(at, 1);
    return at >= 0;
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

  #end(): void {
    this.#isClosed = true;
    this.#uncount();
    for (const { reject } of this.#waiting.splice(0)) reject(this.#closedError());
  }

  #closedError(): ThreadError {
    return new ThreadError(this.#options.name, 'closed');
  }
}
