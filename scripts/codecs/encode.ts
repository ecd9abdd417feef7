import dcmjsCodecs from 'dcmjs-codecs';
import type { PixelFormat } from '../../src/dicom/pixels/format.ts';

const { Context, NativeCodecs } = dcmjsCodecs;

export const SYNTAXES = ['JPEG Lossless', 'JPEG-LS', 'JPEG 2000', 'HTJ2K', 'RLE'] as const;
export type Syntax = (typeof SYNTAXES)[number];

/** A slice as it is stored, row by row. */
export interface Slice {
  readonly format: PixelFormat;
  readonly words: Uint16Array;
}

/** The slice without loss in a transfer syntax. The codecs must be prepared. */
export function encodeFrame({ format, words }: Slice, syntax: Syntax): Uint8Array {
  const context = new Context({
    width: format.columns,
    height: format.rows,
    bitsAllocated: 16,
    bitsStored: format.bitsStored,
    samplesPerPixel: 1,
    pixelRepresentation: format.signed ? 1 : 0,
    planarConfiguration: 0,
    photometricInterpretation: format.photometricInterpretation,
    decodedBuffer: new Uint8Array(words.buffer),
  });
  const encoded = {
    'JPEG Lossless': () => NativeCodecs.encodeJpeg(context, { lossy: false, predictor: 1 }),
    'JPEG-LS': () => NativeCodecs.encodeJpegLs(context),
    'JPEG 2000': () => NativeCodecs.encodeJpeg2000(context),
    HTJ2K: () => NativeCodecs.encodeHtJpeg2000(context),
    RLE: () => NativeCodecs.encodeRle(context),
  }[syntax]();
  return encoded.getEncodedBuffer()!.slice();
}
