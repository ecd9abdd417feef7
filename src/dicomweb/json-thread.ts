import { serialize } from 'node:v8';
import { LIMITS } from '../dicom/limits.ts';
import type { Protocol } from '../threads/protocol.ts';
import { serve } from '../threads/serve.ts';
import { type AnswerDataset, readDicomJson } from './dicom-json.ts';
import type { HttpResponse } from './http.ts';

export interface JsonProtocol extends Protocol {
  readonly start: undefined;
  readonly opened: undefined;
  readonly request: HttpResponse;
  /** The datasets in pieces, each serialised, or why there are none: copied as one message they would hold up the owner. */
  readonly answer: readonly Uint8Array<ArrayBuffer>[] | { readonly reason: string };
}

/** Bytes of a piece, but for its last dataset: some milliseconds for its reader. */
const PIECE = 128 * 1024;

await serve<JsonProtocol>(() =>
  Promise.resolve({
    opened: undefined,
    answer: (response) => {
      const json = readDicomJson(response);
      if ('reason' in json) return { answer: json };
      const pieces = inPieces(json);
      return { answer: pieces, transfer: pieces.map(({ buffer }) => buffer) };
    },
  }),
);

function inPieces(datasets: readonly AnswerDataset[]): Uint8Array<ArrayBuffer>[] {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let piece: AnswerDataset[] = [];
  let size = 0;
  const end = () => {
    if (piece.length > 0) pieces.push(new Uint8Array(serialize(piece)));
    [piece, size] = [[], 0];
  };
  for (const one of datasets) {
    const { byteLength } = serialize(one);
    // No header is that large; what is wrong with this one is not worth knowing.
    piece.push(byteLength > LIMITS.headerBytes ? { ...one, dataset: {}, isSound: false } : one);
    size += Math.min(byteLength, LIMITS.headerBytes);
    if (size > PIECE) end();
  }
  end();
  return pieces;
}
