import { createRequire } from 'node:module';
import { join } from 'node:path';
import { decodeFrame } from '../../src/dicom/pixels/codec.ts';
import type { Slice, Syntax } from './encode.ts';

/** One decoder of one transfer syntax; `decode` returns the stored words, signed or not. */
export interface Decoder {
  readonly syntax: Syntax;
  readonly name: string;
  readonly decode: (frame: Uint8Array, like: Slice) => ArrayLike<number> | Promise<ArrayLike<number>>;
}

const UID: Readonly<Record<Syntax, string>> = {
  'JPEG Lossless': '1.2.840.10008.1.2.4.70',
  'JPEG-LS': '1.2.840.10008.1.2.4.80',
  'JPEG 2000': '1.2.840.10008.1.2.4.90',
  HTJ2K: '1.2.840.10008.1.2.4.201',
  RLE: '1.2.840.10008.1.2.5',
};

/** What the packages of cornerstone that are made by Emscripten have in common. */
interface EmscriptenDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  getDecodedBuffer(): Uint8Array;
}

/** The decoders: ours, first for every transfer syntax, and those that are installed in the folder. */
export async function decodersIn(folder: string): Promise<Decoder[]> {
  const installed = createRequire(join(folder, 'package.json'));
  const ours = Object.entries(UID).map(([syntax, uid]) => ({
    syntax: syntax as Syntax,
    name: 'dcmjs-codecs (used here)',
    decode: (frame: Uint8Array, { format }: Slice) => decodeFrame(frame, uid, format),
  }));
  const emscripten = async (syntax: Syntax, name: string, file: string, kind: string): Promise<Decoder> => {
    const library = await installed(`${name}/${file}`)({ print: () => {} });
    const decoder: EmscriptenDecoder = new library[kind]();
    return { syntax, name, decode: (frame) => decodeBy(decoder, frame) };
  };
  const { Decoder: Lossless } = installed('jpeg-lossless-decoder-js');
  const rle = installed('@cornerstonejs/dicom-codec/src/codecs/rleLossless.js');
  return [
    ...ours,
    {
      syntax: 'JPEG Lossless',
      name: 'jpeg-lossless-decoder-js',
      decode: (frame) => new Uint16Array(new Lossless().decompress(frame.buffer, frame.byteOffset, frame.byteLength)),
    },
    await emscripten('JPEG-LS', '@cornerstonejs/codec-charls', 'decodewasmjs', 'JpegLSDecoder'),
    await emscripten('JPEG 2000', '@cornerstonejs/codec-openjpeg', 'decodewasmjs', 'J2KDecoder'),
    await emscripten('HTJ2K', '@cornerstonejs/codec-openjph', 'wasmjs', 'HTJ2KDecoder'),
    {
      syntax: 'RLE',
      name: '@cornerstonejs/dicom-codec',
      decode: async (frame, { format: { rows, columns, signed } }) => {
        const image = { rows, columns, bitsAllocated: 16, samplesPerPixel: 1, pixelRepresentation: signed ? 1 : 0 };
        const { imageFrame } = await rle.decode(frame, image);
        return new Uint16Array(imageFrame.buffer, imageFrame.byteOffset, rows * columns);
      },
    },
  ];
}

function decodeBy(decoder: EmscriptenDecoder, frame: Uint8Array): Uint16Array {
  decoder.getEncodedBuffer(frame.length).set(frame);
  decoder.decode();
  const bytes = decoder.getDecodedBuffer().slice();
  return new Uint16Array(bytes.buffer);
}
