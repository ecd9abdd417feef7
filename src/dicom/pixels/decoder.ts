import { availableParallelism } from 'node:os';
import { refusal, RefusalError } from '../../errors/refusal-error.ts';
import { ThreadPool } from '../../threads/pool.ts';
import type { Question } from '../../threads/thread.ts';
import { ThreadError } from '../../threads/thread-error.ts';
import { text } from '../dataset.ts';
import type { Instance } from '../instance.ts';
import { LIMITS } from '../limits.ts';
import type { DecodeProtocol } from './decode-thread.ts';
import { pixelFormat, type PixelFormat } from './format.ts';
import { type Rescale, rescaleOf } from './hounsfield.ts';
import { TRANSFER_SYNTAXES } from './syntaxes.ts';

/** Everything that a decoder needs to know about one frame, 0-based. Throws RefusalError NO_PIXEL_DATA, UNDECODABLE or NO_HOUNSFIELD. */
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

export interface DecodeOptions {
  /** Frames that wait are given up at once, and the thread of one that does not end is ended. */
  readonly signal?: AbortSignal;
  /** Stands for the series, which takes turns with others. */
  readonly turn?: object;
}

/** Decodes frames on threads, one a core, which start with the first frames. Share one decoder per process; close it at the end. */
export class PixelDecoder {
  readonly #threads: ThreadPool<DecodeProtocol>;

  constructor(size: number = availableParallelism(), frameLimitMs: number = LIMITS.frameMs) {
    this.#threads = new ThreadPool<DecodeProtocol>({
      name: 'pixel decoding',
      file: new URL('./decode-thread.ts', import.meta.url),
      start: () => undefined,
      size,
      requestsPerThread: 1,
      limitMs: frameLimitMs,
      abortGraceMs: LIMITS.abortGraceMs,
    });
  }

  /**
   * Writes the HU of one frame, row by row, to `hu`, rows x columns long. Rejects with RefusalError UNSUPPORTED_TRANSFER_SYNTAX, or
   * UNDECODABLE when the frame is damaged; with another Error when a thread ends by a fault that is not the frame's (memory,
   * installation), which a repetition may cure; with an AbortError when the decoder is closed, and with the signal's reason.
   */
  async decode(task: FrameTask, hu: Int16Array, options: DecodeOptions = {}): Promise<void> {
    if (TRANSFER_SYNTAXES[task.transferSyntaxUid] === undefined) throw unsupported(task);
    try {
      await this.#threads.ask(() => question(task), { ...options, onAnswer: (decoded) => hu.set(decoded) });
    } catch (error) {
      options.signal?.throwIfAborted();
      throw explained(task, error);
    }
  }

  /** Ends the threads; frames that still wait are rejected with an AbortError: nothing is wrong with them. */
  async close(): Promise<void> {
    await this.#threads.terminate();
  }
}

function question({ frame, transferSyntaxUid, format, rescale }: FrameTask): Question<DecodeProtocol> {
  const copy = new Uint8Array(frame);
  return { request: { frame: copy, transferSyntaxUid, format, rescale }, transfer: [copy.buffer] };
}

function explained(task: FrameTask, error: unknown): Error {
  if (!(error instanceof ThreadError)) return undecodable(task, reasonOf(error));
  if (error.end === 'closed')
    return new DOMException(`${task.name} was not decoded: the decoder was closed`, 'AbortError');
  if (error.end === 'overdue') return undecodable(task, 'its decoder did not come to an end');
  return new Error(`The thread that decoded ${task.name} ended`, { cause: error.cause });
}

function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return reason.replace(/\s+/g, ' ').trim();
}

function unsupported({ name: frame, transferSyntaxUid }: FrameTask): RefusalError {
  return new RefusalError(refusal('UNSUPPORTED_TRANSFER_SYNTAX', { frame, transferSyntaxUid }));
}

function undecodable({ name: frame, transferSyntaxUid }: FrameTask, reason: string): RefusalError {
  const syntax = TRANSFER_SYNTAXES[transferSyntaxUid]?.name ?? transferSyntaxUid;
  return new RefusalError(refusal('UNDECODABLE.frame', { frame, syntax, reason }));
}
