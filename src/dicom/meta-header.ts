import { refusal, RefusalError } from '../errors/refusal-error.ts';
import { type Encoding, isValueRepresentation, readHead } from './element.ts';

const IMPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const EXPLICIT_BIG_ENDIAN = '1.2.840.10008.1.2.2';

const PREFIX = 132; // 128 bytes of preamble and "DICM", PS3.10 7.1
const TRANSFER_SYNTAX = 0x00020010;
const META_GROUP = 0x0002;

/** What comes before the data set of a file. */
export interface MetaHeader {
  readonly transferSyntaxUid: string;
  /** Where the data set begins. */
  readonly end: number;
}

/**
 * Reads the meta header of a file; where preamble, meta header or Transfer Syntax UID is missing, the first element of the data set shows the
 * transfer syntax (PS3.10 7.1, PS3.5 annex A). Throws RefusalError NOT_DICOM.
 */
export function readMetaHeader(bytes: Uint8Array, origin: string): MetaHeader {
  const prefixed = bytes.length > PREFIX && latin1(bytes, 128, 4) === 'DICM';
  const meta = prefixed ? walk(bytes) : { end: 0, transferSyntaxUid: '' };
  const transferSyntaxUid = meta.transferSyntaxUid || guessTransferSyntax(bytes.subarray(meta.end));
  if (transferSyntaxUid === undefined) throw new RefusalError(refusal('NOT_DICOM.content', { origin }));
  return { transferSyntaxUid, end: meta.end };
}

/** A meta header that names one of the three encodings of data sets, for a parser that wants a whole file. */
export function metaHeader({ implicit, littleEndian }: Encoding): Uint8Array {
  const transferSyntaxUid = implicit
    ? IMPLICIT_LITTLE_ENDIAN
    : littleEndian
      ? EXPLICIT_LITTLE_ENDIAN
      : EXPLICIT_BIG_ENDIAN;
  const value = transferSyntaxUid.length % 2 === 0 ? transferSyntaxUid : `${transferSyntaxUid}\0`;
  const element = Buffer.concat([
    Uint8Array.of(2, 0, 0x10, 0, 0x55, 0x49, value.length, 0),
    Buffer.from(value, 'latin1'),
  ]);
  const length = Uint8Array.of(2, 0, 0, 0, 0x55, 0x4c, 4, 0, element.length, 0, 0, 0);
  return Buffer.concat([new Uint8Array(128), Buffer.from('DICM', 'latin1'), length, element]);
}

/** How the data set of a transfer syntax is encoded: explicit little endian but for the two named otherwise (PS3.5 annex A). */
export function encodingOf(transferSyntaxUid: string): Encoding {
  return {
    implicit: transferSyntaxUid === IMPLICIT_LITTLE_ENDIAN,
    littleEndian: transferSyntaxUid !== EXPLICIT_BIG_ENDIAN,
  };
}

/** Walks the elements of group 0002, which are always explicit little endian. */
function walk(bytes: Uint8Array): MetaHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let transferSyntaxUid = '';
  let at = PREFIX;
  while (at + 8 <= bytes.length && view.getUint16(at, true) === META_GROUP) {
    const head = readHead(view, at, { implicit: false, littleEndian: true });
    if (head === undefined) break;
    const { tag, valueAt, length = 0 } = head;
    if (tag === TRANSFER_SYNTAX) transferSyntaxUid = latin1(bytes, valueAt, length).replace(/[\0 ]+$/, '');
    at = valueAt + length;
  }
  return { end: Math.min(at, bytes.length), transferSyntaxUid };
}

/** A data set starts with a low group number; a known VR after the first tag distinguishes explicit from implicit. */
function guessTransferSyntax(dataset: Uint8Array): string | undefined {
  if (dataset.length < 8) return undefined;
  const view = new DataView(dataset.buffer, dataset.byteOffset, dataset.byteLength);
  const explicit = isValueRepresentation(latin1(dataset, 4, 2));
  if (isFirstGroup(view.getUint16(0, true))) {
    if (explicit) return EXPLICIT_LITTLE_ENDIAN;
    const { length = 0 } = readHead(view, 0, { implicit: true, littleEndian: true }) ?? {};
    return length <= dataset.length ? IMPLICIT_LITTLE_ENDIAN : undefined;
  }
  return explicit && isFirstGroup(view.getUint16(0, false)) ? EXPLICIT_BIG_ENDIAN : undefined;
}

function isFirstGroup(group: number): boolean {
  return group > 0x0000 && group <= 0x0008;
}

function latin1(bytes: Uint8Array, start: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(length, bytes.length - start)).toString('latin1');
}
