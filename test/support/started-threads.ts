import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';

/** Sees every thread that this process starts, in order, until it is disposed of. */
export function startedThreads(): Disposable & { readonly threads: readonly Worker[] } {
  const threads: Worker[] = [];
  const started = (message: unknown) => threads.push((message as { worker: Worker }).worker);
  subscribe('worker_threads', started);
  return { threads, [Symbol.dispose]: () => unsubscribe('worker_threads', started) };
}
