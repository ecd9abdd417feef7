import type { Element } from 'dcmjs';
import type { Dataset } from './dataset.ts';
import { type CharacterSets, decodeText, parseCharacterSets } from './text-decoder.ts';

/** A data set as dcmjs reads it, by tags of eight hexadecimal digits. */
export type ParsedDataset = Record<string, Element>;

/** Tag (0008,0005) with VR CS, explicit little and big endian, and without VR, implicit little endian. */
const PATTERNS = [
  { tag: Buffer.from('\x08\x00\x05\x00CS', 'latin1'), lengthBytes: 2, littleEndian: true },
  { tag: Buffer.from('\x00\x08\x00\x05CS', 'latin1'), lengthBytes: 2, littleEndian: false },
  { tag: Buffer.from('\x08\x00\x05\x00', 'latin1'), lengthBytes: 4, littleEndian: true },
] as const;

/** What stands in a data set for (0008,0005) until its texts are decoded; the standard has no such element. */
const SET_ASIDE = '00080004';

/** No list of character sets is longer, bytes. */
const LONGEST = 256;
const PRINTABLE = /^[\x20-\x7e]+\0?$/;

/** The VRs that Specific Character Set is about (PS3.5 6.1.2.2), and those of them that hold one value, backslashes included. */
const TEXT_VRS: ReadonlySet<string> = new Set(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT']);
const UNDIVIDED: ReadonlySet<string> = new Set(['LT', 'ST', 'UT']);

const GROUPS = ['Alphabetic', 'Ideographic', 'Phonetic'] as const;

/** The characters that dcmjs makes of the bytes 0 to 255 where no character set is named. */
const BYTE_OF: ReadonlyMap<string, number> = new Map(
  Array.from(new TextDecoder('latin1').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))).map(
    (character, byte) => [character, byte],
  ),
);

/**
 * Hides every Specific Character Set, in sequences too, from dcmjs, which knows no code extensions: it then reads each byte of a text as
 * one character, and `decodeTexts` makes the text of them. Changes `bytes` in place, and only the element numbers.
 */
export function setCharacterSetsAside(bytes: Uint8Array): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { tag, lengthBytes, littleEndian } of PATTERNS)
    for (let at = buffer.indexOf(tag); at >= 0; at = buffer.indexOf(tag, at + 1)) {
      const from = at + tag.length + lengthBytes;
      if (from > buffer.length) break;
      const start = at + tag.length;
      const length = littleEndian ? buffer.readUIntLE(start, lengthBytes) : buffer.readUIntBE(start, lengthBytes);
      if (length > LONGEST || !PRINTABLE.test(buffer.toString('latin1', from, from + length))) continue;
      buffer[at + (littleEndian ? 2 : 3)] = 4;
    }
}

/**
 * The data set with its texts decoded by the character sets that were set aside, value by value with their escape sequences (PS3.5
 * 6.1.2.5). Items of sequences have those of their data set unless they name others (PS3.5 7.5.3).
 */
export function decodeTexts(dict: ParsedDataset, inherited: CharacterSets = parseCharacterSets([])): ParsedDataset {
  const own = dict[SET_ASIDE];
  const sets = own === undefined ? inherited : parseCharacterSets(namesIn(own));
  const decoded = Object.entries(dict)
    .filter(([tag]) => tag !== SET_ASIDE)
    .map(([tag, element]) => [tag, decodeElement(element, sets)] as const);
  return Object.fromEntries(decoded);
}

function decodeElement(element: Element, sets: CharacterSets): Element {
  if (element.vr === 'SQ') {
    const items = element.Value as ParsedDataset[];
    return { vr: 'SQ', Value: items.map((item) => decodeTexts(item, sets)) };
  }
  const bytes = TEXT_VRS.has(element.vr) ? bytesOf(element) : undefined;
  if (bytes === undefined) return element;
  return { vr: element.vr, Value: valuesOf(decodeText(bytes, sets, element.vr === 'PN'), element.vr) };
}

/** The values of a text (PS3.5 6.2): names by their component groups, as the JSON model has them (PS3.18 F.2.2). */
function valuesOf(decoded: string, vr: string): unknown[] {
  if (UNDIVIDED.has(vr)) return [decoded.trimEnd()];
  const values = decoded.split('\\').map((value) => value.trim());
  return vr === 'PN' ? values.filter((value) => value !== '').map(componentGroups) : values;
}

function componentGroups(name: string): Record<string, string> {
  const groups = name.split('=').map((group, at) => [GROUPS[at] ?? '', group.trim()] as const);
  return Object.fromEntries(groups.filter(([key, group]) => key !== '' && group !== ''));
}

/** The bytes of a text as they are stored; undefined for a value that dcmjs did not read as text. */
function bytesOf({ _rawValue: raw }: Element): Uint8Array | undefined {
  const read = Array.isArray(raw) ? raw.join('\\') : raw;
  if (typeof read !== 'string') return undefined;
  return Uint8Array.from(read, (character) => BYTE_OF.get(character) ?? 0x3f);
}

/** The names of character sets in the element that was set aside: of VR CS, or of none in implicit VR. */
function namesIn({ Value }: Element): string[] {
  const [first] = Value;
  const names = first instanceof ArrayBuffer ? Buffer.from(first).toString('latin1').split('\\') : Value.map(String);
  return names.map((name) => name.replaceAll('\0', '').trim());
}

/**
 * Removes from texts what is not text: escape characters, and the NULs with which some devices pad, which no database accepts.
 */
export function withoutControls(header: Dataset): Dataset {
  return hasControl(header) ? (strip(header) as Dataset) : header;
}

function hasControl(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\x1b') || value.includes('\0');
  return isContainer(value) && Object.values(value).some(hasControl);
}

function strip(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/[\x1b\0]/g, '');
  if (Array.isArray(value)) return value.map(strip);
  if (!isContainer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, strip(inner)]));
}

function isContainer(value: unknown): value is object {
  return value instanceof Object && !(value instanceof ArrayBuffer) && !ArrayBuffer.isView(value);
}
