import { parentPort } from 'node:worker_threads';
import { hounsfieldTable, toHounsfield } from '../../study/hounsfield.ts';
import type { Rescale } from '../../study/hounsfield.ts';
import type { PixelFormat } from '../../study/pixel-format.ts';
import { decodeFrame, prepareCodecs } from './codec.ts';

/** What a thread is asked to do with one frame. */
export interface FrameRequest {
  readonly frame: Uint8Array;
  readonly transferSyntaxUid: string;
  readonly format: PixelFormat;
  readonly rescale: Rescale;
}

export type FrameReply = { readonly hu: Int16Array<ArrayBuffer> } | { readonly failure: string };

/** The last table: the frames of a series nearly always share it. */
let table = { key: '', values: new Int16Array() };

// What fails here is the installation, not a frame: the thread ends.
await prepareCodecs();
parentPort?.on('message', (request: FrameRequest) => {
  void reply(request);
});

async function reply({ frame, transferSyntaxUid, format, rescale }: FrameRequest): Promise<void> {
  try {
    const words = await decodeFrame(frame, transferSyntaxUid, format);
    const hu = toHounsfield(words, tableFor(format, rescale)) as Int16Array<ArrayBuffer>;
    parentPort?.postMessage({ hu } satisfies FrameReply, [hu.buffer]);
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
