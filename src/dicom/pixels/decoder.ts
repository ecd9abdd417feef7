import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { refusal, RefusalError } from '../../errors/refusal-error.ts';
import { text } from '../dataset.ts';
import type { Instance } from '../instance.ts';
import { pixelFormat, type PixelFormat } from './format.ts';
import { type Rescale, rescaleOf } from './hounsfield.ts';
import { TRANSFER_SYNTAXES } from './syntaxes.ts';
import type { FrameReply, FrameRequest } from './worker.ts';

/** All that a decoder must know of one frame, 0-based. Throws RefusalError NO_PIXEL_DATA, UNDECODABLE or NO_HOUNSFIELD. */
export function frameTask({ header, frames, transferSyntaxUid, origin }: Instance, frame: number): FrameTask {
  const bytes = frames[frame];
  if (bytes === undefined) throw new RefusalError(refusal('NO_PIXEL_DATA.frame', { origin, frame: frame + 1 }));
  return {
    name: `frame ${frame + 1} of instance ${text(header, 'SOPInstanceUID')} (${origin})`,
    frame: bytes,
    transferSyntaxUid,
    format: pixelFormat(header, origin),
    rescale: rescaleOf(header, frame, origin),
  };
}

/** One frame to decode; `name` says in messages which it is. */
export interface FrameTask {
  readonly name: string;
  readonly frame: Uint8Array;
  readonly transferSyntaxUid: string;
  readonly format: PixelFormat;
  readonly rescale: Rescale;
}

interface Job {
  readonly task: FrameTask;
  readonly hu: Int16Array;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** No frame of a CT takes this long, not even on a busy machine; a codec that does hangs on damaged data, ms. */
const FRAME_LIMIT = 20_000;
/** What a frame gets beyond its limit, as a share of it: an event loop that was blocked fires timers before it reads replies that are here. */
const GRACE = 0.5;

/**
 * Decodes frames on worker threads, one a core. Threads start with the first frames, do not keep the process alive while idle,
 * and are replaced when one dies. Share one decoder in a process; close it at the end.
 */
export class PixelDecoder {
  readonly #size: number;
  readonly #frameLimitMs: number;
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Job>();
  readonly #limits = new WeakMap<Worker, NodeJS.Timeout>();
  #waiting: Job[] = [];
  #closed = false;

  constructor(size: number = availableParallelism(), frameLimitMs: number = FRAME_LIMIT) {
    this.#size = size;
    this.#frameLimitMs = frameLimitMs;
  }

  /**
   * Writes the HU of one frame, row by row, to `hu`, rows x columns long. Rejects with RefusalError UNSUPPORTED_TRANSFER_SYNTAX, or UNDECODABLE when the frame is damaged;
   * with another Error when a thread ends by a fault that is not the frame's (memory, installation), which a repetition may cure.
   */
  decode(task: FrameTask, hu: Int16Array): Promise<void> {
    if (TRANSFER_SYNTAXES[task.transferSyntaxUid] === undefined) return Promise.reject(unsupported(task));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, hu, resolve, reject });
      this.#dispatch();
    });
  }

  /** Ends the threads; frames that are still waiting are rejected with an AbortError: nothing is wrong with them. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of [...this.#busy.values(), ...this.#waiting])
      job.reject(new DOMException(`${job.task.name} was not decoded: the decoder was closed`, 'AbortError'));
    const threads = [...this.#idle, ...this.#busy.keys()];
    this.#waiting = [];
    this.#idle.length = 0;
    this.#busy.clear();
    await Promise.all(threads.map((thread) => thread.terminate()));
  }

  #dispatch(): void {
    while (!this.#closed && this.#waiting.length > 0) {
      const thread = this.#idle.pop() ?? (this.#busy.size < this.#size ? this.#start() : undefined);
      if (thread === undefined) return;
      const job = this.#waiting.shift() as Job;
      this.#busy.set(thread, job);
      thread.ref();
      this.#send(thread, job);
    }
  }

  #send(thread: Worker, { task }: Job): void {
    const frame = new Uint8Array(task.frame);
    const { transferSyntaxUid, format, rescale } = task;
    thread.postMessage({ frame, transferSyntaxUid, format, rescale } satisfies FrameRequest, [frame.buffer]);
    const end = () => void thread.terminate();
    this.#limit(thread, this.#frameLimitMs, () => this.#limit(thread, GRACE * this.#frameLimitMs, end));
  }

  #limit(thread: Worker, ms: number, then: () => void): void {
    this.#limits.set(thread, setTimeout(then, ms));
  }

  #start(): Worker {
    const thread = new Worker(new URL('./worker.ts', import.meta.url));
    let fault: unknown;
    thread.on('message', (reply: FrameReply) => this.#settle(thread, reply));
    thread.on('error', (error) => (fault = error));
    thread.on('exit', () => this.#lose(thread, fault));
    return thread;
  }

  #settle(thread: Worker, reply: FrameReply): void {
    const job = this.#busy.get(thread);
    if (job === undefined) return;
    clearTimeout(this.#limits.get(thread));
    this.#busy.delete(thread);
    this.#idle.push(thread);
    thread.unref();
    if ('hu' in reply) {
      job.hu.set(reply.hu);
      job.resolve();
    } else job.reject(undecodable(job.task, reply.failure));
    this.#dispatch();
  }

  #lose(thread: Worker, fault: unknown): void {
    const job = this.#busy.get(thread);
    clearTimeout(this.#limits.get(thread));
    this.#busy.delete(thread);
    if (this.#idle.includes(thread)) this.#idle.splice(this.#idle.indexOf(thread), 1);
    job?.reject(
      fault === undefined ? undecodable(job.task, 'its decoder did not come to an end') : lost(job.task, fault),
    );
    this.#dispatch();
  }
}

function unsupported({ name: frame, transferSyntaxUid }: FrameTask): RefusalError {
  return new RefusalError(refusal('UNSUPPORTED_TRANSFER_SYNTAX', { frame, transferSyntaxUid }));
}

function undecodable({ name: frame, transferSyntaxUid }: FrameTask, reason: string): RefusalError {
  const syntax = TRANSFER_SYNTAXES[transferSyntaxUid]?.name ?? transferSyntaxUid;
  return new RefusalError(refusal('UNDECODABLE.frame', { frame, syntax, reason }));
}

function lost(task: FrameTask, cause: unknown): Error {
  return new Error(`The thread that decoded ${task.name} ended`, { cause });
}
