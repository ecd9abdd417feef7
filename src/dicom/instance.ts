import { type Dataset, number, text } from './dataset.ts';

/** One DICOM object in memory: its header and its pixel data, still as stored. */
export interface Instance {
  /** Naturalised dataset without pixel data and without private elements. */
  readonly header: Dataset;
  readonly transferSyntaxUid: string;
  /** One entry per frame, encoded as the transfer syntax states; empty for objects without pixel data. */
  readonly frames: readonly Uint8Array[];
  /** File name or URL, for messages. */
  readonly origin: string;
}

/** NumberOfFrames, 1 for single-frame objects. */
export function frameCount(header: Dataset): number {
  return number(header, 'NumberOfFrames') ?? 1;
}

/** How messages name a series: number, description and UID; nothing that identifies the patient. */
export function seriesName(header: Dataset): string {
  const label = [text(header, 'SeriesNumber'), text(header, 'SeriesDescription')]
    .filter((part) => part !== '')
    .join(' ');
  const uid = text(header, 'SeriesInstanceUID') || 'without UID';
  return label === '' ? `Series ${uid}` : `Series "${label}" (${uid})`;
}
