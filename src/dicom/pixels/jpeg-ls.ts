import openCharLs, { type CharLs, type JpegLsDecoder } from '@cornerstonejs/codec-charls/decodewasmjs';

interface Codec {
  readonly library: CharLs;
  readonly decoder: JpegLsDecoder;
}

/** One for all frames of this thread, from the first one on. */
let codec: Codec | undefined;

/** A decoded frame: one or two bytes a sample, little endian, row by row. */
export interface DecodedFrame {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/**
 * Decodes one JPEG-LS frame (ISO/IEC 14495-1, lossless or near-lossless) by CharLS. Throws an Error with the codec's reason; then the codec is
 * replaced, because its memory is in an unknown state.
 */
export async function decodeJpegLs(frame: Uint8Array): Promise<DecodedFrame> {
  const { library, decoder } = (codec ??= await open());
  try {
    decoder.getEncodedBuffer(frame.length).set(frame);
    decoder.decode();
    const { width, height } = decoder.getFrameInfo();
    // A copy: the memory is the codec's.
    return { width, height, bytes: new Uint8Array(decoder.getDecodedBuffer()) };
  } catch (error) {
    codec = undefined;
    throw typeof error === 'number' ? new Error(library.getExceptionMessage(error), { cause: error }) : error;
  }
}

async function open(): Promise<Codec> {
  const library = await openCharLs();
  return { library, decoder: new library.JpegLSDecoder() };
}
