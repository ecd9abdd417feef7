import { type Dataset, items, number, text } from '../dicom/dataset.ts';
import type { Instance } from '../dicom/instance.ts';
import { decodeRle } from '../dicom/rle.ts';
import { FINDINGS } from '../volume/findings.ts';
import type { FindingMask } from '../volume/volume.ts';

const RLE_LOSSLESS = '1.2.840.10008.1.2.5';

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
 * Reads an infection SEG (PS3.3 A.51, BINARY or LABELMAP) as writeSeg writes it: frames belong to the source images that they refer to, segments
 * to the findings by their property type. An object that is no SEG has no findings.
 */
export function readSegFindings(instance: Instance): SegFindings {
  const { header, frames } = instance;
  const [rows, columns] = [number(header, 'Rows') ?? 0, number(header, 'Columns') ?? 0];
  if (text(header, 'SegmentationType') === 'LABELMAP') return { rows, columns, findingsOf: labelsOf(instance) };
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

/** The findings of source images in a label map: one frame of an image, each pixel the number of a segment. */
function labelsOf({ header, frames, transferSyntaxUid }: Instance): SegFindings['findingsOf'] {
  const size = (number(header, 'Rows') ?? 0) * (number(header, 'Columns') ?? 0);
  const findings = findingsBySegment(header);
  const bySource = new Map(
    items(header, 'PerFrameFunctionalGroupsSequence').map((groups, index) => [sourceOf(groups), frames[index]]),
  );
  return (source) => {
    const frame = bySource.get(keyOf(source)) ?? new Uint8Array(size);
    const labels = transferSyntaxUid === RLE_LOSSLESS ? decodeRle(frame, size) : frame;
    return labels.map((label) => findings.get(label) ?? 0);
  };
}

function findingsBySegment(header: Dataset): Map<number | undefined, number> {
  return new Map(
    items(header, 'SegmentSequence').map((segment) => [number(segment, 'SegmentNumber'), findingOf(segment)]),
  );
}

function sourceOf(groups: Dataset): string | undefined {
  const [source] = items(groups, 'DerivationImageSequence').flatMap((item) => items(item, 'SourceImageSequence'));
  if (source === undefined) return undefined;
  const sopInstanceUid = text(source, 'ReferencedSOPInstanceUID');
  return keyOf({ sopInstanceUid, frameNumber: number(source, 'ReferencedFrameNumber') });
}

function framesBySource(header: Dataset): Map<string, Frame[]> {
  const findings = findingsBySegment(header);
  const bySource = new Map<string, Frame[]>();
  items(header, 'PerFrameFunctionalGroupsSequence').forEach((groups, index) => {
    const [segment] = items(groups, 'SegmentIdentificationSequence');
    const finding = findings.get(segment && number(segment, 'ReferencedSegmentNumber')) ?? 0;
    const key = sourceOf(groups);
    if (key === undefined || finding === 0) return;
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
