import { isDeepStrictEqual } from 'node:util';
import { type Dataset, items, numbers, text } from '../../dicom/dataset.ts';
import { seriesName } from '../../dicom/instance.ts';
import { type Refusal, refusal } from '../../errors/refusal-error.ts';

/** Names a series within its study: Series Instance UIDs are used again by some devices, and kept by copies of studies. */
export function seriesKey(header: Dataset): string {
  return `${text(header, 'StudyInstanceUID')} ${text(header, 'SeriesInstanceUID')}`;
}

/**
 * The headers in an order that does not depend on the order of the input, without repetitions. The same object may come twice: then SOP
 * Instance UID, study, series, and position agree, and one of them is dropped. Others stay, and `repeatedUids` finds them.
 */
export function distinctHeaders(headers: readonly Dataset[]): Dataset[] {
  const keyed = headers.map((header) => ({ header, key: `${seriesKey(header)} ${text(header, 'SOPInstanceUID')}` }));
  keyed.sort((a, b) => compare(a.key, b.key) || compare(positionOf(a.header), positionOf(b.header)));
  const kept = new Map<string, Dataset[]>();
  return keyed.flatMap(({ header, key }) => {
    const same = kept.get(key) ?? [];
    if (text(header, 'SOPInstanceUID') !== '' && same.some((other) => liesAs(header, other))) return [];
    kept.set(key, [...same, header]);
    return [header];
  });
}

/** Whether two headers state the same size and position of their frames. */
export function liesAs(a: Dataset, b: Dataset): boolean {
  return isDeepStrictEqual(geometryOf(a), geometryOf(b));
}

/** Finds the series whose UIDs, or those of their instances, name something else as well, such as slices of another patient. */
export function repeatedUids(distinct: readonly Dataset[]): (headers: readonly Dataset[]) => Refusal | undefined {
  const holders = Map.groupBy(distinct, (header) => text(header, 'SOPInstanceUID'));
  const studies = Map.groupBy(distinct, (header) => text(header, 'SeriesInstanceUID'));
  return (headers) => {
    const first = headers[0] as Dataset;
    const series = seriesName(first);
    const all = distinctTexts(studies.get(text(first, 'SeriesInstanceUID')) ?? [], 'StudyInstanceUID');
    if (all.length > 1) return refusal('REPEATED_UID.studies', { series, count: all.length, studies: all.join(', ') });
    const patients = distinctTexts(headers, 'PatientID').length;
    if (patients > 1) return refusal('REPEATED_UID.patients', { series, count: patients });
    const uids = distinctTexts(headers, 'SOPInstanceUID').filter((uid) => (holders.get(uid) ?? []).length > 1);
    if (uids.length === 0) return undefined;
    const details = { series, count: uids.length, uids: shortList(uids) };
    const isWithin = uids.some((uid) => headers.filter((header) => text(header, 'SOPInstanceUID') === uid).length > 1);
    return isWithin ? refusal('REPEATED_UID.images', details) : refusal('REPEATED_UID.series', details);
  };
}

const MOST_LISTED = 3;

/** The first few of a list, and how many there are besides. */
export function shortList(all: readonly string[]): string {
  const more = all.length - MOST_LISTED;
  return all.slice(0, MOST_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function distinctTexts(headers: readonly Dataset[], keyword: string): string[] {
  return [...new Set(headers.map((header) => text(header, keyword)))].filter((uid) => uid !== '').sort();
}

function geometryOf(header: Dataset): unknown {
  return [
    ...['ImagePositionPatient', 'ImageOrientationPatient', 'PixelSpacing', 'Rows', 'Columns'].map((keyword) =>
      numbers(header, keyword),
    ),
    items(header, 'PerFrameFunctionalGroupsSequence'),
  ];
}

function positionOf(header: Dataset): string {
  return numbers(header, 'ImagePositionPatient').join('\\');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
