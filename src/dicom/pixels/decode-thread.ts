import type { Protocol } from '../../threads/protocol.ts';
import { serve } from '../../threads/serve.ts';
import { decodeFrame, prepareCodecs } from './codec.ts';
import type { PixelFormat } from './format.ts';
import { hounsfieldTable, type Rescale, toHounsfield } from './hounsfield.ts';

/** What a thread is asked to do with one frame. */
interface FrameRequest {
  readonly frame: Uint8Array;
  readonly transferSyntaxUid: string;
  readonly format: PixelFormat;
  readonly rescale: Rescale;
}

export interface DecodeProtocol extends Protocol {
  readonly start: undefined;
  readonly opened: undefined;
  readonly request: FrameRequest;
  /** HU in shared memory of the thread, valid until it gets the next frame. */
  readonly answer: Int16Array<SharedArrayBuffer>;
}

/** The last table: the frames of a series nearly always share it. */
let table = { key: '', values: new Int16Array() };

/** The memory of the last result; frames of a series are of one size. */
let shared = new Int16Array(new SharedArrayBuffer(0));

await serve<DecodeProtocol>(async () => {
  // What fails here is the installation, not a frame: the thread ends.
  await prepareCodecs();
  return { opened: undefined, answer: decode };
});

async function decode({ frame, transferSyntaxUid, format, rescale }: FrameRequest) {
  const words = await decodeFrame(frame, transferSyntaxUid, format);
  if (shared.length !== words.length) shared = new Int16Array(new SharedArrayBuffer(2 * words.length));
  toHounsfield(words, tableFor(format, rescale), shared);
  return { answer: shared };
}

function tableFor(format: PixelFormat, rescale: Rescale): Int16Array {
  const key = JSON.stringify([format, rescale]);
  if (table.key !== key) table = { key, values: hounsfieldTable(format, rescale) as Int16Array<ArrayBuffer> };
  return table.values;
}
