import { refusal, RefusalError } from '../errors/refusal-error.ts';

const IMPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const EXPLICIT_BIG_ENDIAN = '1.2.840.10008.1.2.2';

const PREFIX = 132; // 128 bytes of preamble and "DICM", PS3.10 7.1
const TRANSFER_SYNTAX_ELEMENT = 0x0010;
const UNDEFINED_LENGTH = 0xffffffff;

/** A Part 10 file in its two parts. */
export interface SplitFile {
  /** Preamble, prefix and group 0002, with a transfer syntax. */
  readonly meta: Uint8Array;
  readonly dataset: Uint8Array;
  readonly transferSyntaxUid: string;
}

/**
 * The two parts of a Part 10 file. The meta header is as it is in the file when it is complete; when preamble, meta header or Transfer
 * Syntax UID is missing, the transfer syntax is derived from the first element of the data set (PS3.10 7.1, PS3.5 annex A). Throws
 * RefusalError NOT_DICOM.
 */
export function splitMetaHeader(bytes: Uint8Array, origin: string): SplitFile {
  const prefixed = bytes.length > PREFIX && latin1(bytes, 128, 4) === 'DICM';
  const { end, transferSyntaxUid } = prefixed ? readMetaHeader(bytes) : { end: 0, transferSyntaxUid: '' };
  const dataset = bytes.subarray(end);
  if (transferSyntaxUid !== '') return { meta: bytes.subarray(0, end), dataset, transferSyntaxUid };
  const guessed = guessTransferSyntax(dataset);
  if (guessed === undefined) throw new RefusalError(refusal('NOT_DICOM', { origin }));
  return { meta: metaHeader(guessed), dataset, transferSyntaxUid: guessed };
}

/** Walks the elements of group 0002, which are always explicit little endian. */
function readMetaHeader(bytes: Uint8Array): { end: number; transferSyntaxUid: string } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let transferSyntaxUid = '';
  let at = PREFIX;
  while (at + 8 <= bytes.length && view.getUint16(at, true) === 0x0002) {
    const long = ['OB', 'UN'].includes(latin1(bytes, at + 4, 2));
    if (long && at + 12 > bytes.length) break;
    const length = long ? view.getUint32(at + 8, true) : view.getUint16(at + 6, true);
    if (view.getUint16(at + 2, true) === TRANSFER_SYNTAX_ELEMENT)
      transferSyntaxUid = latin1(bytes, at + 8, length).replace(/[\0 ]+$/, '');
    at += (long ? 12 : 8) + length;
  }
  return { end: Math.min(at, bytes.length), transferSyntaxUid };
}

/** A data set starts with a low group number; a known VR after the first tag distinguishes explicit from implicit. */
function guessTransferSyntax(dataset: Uint8Array): string | undefined {
  if (dataset.length < 8) return undefined;
  const view = new DataView(dataset.buffer, dataset.byteOffset, dataset.byteLength);
  const explicit = VALUE_REPRESENTATIONS.has(latin1(dataset, 4, 2));
  if (isFirstGroup(view.getUint16(0, true))) {
    if (explicit) return EXPLICIT_LITTLE_ENDIAN;
    const length = view.getUint32(4, true);
    return length === UNDEFINED_LENGTH || length <= dataset.length ? IMPLICIT_LITTLE_ENDIAN : undefined;
  }
  return explicit && isFirstGroup(view.getUint16(0, false)) ? EXPLICIT_BIG_ENDIAN : undefined;
}

function isFirstGroup(group: number): boolean {
  return group > 0x0000 && group <= 0x0008;
}

/** Preamble, prefix and the shortest meta header that names a transfer syntax. */
export function metaHeader(transferSyntaxUid: string): Uint8Array {
  const value = transferSyntaxUid.length % 2 === 0 ? transferSyntaxUid : `${transferSyntaxUid}\0`;
  const element = concat([Uint8Array.of(2, 0, 0x10, 0, 0x55, 0x49, value.length, 0), Buffer.from(value, 'latin1')]);
  const length = Uint8Array.of(2, 0, 0, 0, 0x55, 0x4c, 4, 0, element.length, 0, 0, 0);
  return concat([new Uint8Array(128), Buffer.from('DICM', 'latin1'), length, element]);
}

function latin1(bytes: Uint8Array, start: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(length, bytes.length - start)).toString('latin1');
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** PS3.5 table 6.2-1. */
const VALUE_REPRESENTATIONS = new Set(
  'AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN UR US UT UV'.split(' '),
);
