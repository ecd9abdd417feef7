/**
 * A DICOM dataset with keywords for tags, as dcmjs' naturalizeDataset returns it. Values come from outside: read them with the functions
 * below.
 */
export type Dataset = Readonly<Record<string, unknown>>;

/**
 * The attribute's first value as trimmed text, '' when absent. A person's name has all its component groups, in the form of PS3.5 6.2.1
 * (alphabetic=ideographic=phonetic).
 */
export function text(dataset: Dataset, keyword: string): string {
  return textOf(values(dataset[keyword])[0]);
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'object' || value instanceof String) return `${value as string | number}`.trim();
  const groups = ['Alphabetic', 'Ideographic', 'Phonetic'].map((group) => textOf((value as Dataset)[group]));
  return groups.join('=').replace(/=+$/, '');
}

/** The attribute's first value as a number, undefined when absent or not numeric. */
export function number(dataset: Dataset, keyword: string): number | undefined {
  return numbers(dataset, keyword)[0];
}

/** All values of the attribute that are finite numbers, in order. */
export function numbers(dataset: Dataset, keyword: string): number[] {
  return values(dataset[keyword])
    .filter((value) => value !== '' && value !== null)
    .map(Number)
    .filter(Number.isFinite);
}

/** All values of the attribute as trimmed texts. */
export function texts(dataset: Dataset, keyword: string): string[] {
  return values(dataset[keyword]).map(textOf);
}

/** The items of a sequence, [] when absent. */
export function items(dataset: Dataset, keyword: string): Dataset[] {
  return values(dataset[keyword]).filter((value): value is Dataset => typeof value === 'object' && value !== null);
}

function values(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** A number as a decimal string of at most 16 characters (PS3.5 6.2, DS), as exact as that allows. */
export function decimalString(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not a decimal string`);
  const exact = String(value);
  if (exact.length <= 16) return exact;
  for (let digits = 15; digits > 0; digits--) {
    const shorter = String(Number(value.toPrecision(digits)));
    if (shorter.length <= 16) return shorter;
  }
  return value.toExponential(8);
}

/** Date (DA) and time (TM) of a moment in the zone `offset` (+HHMM, as TimezoneOffsetFromUTC), else in the zone of the process. */
export function dicomDateTime(moment: Date, offset = ''): { date: string; time: string } {
  const minutes = offsetMinutes(offset) ?? -moment.getTimezoneOffset();
  const digits = new Date(moment.getTime() + minutes * 60_000).toISOString().replace(/\D/g, '');
  return { date: digits.slice(0, 8), time: digits.slice(8, 14) };
}

function offsetMinutes(offset: string): number | undefined {
  const match = /^([+-])(\d\d)(\d\d)$/.exec(offset);
  if (match === null) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}
