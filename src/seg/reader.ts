import { type Dataset, items, number, text } from '../dicom/dataset.ts';
import type { Instance } from '../dicom/instance.ts';
import { FINDINGS } from '../volume/findings.ts';
import type { FindingMask } from '../volume/volume.ts';

/** A source image: its instance, and its frame if the instance has several. */
export interface SourceImage {
  readonly sopInstanceUid: string;
  readonly frameNumber?: number | undefined;
}

/** An infection SEG that was read back. */
export interface SegFindings {
  readonly rows: number;
  readonly columns: number;
  /** The findings of a source image, [y,x]; all 0 if the SEG has no frame of it. */
  findingsOf(source: SourceImage): FindingMask;
}

interface Frame {
  readonly index: number;
  readonly finding: number;
}

/**
 * Reads an infection SEG (PS3.3 A.51, BINARY) as writeSeg writes it: frames belong to the source images that they refer to, segments to
 * the findings by their property type. An object that is no SEG has no findings.
 */
export function readSegFindings({ header, frames }: Instance): SegFindings {
  const [rows, columns] = [number(header, 'Rows') ?? 0, number(header, 'Columns') ?? 0];
  const bits = allBits(frames);
  const bySource = framesBySource(header);
  return {
    rows,
    columns,
    findingsOf(source) {
      const mask = new Uint8Array(rows * columns);
      for (const frame of bySource.get(keyOf(source)) ?? []) unpack(bits, frame, mask);
      return mask;
    },
  };
}

/** One-bit pixels run over the frames without padding (PS3.5 8.2), so frames do not start at whole bytes: the pixel data is one block. */
function allBits(frames: readonly Uint8Array[]): Uint8Array {
  const [first] = frames;
  return first === undefined ? new Uint8Array() : new Uint8Array(first.buffer, first.byteOffset);
}

function framesBySource(header: Dataset): Map<string, Frame[]> {
  const findings = new Map(
    items(header, 'SegmentSequence').map((segment) => [number(segment, 'SegmentNumber'), findingOf(segment)]),
  );
  const bySource = new Map<string, Frame[]>();
  items(header, 'PerFrameFunctionalGroupsSequence').forEach((groups, index) => {
    const [segment] = items(groups, 'SegmentIdentificationSequence');
    const finding = findings.get(segment && number(segment, 'ReferencedSegmentNumber')) ?? 0;
    const [source] = items(groups, 'DerivationImageSequence').flatMap((item) => items(item, 'SourceImageSequence'));
    if (source === undefined || finding === 0) return;
    const sopInstanceUid = text(source, 'ReferencedSOPInstanceUID');
    const key = keyOf({ sopInstanceUid, frameNumber: number(source, 'ReferencedFrameNumber') });
    bySource.set(key, [...(bySource.get(key) ?? []), { index, finding }]);
  });
  return bySource;
}

function findingOf(segment: Dataset): number {
  const [type] = items(segment, 'SegmentedPropertyTypeCodeSequence');
  const value = type === undefined ? '' : text(type, 'CodeValue');
  return FINDINGS.find(({ code }) => code.value === value)?.value ?? 0;
}

function unpack(bits: Uint8Array, { index, finding }: Frame, mask: Uint8Array): void {
  for (let i = 0, bit = index * mask.length; i < mask.length; i++, bit++) {
    if (((bits[bit >> 3] ?? 0) >> (bit & 7)) & 1) mask[i] = finding;
  }
}

function keyOf({ sopInstanceUid, frameNumber = 1 }: SourceImage): string {
  return `${sopInstanceUid} ${frameNumber}`;
}
