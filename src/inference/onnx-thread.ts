import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { busyFlag, holdExit, setBusy, type BusyFlag } from './busy-flag.ts';
import type { Answer, OpenRequest, RunRequest } from './onnx-messages.ts';

/** The thread of one session. */
export interface OnnxThread {
  readonly worker: Worker;
  /** Busy while the thread is inside the runtime. */
  readonly flag: BusyFlag;
}

/** Starts the thread and gives its first answer, `open`. */
export async function startThread(request: Omit<OpenRequest, 'flag'>): Promise<{ thread: OnnxThread; opened: Answer }> {
  const flag = busyFlag();
  const worker = new Worker(new URL('./onnx-worker.ts', import.meta.url), {
    workerData: { ...request, flag } satisfies OpenRequest,
  });
  worker.once('exit', holdExit(flag));
  const opened = await nextAnswer(worker);
  worker.unref();
  return { thread: { worker, flag }, opened };
}

/** Hands a batch over and gives the answer. Keeps the process alive while a run is under way, and only then. */
export async function runOnThread({ worker, flag }: OnnxThread, request: RunRequest): Promise<Answer> {
  if (hasEnded(worker)) throw new Error('The session was released; open another one to run the network');
  worker.ref();
  try {
    const answer = nextAnswer(worker);
    setBusy(flag);
    worker.postMessage(request, [request.images.buffer]);
    return await answer;
  } finally {
    worker.unref();
  }
}

/** Frees the network and ends the thread; harmless when it has ended. */
export async function endThread({ worker, flag }: OnnxThread): Promise<void> {
  if (hasEnded(worker)) return;
  worker.ref();
  const exited = once(worker, 'exit');
  setBusy(flag);
  worker.postMessage('release');
  await exited;
}

function hasEnded(worker: Worker): boolean {
  return worker.threadId === -1;
}

/** The thread's next message; rejects when the thread dies first. */
async function nextAnswer(worker: Worker): Promise<Answer> {
  const ended = new AbortController();
  try {
    return await Promise.race([
      once(worker, 'message', ended).then(([message]) => message as Answer),
      once(worker, 'exit', ended).then(([code]) => {
        throw new Error(`The thread of the network ended with code ${String(code)}`);
      }),
    ]);
  } finally {
    ended.abort();
  }
}
