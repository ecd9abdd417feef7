/** A DICOM dataset with keywords for tags, as dcmjs' naturalizeDataset gives it. Values come from outside: read them with the functions below. */
export type Dataset = Readonly<Record<string, unknown>>;

/** The attribute's first value as trimmed text, '' when absent. */
export function text(dataset: Dataset, keyword: string): string {
  const value = first(dataset[keyword]);
  if (value === undefined || value === null) return '';
  if (typeof value === 'object' && 'Alphabetic' in value) return String(value.Alphabetic).trim();
  return String(value).trim();
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
  return values(dataset[keyword]).map((value) => String(value).trim());
}

/** The items of a sequence, [] when absent. */
export function items(dataset: Dataset, keyword: string): Dataset[] {
  return values(dataset[keyword]).filter((value): value is Dataset => typeof value === 'object' && value !== null);
}

function values(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function first(value: unknown): unknown {
  return values(value)[0];
}
