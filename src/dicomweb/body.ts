import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { PacsError } from './pacs-error.ts';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};
/** A chain of decoders would multiply what a few bytes can become. */
const MOST_CODINGS = 2;

/**
 * The body without its Content-Encoding (RFC 9110 8.4), inflated as it is read: archives and proxies compress although nobody asked them
 * to. Throws PacsError for an unknown coding.
 */
export function decodedBody(body: Readable, contentEncoding: string | undefined, url: string): Readable {
  const codings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  const decoders = codings.map((coding) => (Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined));
  if (codings.length > MOST_CODINGS || decoders.includes(undefined)) {
    // Destroyed before its end it emits an error, which nobody else hears.
    body.on('error', () => {}).destroy();
    throw new PacsError('unreadable', { url, reason: `its Content-Encoding is ${codings.join(', ').slice(0, 80)}` });
  }
  // The coding that was applied last is undone first. An error of one stream ends the last one, which is read.
  const undo = (stream: Readable, make: (() => Transform) | undefined): Readable =>
    make === undefined ? stream : pipeline(stream, make(), () => {});
  return decoders.reduceRight(undo, body);
}

/** Bytes that may still be read; bodies that are held together share one. */
export interface Allowance {
  left: number;
  /** The error of a body that goes beyond. */
  exceeded(): Error;
}

/** Reads a body to its end. Throws as soon as it is longer than what is allowed; a body that fails gives back what it took. */
export async function readBody(body: Readable, allowance: Allowance): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      length += chunk.byteLength;
      allowance.left -= chunk.byteLength;
      // Leaving the loop destroys the stream, and with it the connection.
      if (allowance.left < 0) throw allowance.exceeded();
      chunks.push(chunk);
    }
    return joined(chunks, length);
  } catch (error) {
    allowance.left += length;
    throw error;
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
