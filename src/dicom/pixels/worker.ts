import { parentPort } from 'node:worker_threads';
import { decodeFrame, prepareCodecs } from './codec.ts';
import type { PixelFormat } from './format.ts';
import { hounsfieldTable, type Rescale, toHounsfield } from './hounsfield.ts';

/** What a thread is asked to do with one frame. */
export interface FrameRequest {
  readonly frame: Uint8Array;
  readonly transferSyntaxUid: string;
  readonly format: PixelFormat;
  readonly rescale: Rescale;
}

/** `hu` is shared memory of the thread, valid until it is given the next frame. */
export type FrameReply = { readonly hu: Int16Array<SharedArrayBuffer> } | { readonly failure: string };

/** The last table: the frames of a series nearly always share it. */
let table = { key: '', values: new Int16Array() };

/** The memory of the last result; frames of a series are of one size. */
let shared = new Int16Array(new SharedArrayBuffer(0));

// What fails here is the installation, not a frame: the thread ends.
await prepareCodecs();
parentPort?.on('message', (request: FrameRequest) => {
  void reply(request);
});

async function reply({ frame, transferSyntaxUid, format, rescale }: FrameRequest): Promise<void> {
  try {
    const words = await decodeFrame(frame, transferSyntaxUid, format);
    if (shared.length !== words.length) shared = new Int16Array(new SharedArrayBuffer(2 * words.length));
    toHounsfield(words, tableFor(format, rescale), shared);
    parentPort?.postMessage({ hu: shared } satisfies FrameReply);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    parentPort?.postMessage({ failure: reason.replace(/\s+/g, ' ').trim() } satisfies FrameReply);
  }
}

function tableFor(format: PixelFormat, rescale: Rescale): Int16Array {
  const key = JSON.stringify([format, rescale]);
  if (table.key !== key) table = { key, values: hounsfieldTable(format, rescale) as Int16Array<ArrayBuffer> };
  return table.values;
}
