import dcmjs, { type Element } from 'dcmjs';
import { withoutControls } from '../dicom/character-set.ts';
import type { Dataset } from '../dicom/dataset.ts';
import { plain } from '../dicom/plain.ts';

/** A dataset of an answer, as far as it can be read. */
export interface JsonDataset {
  /** Elements that cannot be read are left out: what they hold is unknown. */
  readonly dataset: Dataset;
  /** False when an element was left out. */
  readonly isSound: boolean;
}

const TAG = /^[0-9a-f]{8}$/i;
const NUMBERS = ['DS', 'IS', 'FL', 'FD', 'SL', 'SS', 'UL', 'US', 'SV', 'UV'];
const TEXTS = ['AE', 'AS', 'AT', 'CS', 'DA', 'DT', 'LO', 'LT', 'SH', 'ST', 'TM', 'UC', 'UI', 'UR', 'UT'];
/** Texts in which a backslash is a character (PS3.5 6.2). */
const WITH_BACKSLASH = ['LT', 'ST', 'UR', 'UT'];
const LONG = [...WITH_BACKSLASH, 'UC'];
/** Longer than any value may be that is not a text of several lines, characters; what is longer would fit into no index. */
const LONGEST = 1024;
/** Functional groups and codes nest five or six deep; what nests deeper is not read. */
const DEEPEST = 16;

/**
 * Reads a dataset in the DICOM JSON model (PS3.18 F.2), as archives write it: tags in lower case, no `vr`, numbers as strings, several
 * values in one string, `null` for an empty value, a value outside an array. Undefined for anything that is no dataset.
 */
export function readDataset(json: unknown): JsonDataset | undefined {
  if (!isObject(json)) return undefined;
  const faults: string[] = [];
  const elements = readElements(json, faults, 0);
  if (elements === undefined) return undefined;
  const dataset = withoutControls(plain(dcmjs.data.DicomMetaDictionary.naturalizeDataset(elements)));
  return { dataset, isSound: faults.length === 0 };
}

/** Whether something has the form of a dataset: an object with at least one tag, or an empty one. */
export function isDataset(json: unknown): boolean {
  return isObject(json) && (Object.keys(json).length === 0 || Object.keys(json).some((key) => TAG.test(key)));
}

type Json = Readonly<Record<string, unknown>>;
type Elements = Record<string, Element>;

/** Undefined below the deepest level. Tags of what cannot be read are added to `faults`. */
function readElements(json: Json, faults: string[], depth: number): Elements | undefined {
  if (depth > DEEPEST) return undefined;
  const elements: Elements = {};
  for (const [key, element] of Object.entries(json)) {
    if (!TAG.test(key) || isPrivate(key)) continue;
    const tag = key.toUpperCase();
    const read = readElement(tag, element, faults, depth);
    if (read === undefined) faults.push(tag);
    else if (read.Value.length > 0) elements[tag] = read;
  }
  return elements;
}

/** Private elements (odd groups) are read nowhere, so a fault in one is none. */
function isPrivate(tag: string): boolean {
  return parseInt(tag.slice(0, 4), 16) % 2 === 1;
}

/** An element with the values that it has; undefined when it is not one. */
function readElement(tag: string, element: unknown, faults: string[], depth: number): Element | undefined {
  if (!isObject(element)) return undefined;
  const given = element['Value'] ?? [];
  const values: unknown[] = Array.isArray(given) ? given : [given];
  if (values.length === 0) return { vr: 'UN', Value: [] };
  const vr = vrOf(tag, element['vr']);
  if (vr === undefined) return undefined;
  const read = readValues(vr, values, faults, depth);
  // An empty first value of several keeps its place; an element of empty values alone has none.
  return read && { vr, Value: read.every((value) => value === '') ? [] : read };
}

/**
 * The VR that the archive states, else that of PS3.6; undefined for something that is none, and where one of the two has items or names
 * and the other does not.
 */
function vrOf(tag: string, stated: unknown): string | undefined {
  const { vr: known } = dcmjs.data.DicomMetaDictionary.dictionary[`(${tag.slice(0, 4)},${tag.slice(4)})`] ?? {};
  if (stated === undefined || stated === null) return plainVr(known ?? 'UN');
  if (typeof stated !== 'string' || !/^[A-Za-z]{2}$/.test(stated)) return undefined;
  const vr = stated.toUpperCase();
  const isOther = known !== undefined && known !== vr && [known, vr].some((one) => one === 'SQ' || one === 'PN');
  return isOther ? undefined : vr;
}

/** Without the dictionary's own: US or SS, and OB or OW. */
function plainVr(vr: string): string {
  if (vr === 'xs') return 'US';
  return vr === 'ox' ? 'OW' : vr;
}

/** Values as a file has them; undefined when one cannot be read. Values of other VRs are bulk data, which no query needs. */
function readValues(vr: string, values: readonly unknown[], faults: string[], depth: number): unknown[] | undefined {
  if (vr === 'SQ') return readAll(values, (value) => readItem(value, faults, depth));
  if (vr === 'PN') return readAll(values, readName);
  if (NUMBERS.includes(vr)) return readAll(values.flatMap(split), readNumber);
  if (!TEXTS.includes(vr)) return [];
  return readAll(WITH_BACKSLASH.includes(vr) ? values : values.flatMap(split), (value) => readText(vr, value));
}

function readAll(values: readonly unknown[], read: (value: unknown) => unknown): unknown[] | undefined {
  const all = values.map(read);
  return all.includes(undefined) ? undefined : all;
}

function split(value: unknown): unknown[] {
  return typeof value === 'string' ? value.split('\\') : [value];
}

function readItem(value: unknown, faults: string[], depth: number): Elements | undefined {
  if (value === null) return {};
  return isObject(value) ? readElements(value, faults, depth + 1) : undefined;
}

const COMPONENT_GROUPS = ['Alphabetic', 'Ideographic', 'Phonetic'];

/** A name with the component groups that it has (PS3.18 F.2.2), '' when it has none. */
function readName(value: unknown): object | string | undefined {
  if (value === null || value === '') return '';
  if (typeof value === 'string') return readName({ Alphabetic: value });
  if (!isObject(value)) return undefined;
  const groups = COMPONENT_GROUPS.flatMap((group) => {
    const part = value[group] ?? '';
    return part === '' ? [] : [[group, readText('PN', part)] as const];
  });
  if (groups.some(([, part]) => part === undefined)) return undefined;
  return groups.length === 0 ? '' : Object.fromEntries(groups);
}

function readNumber(value: unknown): number | string | undefined {
  if (value === null) return '';
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const trimmed = value.replaceAll('\0', '').trim();
  return trimmed === '' || Number.isFinite(Number(trimmed)) ? trimmed : undefined;
}

/** A UID is never a number: as one, it has lost digits. */
function readText(vr: string, value: unknown): string | undefined {
  if (value === null) return '';
  // Half a surrogate pair is no character, and no database takes it.
  if (typeof value === 'string') return value.length <= LONGEST || LONG.includes(vr) ? value.toWellFormed() : undefined;
  return typeof value === 'number' && vr !== 'UI' ? String(value) : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
