import dcmjs from 'dcmjs';

/** How the elements of a dataset are encoded (PS3.5 7.1, annex A). */
export interface ElementEncoding {
  readonly explicit: boolean;
  readonly littleEndian: boolean;
}

export const IMPLICIT_LITTLE_ENDIAN: ElementEncoding = { explicit: false, littleEndian: true };

/** What comes before the value of an element. */
export interface ElementHead {
  readonly group: number;
  readonly element: number;
  /** As written; '' where the element is encoded without one. */
  readonly vr: string;
  /** Bytes, or UNDEFINED_LENGTH. */
  readonly length: number;
  /** Offset of the value. */
  readonly valueAt: number;
}

export const UNDEFINED_LENGTH = 0xffffffff;

/** PS3.5 table 7.1-1: two reserved bytes and a length of 32 bits. */
const LONG = new Set('OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' '));
const SHORT = new Set('AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' '));

/**
 * The head of the element at an offset. An element that has no VR although the encoding asks for one, as some devices write private
 * elements, is read without. Throws RangeError when the bytes end before.
 */
export function headAt(view: DataView, at: number, { explicit, littleEndian }: ElementEncoding): ElementHead {
  const group = view.getUint16(at, littleEndian);
  const element = view.getUint16(at + 2, littleEndian);
  const written = explicit && group !== 0xfffe ? String.fromCharCode(view.getUint8(at + 4), view.getUint8(at + 5)) : '';
  if (SHORT.has(written))
    return { group, element, vr: written, length: view.getUint16(at + 6, littleEndian), valueAt: at + 8 };
  if (/^[A-Z]{2}$/.test(written))
    return { group, element, vr: written, length: view.getUint32(at + 8, littleEndian), valueAt: at + 12 };
  return { group, element, vr: '', length: view.getUint32(at + 4, littleEndian), valueAt: at + 8 };
}

/** The bytes of a head with an explicit VR, or without one. */
export function headBytes(
  { group, element }: Pick<ElementHead, 'group' | 'element'>,
  vr: string,
  length: number,
  { explicit, littleEndian }: ElementEncoding,
): Uint8Array {
  const long = LONG.has(vr) || (explicit && length > 0xffff);
  const bytes = new DataView(new ArrayBuffer(explicit && vr !== '' && long ? 12 : 8));
  bytes.setUint16(0, group, littleEndian);
  bytes.setUint16(2, element, littleEndian);
  if (!explicit || vr === '') bytes.setUint32(4, length, littleEndian);
  else {
    // A VR whose length has 16 bits cannot hold more: PS3.5 6.2.2 note 3.
    const written = long && !LONG.has(vr) ? 'UN' : vr;
    for (const i of [0, 1]) bytes.setUint8(4 + i, written.charCodeAt(i));
    if (long) bytes.setUint32(8, length, littleEndian);
    else bytes.setUint16(6, length, littleEndian);
  }
  return new Uint8Array(bytes.buffer);
}

/** Whether the bytes at an offset look like an element with a VR. */
export function hasVr(view: DataView, at: number): boolean {
  const vr = String.fromCharCode(view.getUint8(at + 4), view.getUint8(at + 5));
  return LONG.has(vr) || SHORT.has(vr);
}

/** VR of a public element by the dictionary of the standard (PS3.6); undefined for one that it does not have. */
export function dictionaryVr({ group, element }: Pick<ElementHead, 'group' | 'element'>): string | undefined {
  const [g, e] = [group, element].map((part) => part.toString(16).padStart(4, '0').toUpperCase());
  const vr = dcmjs.data.DicomMetaDictionary.dictionary[`(${g},${e})`]?.vr;
  return vr === undefined ? undefined : (CHOSEN[vr] ?? vr);
}

/** What the dictionary of dcmjs calls a choice: US or SS, OB or OW. */
const CHOSEN: Readonly<Record<string, string>> = { xs: 'US', ox: 'OW', up: 'UL' };
