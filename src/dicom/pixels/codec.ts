import dcmjsCodecs from 'dcmjs-codecs';
import type { PixelFormat } from './format.ts';
import { type DecodedFrame, decodeJpegLs } from './jpeg-ls.ts';
import { type Encoding, TRANSFER_SYNTAXES } from './syntaxes.ts';
import { assertWhole } from './whole.ts';

const { Context, NativeCodecs } = dcmjsCodecs;
type Decode = (context: InstanceType<typeof Context>) => InstanceType<typeof Context>;

const DECODERS: Readonly<Record<Exclude<Encoding, 'little' | 'big' | 'jpegLs'>, Decode>> = {
  rle: (context) => NativeCodecs.decodeRle(context),
  jpeg: (context) => NativeCodecs.decodeJpeg(context),
  jpeg2000: (context) => NativeCodecs.decodeJpeg2000(context),
  htJpeg2000: (context) => NativeCodecs.decodeHtJpeg2000(context),
};

/** Decodes one frame into its stored words, row by row, little endian already undone. Throws an Error with the codec's reason. */
export async function decodeFrame(
  frame: Uint8Array,
  transferSyntaxUid: string,
  format: PixelFormat,
): Promise<Uint8Array | Uint16Array> {
  const encoding = TRANSFER_SYNTAXES[transferSyntaxUid]?.encoding;
  if (encoding === undefined) throw new Error(`transfer syntax ${transferSyntaxUid} is unknown`);
  if (encoding === 'little' || encoding === 'big') return words(frame, format, encoding === 'big');
  assertWhole(frame, encoding, format);
  const decode = encoding === 'jpegLs' ? decodeJpegLs(frame) : decodeNatively(frame, DECODERS[encoding], format);
  const { width, height, bytes } = await decode;
  if (width !== format.columns || height !== format.rows)
    throw new Error(`the image is ${width}x${height}, the header says ${format.columns}x${format.rows}`);
  return words(bytes, format, false);
}

/** A codec that has thrown is replaced, because its memory is in an unknown state. */
async function decodeNatively(frame: Uint8Array, decode: Decode, format: PixelFormat): Promise<DecodedFrame> {
  await prepareCodecs();
  try {
    const decoded = decode(contextFor(frame, format));
    const bytes = decoded.getDecodedBuffer() ?? new Uint8Array();
    return { width: decoded.getWidth() ?? 0, height: decoded.getHeight() ?? 0, bytes };
  } catch (error) {
    NativeCodecs.release();
    throw error;
  }
}

/** Loads the codecs, once. */
export async function prepareCodecs(): Promise<void> {
  if (!NativeCodecs.isInitialized()) await NativeCodecs.initializeAsync();
}

function contextFor(frame: Uint8Array, format: PixelFormat): InstanceType<typeof Context> {
  return new Context({
    width: format.columns,
    height: format.rows,
    bitsAllocated: format.bitsAllocated,
    bitsStored: format.bitsStored,
    samplesPerPixel: 1,
    pixelRepresentation: format.signed ? 1 : 0,
    planarConfiguration: 0,
    photometricInterpretation: format.photometricInterpretation,
    encodedBuffer: frame,
  });
}

function words(bytes: Uint8Array, format: PixelFormat, bigEndian: boolean): Uint8Array | Uint16Array {
  const pixels = format.rows * format.columns;
  const size = (pixels * format.bitsAllocated) / 8;
  if (bytes.length < size) throw new Error(`${bytes.length} of ${size} bytes are there`);
  if (format.bitsAllocated === 8) return bytes.subarray(0, pixels);
  const aligned = bigEndian || bytes.byteOffset % 2 !== 0 ? bytes.slice(0, size) : bytes;
  if (bigEndian) Buffer.from(aligned.buffer).swap16();
  return new Uint16Array(aligned.buffer, aligned.byteOffset, pixels);
}
