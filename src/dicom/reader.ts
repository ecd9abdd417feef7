import { availableParallelism } from 'node:os';
import { isMarkedAsUntransferable } from 'node:worker_threads';
import { refusal, RefusalError } from '../errors/refusal-error.ts';
import { type PoolAskOptions, ThreadPool } from '../threads/pool.ts';
import { ThreadError } from '../threads/thread-error.ts';
import type { Instance } from './instance.ts';
import { LIMITS } from './limits.ts';
import type { FileRead, FileSource, ReadProtocol } from './read-thread.ts';

export type { FileRead, FileSource } from './read-thread.ts';
export type ReadOptions = Pick<PoolAskOptions<ReadProtocol>, 'signal' | 'turn'>;

/**
 * Reads Part 10 files on threads, one a core, which start with the first file: a file that inflates or parses for ever costs its thread,
 * not the process. Share one reader per process; close it at the end.
 */
export class DicomReader {
  readonly #threads: ThreadPool<ReadProtocol>;

  constructor(size: number = availableParallelism()) {
    this.#threads = new ThreadPool<ReadProtocol>({
      name: 'DICOM reading',
      file: new URL('./read-thread.ts', import.meta.url),
      start: () => undefined,
      size,
      requestsPerThread: 1,
      limitMs: LIMITS.readMs,
      heapMib: LIMITS.readHeapMib,
      abortGraceMs: LIMITS.abortGraceMs,
    });
  }

  /**
   * Reads one file; its bytes, where they are given, move to the thread. What is wrong with the file is part of the answer, TOO_LARGE
   * where a thread did not get through it. Rejects with the signal's reason, and with an AbortError when the reader is closed.
   */
  async read(source: FileSource, options: ReadOptions = {}): Promise<FileRead> {
    const { origin, bytes } = source;
    // Small buffers share memory that cannot be moved; they are copied.
    const transfer = bytes === undefined || isMarkedAsUntransferable(bytes.buffer) ? [] : [bytes.buffer];
    try {
      return await this.#threads.ask(() => ({ request: source, transfer }), options);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof ThreadError)) throw error;
      if (error.end === 'closed') throw new DOMException(`${origin} was not read: the reader was closed`, 'AbortError');
      const [seconds, mib] = [LIMITS.readMs / 1000, LIMITS.readHeapMib];
      return { sha256: '', content: refusal('TOO_LARGE.slow', { origin, seconds, mib }) };
    }
  }

  /** Ends the threads; files that are not read yet are rejected with an AbortError. */
  async close(): Promise<void> {
    await this.#threads.terminate();
  }
}

/** The instance that was read. Throws RefusalError when there is none. */
export function instanceOf({ content }: FileRead): Instance {
  if ('code' in content) throw new RefusalError(content);
  return content;
}
