import dcmjs from 'dcmjs';

/** How the elements of a dataset are encoded: PS3.5 7.1. */
export interface Encoding {
  /** Without value representations. */
  readonly implicit: boolean;
  readonly littleEndian: boolean;
}

/** The head of an element, and where its value lies. */
export interface ElementHead {
  /** Group and element as one number. */
  readonly tag: number;
  /** As written, or of the dictionary where it is implicit; 'UN' when unknown. */
  readonly vr: string;
  readonly valueAt: number;
  /** Bytes; undefined when the value ends with a delimiter. */
  readonly length: number | undefined;
}

export const TAG = {
  item: 0xfffee000,
  itemEnd: 0xfffee00d,
  sequenceEnd: 0xfffee0dd,
  floatPixels: 0x7fe00008,
  doublePixels: 0x7fe00009,
  pixels: 0x7fe00010,
} as const;

const UNDEFINED_LENGTH = 0xffffffff;

/** Value representations with a length of 2 bytes (PS3.5 table 7.1-2); all others, unknown ones too, have 4. */
const SHORT = new Set('AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US'.split(' '));
const LONG = new Set('OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' '));

/** Whether two characters are a value representation of PS3.5 table 6.2-1. */
export function isValueRepresentation(vr: string): boolean {
  return SHORT.has(vr) || LONG.has(vr);
}

/**
 * Reads the head of the element, item or delimiter at `at`; undefined when the bytes end before. An element without a VR where there
 * should be one, as some devices write private elements, is read as implicit.
 */
export function readHead(view: DataView, at: number, { implicit, littleEndian }: Encoding): ElementHead | undefined {
  if (at + 8 > view.byteLength) return undefined;
  const tag = view.getUint16(at, littleEndian) * 0x10000 + view.getUint16(at + 2, littleEndian);
  const vr = String.fromCharCode(view.getUint8(at + 4), view.getUint8(at + 5));
  if (implicit || tag >= TAG.item || !/^[A-Z]{2}$/.test(vr))
    return { tag, vr: dictionaryVr(tag), valueAt: at + 8, length: defined(view.getUint32(at + 4, littleEndian)) };
  if (SHORT.has(vr)) return { tag, vr, valueAt: at + 8, length: view.getUint16(at + 6, littleEndian) };
  if (at + 12 > view.byteLength) return undefined;
  return { tag, vr, valueAt: at + 12, length: defined(view.getUint32(at + 8, littleEndian)) };
}

/** The bytes of a head, as `readHead` reads it; the length can be written later at the offset `lengthAt`. */
export function writeHead(
  { tag, vr, length = 0 }: { readonly tag: number; readonly vr: string; readonly length?: number },
  { implicit, littleEndian }: Encoding,
): { readonly bytes: Uint8Array; readonly lengthAt: number } {
  const long = implicit || tag >= TAG.item ? 4 : SHORT.has(vr) ? 6 : 8;
  const view = new DataView(new ArrayBuffer(long === 8 ? 12 : 8));
  view.setUint16(0, tag >>> 16, littleEndian);
  view.setUint16(2, tag & 0xffff, littleEndian);
  if (long !== 4) for (const i of [0, 1]) view.setUint8(4 + i, vr.charCodeAt(i));
  if (long === 6) view.setUint16(6, length, littleEndian);
  else view.setUint32(long, length, littleEndian);
  return { bytes: new Uint8Array(view.buffer), lengthAt: long };
}

/** A tag as people read it. */
export function tagName(tag: number): string {
  const digits = tag.toString(16).toUpperCase().padStart(8, '0');
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
}

/** The value representation of a tag in PS3.6; 'UN' for private and unknown ones, the usual one where it depends on the pixels. */
export function dictionaryVr(tag: number): string {
  const vr = dcmjs.data.DicomMetaDictionary.dictionary[tagName(tag)]?.vr ?? 'UN';
  if (vr === 'xs') return 'US';
  return vr === 'ox' ? 'OW' : vr;
}

function defined(length: number): number | undefined {
  return length === UNDEFINED_LENGTH ? undefined : length;
}
