import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import {
  type Answer,
  busyFlag,
  type BusyFlag,
  callBegins,
  holdExit,
  type OpenRequest,
  type RunRequest,
} from './onnx-messages.ts';

/** The thread of one session. */
export interface OnnxThread {
  readonly worker: Worker;
  /** Busy while the thread is inside the runtime, or about to be. */
  readonly flag: BusyFlag;
  /** Who waits for an answer, in the order in which the thread gives them. */
  readonly waiting: Waiting[];
}

interface Waiting {
  answer(answer: Answer): void;
  fail(reason: Error): void;
}

/** Starts the thread and gives its first answer, `open`. */
export async function startThread(request: Omit<OpenRequest, 'flag'>): Promise<{ thread: OnnxThread; opened: Answer }> {
  const flag = busyFlag();
  const worker = new Worker(new URL('./onnx-worker.ts', import.meta.url), {
    workerData: { ...request, flag } satisfies OpenRequest,
  });
  const thread: OnnxThread = { worker, flag, waiting: [] };
  worker.once('exit', holdExit(flag));
  worker.on('message', (answer: Answer) => thread.waiting.shift()?.answer(answer));
  let cause: unknown;
  worker.on('error', (error) => (cause = error));
  worker.once('exit', (code) => {
    const reason = new Error(`The thread of the network ended with code ${code}`, { cause });
    for (const { fail } of thread.waiting.splice(0)) fail(reason);
  });
  return { thread, opened: await nextAnswer(thread) };
}

/**
 * Hands a batch over at once, also while others are under way, and gives its answer. Keeps the process alive while a run is
 * under way, and only then.
 */
export function runOnThread(thread: OnnxThread, request: RunRequest): Promise<Answer> {
  const { worker, flag } = thread;
  if (hasEnded(worker))
    return Promise.reject(new Error('The session was released; open another one to run the network'));
  callBegins(flag);
  worker.postMessage(request, [request.images.buffer]);
  return nextAnswer(thread);
}

/** Frees the network and ends the thread; harmless when it has ended. */
export async function endThread({ worker, flag }: OnnxThread): Promise<void> {
  if (hasEnded(worker)) return;
  worker.ref();
  const exited = once(worker, 'exit');
  callBegins(flag);
  worker.postMessage('release');
  await exited;
}

function hasEnded(worker: Worker): boolean {
  return worker.threadId === -1;
}

/** The thread's next answer that nobody waits for yet; rejects when the thread dies first. */
async function nextAnswer({ worker, waiting }: OnnxThread): Promise<Answer> {
  worker.ref();
  try {
    return await new Promise((answer, fail) => waiting.push({ answer, fail }));
  } finally {
    if (waiting.length === 0) worker.unref();
  }
}
