import { setImmediate } from 'node:timers/promises';
import { deserialize } from 'node:v8';
import { LIMITS } from '../dicom/limits.ts';
import { ThreadPool } from '../threads/pool.ts';
import { ThreadError } from '../threads/thread-error.ts';
import { type AnswerDataset, type DicomJson, readDicomJson } from './dicom-json.ts';
import type { HttpResponse } from './http.ts';
import type { JsonProtocol } from './json-thread.ts';

/** A shorter body is read at once, bytes: it takes some milliseconds, as handing it to a thread would. */
const SHORT = 32 * 1024;

/**
 * Reads DICOM JSON of an archive on a thread, and takes the datasets over a few at a time: an answer of 64 MiB takes seconds, during
 * which the process answers. One that takes a thread too long, or too much memory, is an answer that cannot be read.
 */
export class JsonReader {
  readonly #threads = new ThreadPool<JsonProtocol>({
    name: 'reading DICOM JSON',
    file: new URL('./json-thread.ts', import.meta.url),
    start: () => undefined,
    size: 1,
    requestsPerThread: 1,
    limitMs: LIMITS.readMs,
    heapMib: LIMITS.readHeapMib,
    abortGraceMs: LIMITS.abortGraceMs,
  });

  /** The datasets of an answer, or why it holds none. Takes the body over. Rejects with the signal's reason. */
  async read(response: HttpResponse, signal?: AbortSignal): Promise<DicomJson> {
    if (response.body.byteLength < SHORT) return readDicomJson(response);
    try {
      const question = () => ({ request: response, transfer: [response.body.buffer] });
      const answer = await this.#threads.ask(question, { ...(signal && { signal }) });
      return 'reason' in answer ? answer : await joined(answer);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof ThreadError) || error.end === 'closed') throw error;
      const [seconds, mib] = [LIMITS.readMs / 1000, LIMITS.readHeapMib];
      return { reason: `its JSON takes more than ${seconds} s or ${mib} MiB to read` };
    }
  }

  /** Ends the thread; answers that are not read yet are rejected. */
  async close(): Promise<void> {
    await this.#threads.terminate();
  }
}

async function joined(pieces: readonly Uint8Array[]): Promise<AnswerDataset[]> {
  const datasets: AnswerDataset[] = [];
  for (const piece of pieces) {
    datasets.push(...(deserialize(piece) as AnswerDataset[]));
    await setImmediate();
  }
  return datasets;
}
