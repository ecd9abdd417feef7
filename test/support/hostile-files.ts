import { constants, deflateRawSync } from 'node:zlib';
import type { Dataset } from '../../src/dicom/dataset.ts';
import { derivedUid } from '../../src/dicom/references.ts';
import { encodePart10 } from '../../src/dicom/write-part10.ts';
import { bare, long, short } from './elements.ts';
import { CT_HEADER } from './series.ts';

export const SYNTAX = {
  plain: '1.2.840.10008.1.2.1',
  deflated: '1.2.840.10008.1.2.1.99',
  rle: '1.2.840.10008.1.2.5',
  jpegLossless: '1.2.840.10008.1.2.4.70',
  jpegLs: '1.2.840.10008.1.2.4.80',
  jpeg2000: '1.2.840.10008.1.2.4.90',
  htJpeg2000: '1.2.840.10008.1.2.4.201',
} as const;

export interface HostileOptions {
  /** Changes to the header; undefined leaves an attribute out. */
  readonly header?: Dataset;
  /** Elements in front of the pixel data. */
  readonly inserted?: Uint8Array;
  /** The element of the pixel data; by default the pixels of one frame, uncompressed. */
  readonly pixels?: Uint8Array;
  readonly syntax?: string;
  /** Which slice of its series it is. */
  readonly index?: number;
}

const PIXEL_DATA = 0x7fe00010;

/** A slice of a CT series with something in it that no scanner writes. */
export function hostileFile(options: HostileOptions = {}): Uint8Array {
  return Buffer.concat([fileHead(options.syntax), dataset(options)]);
}

/** Preamble and meta header. */
function fileHead(syntax: string = SYNTAX.plain): Uint8Array {
  const uid = syntax.length % 2 === 0 ? syntax : `${syntax}\0`;
  const element = short(0x00020010, 'UI', uid);
  const length = short(0x00020000, 'UL', Buffer.from([element.length, 0, 0, 0]));
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), length, element]);
}

/** The data set of such a slice. */
export function dataset({ header = {}, inserted, pixels, index = 0 }: HostileOptions): Uint8Array {
  const complete: Dataset = {
    ...CT_HEADER,
    SOPInstanceUID: derivedUid('test', 'hostile', String(index)),
    InstanceNumber: index + 1,
    ImagePositionPatient: [0, 0, -5 * index],
    ...header,
  };
  const present = Object.fromEntries(Object.entries(complete).filter(([, value]) => value !== undefined));
  const file = Buffer.from(encodePart10(present));
  const start = 132 + 12 + file.readUInt32LE(140);
  return Buffer.concat([file.subarray(start), inserted ?? Buffer.alloc(0), pixels ?? nativePixels(38 * 23 * 2)]);
}

/** Pixel Data of zeros, not compressed. */
export function nativePixels(bytes: number): Buffer {
  return long(PIXEL_DATA, 'OW', Buffer.alloc(bytes));
}

/** Pixel Data in fragments, with an offset table. */
export function fragments(parts: readonly Uint8Array[], table: Uint8Array = Buffer.alloc(0)): Buffer {
  const items = [table, ...parts].map((part) => bare(0xfffee000, part));
  return long(PIXEL_DATA, 'OB', Buffer.concat([...items, bare(0xfffee0dd, '')]), 0xffffffff);
}

/** Sequences within sequences, each in one item, with lengths or with delimiters. */
export function nested(tag: number, depth: number, isDefined: boolean): Buffer {
  if (!isDefined) {
    const [begin, end] = [long(tag, 'SQ', bare(0xfffee000, '', 0xffffffff), 0xffffffff), bare(0xfffee00d, '')];
    return Buffer.concat([
      ...Array<Buffer>(depth).fill(begin),
      ...Array<Buffer>(depth).fill(Buffer.concat([end, bare(0xfffee0dd, '')])),
    ]);
  }
  let inner: Buffer = Buffer.alloc(0);
  for (let i = 0; i < depth; i++) inner = long(tag, 'SQ', bare(0xfffee000, inner));
  return inner;
}

/** A deflated file: a beginning, and a block that is repeated. Repeating the compressed block costs nothing, whatever it inflates to. */
export function deflatedFile(beginning: Uint8Array, block: Uint8Array, times: number): Uint8Array {
  const flushed = (bytes: Uint8Array) => deflateRawSync(bytes, { finishFlush: constants.Z_FULL_FLUSH, level: 9 });
  const repeated = flushed(block);
  return Buffer.concat([
    fileHead(SYNTAX.deflated),
    flushed(beginning),
    ...Array<Buffer>(times).fill(repeated),
    deflateRawSync(Buffer.alloc(0)),
  ]);
}

/** A slice whose pixel data inflates to so many MiB of zeros. */
export function deflatedPixels(mebibytes: number, options: HostileOptions = {}): Uint8Array {
  const beginning = dataset({ ...options, pixels: long(PIXEL_DATA, 'OW', '', mebibytes * 2 ** 20) });
  return deflatedFile(beginning, Buffer.alloc(2 ** 20), mebibytes);
}
