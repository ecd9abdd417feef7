import { type Dataset, text } from '../dicom/dataset.ts';
import { derivedUid, instanceReferences } from '../dicom/references.ts';
import { lossyCompression, resultAttributes, type ResultIdentity } from '../dicom/series.ts';
import { SOP_CLASS } from '../dicom/sop-classes.ts';
import { encodeRle } from '../dicom/rle.ts';
import { encodePart10, type StoredPixels } from '../dicom/write-part10.ts';
import { PRODUCT } from '../product.ts';
import { frameOfReferenceUid, type Volume } from '../volume/volume.ts';
import { isLabelMap, PLAIN_SEG, type SegEncoding } from './encoding.ts';
import { labelFrames, labelledSlices, nonEmptyFrames, occurringValues, packFrames } from './frames.ts';
import { dimensions, type FramePlace, perFrameFunctionalGroups, sharedFunctionalGroups } from './functional-groups.ts';
import { backgroundItem, type SegmentDescription, segmentItem } from './segments.ts';

export interface SegInput extends ResultIdentity {
  readonly volume: Volume;
  /** Label map [z,y,x] of the volume; labels without a description are omitted. */
  readonly mask: Uint8Array;
  readonly segments: readonly SegmentDescription[];
  /** Name of the content for machines: A-Z, 0-9, _ and space, 16 at most. */
  readonly contentLabel: string;
  /** @default PLAIN_SEG */
  readonly encoding?: SegEncoding;
}

/** What depends on how the segments are held. */
interface Layout {
  readonly sopClassUid: string;
  readonly frames: readonly FramePlace[];
  readonly attributes: Dataset;
  readonly segments: readonly Dataset[];
  readonly pixels: Uint8Array;
}

/**
 * A DICOM Segmentation (PS3.3 A.51) or Label Map Segmentation (PS3.3 A.51, Supplement 243) as a file, with the frames that are not empty and the
 * segments that occur, numbered from 1 in the order of `segments`. Undefined if no segment occurs: an empty SEG is not written (viewers
 * hang on it). Frames refer to their source images by SOP Instance UID, whatever the order of the stack.
 */
export function writeSeg(input: SegInput): Uint8Array | undefined {
  const { volume, mask, segments, encoding = PLAIN_SEG } = input;
  const { shape } = volume.geometry;
  if (mask.length !== shape[0] * shape[1] * shape[2]) {
    throw new RangeError(`The mask has ${mask.length} voxels, its volume ${shape.join(' x ')}`);
  }
  const values = occurringValues(
    mask,
    segments.map(({ value }) => value),
  );
  if (values.length === 0) return undefined;
  const layout = isLabelMap(encoding) ? labelMap(input, values) : binary(input, values);
  const dataset = {
    ...resultAttributes(volume.header, { sopClassUid: layout.sopClassUid, modality: 'SEG' }, input),
    ...content(input),
    ...imageAttributes(volume, layout.frames.length),
    ...layout.attributes,
    ...dimensions(derivedUid(input.sopInstanceUid, 'dimension organization'), !isLabelMap(encoding)),
    SegmentSequence: layout.segments,
    ReferencedSeriesSequence: [
      {
        SeriesInstanceUID: text(volume.header, 'SeriesInstanceUID'),
        ReferencedInstanceSequence: instanceReferences(volume.slices),
      },
    ],
    SharedFunctionalGroupsSequence: [sharedFunctionalGroups(volume)],
    PerFrameFunctionalGroupsSequence: perFrameFunctionalGroups(layout.frames, volume.slices),
  };
  return encodePart10(dataset, stored(layout.pixels, shape, encoding));
}

/** SOP class of a SEG. */
export function segSopClass(encoding: SegEncoding): string {
  return SOP_CLASS[isLabelMap(encoding) ? 'labelMapSegmentation' : 'segmentation'].uid;
}

/** A frame for each segment and slice, one bit per pixel. */
function binary({ volume, mask, segments }: SegInput, values: readonly number[]): Layout {
  const { shape } = volume.geometry;
  const frames = nonEmptyFrames(mask, shape, values);
  return {
    sopClassUid: SOP_CLASS.segmentation.uid,
    frames,
    attributes: { BitsAllocated: 1, BitsStored: 1, HighBit: 0, SegmentationType: 'BINARY' },
    segments: itemsOf(segments, values),
    pixels: packFrames(mask, shape, frames),
  };
}

/** A frame for each slice, each pixel the number of its segment; 0 is the background. */
function labelMap({ volume, mask, segments }: SegInput, values: readonly number[]): Layout {
  const { shape } = volume.geometry;
  const slices = labelledSlices(mask, shape, values);
  // The value representation of a padding value follows the pixels': unsigned.
  const background = { PixelPaddingValue: 0, _vrMap: { PixelPaddingValue: 'US' } };
  return {
    sopClassUid: SOP_CLASS.labelMapSegmentation.uid,
    frames: slices.map((z) => ({ z })),
    attributes: { BitsAllocated: 8, BitsStored: 8, HighBit: 7, SegmentationType: 'LABELMAP', ...background },
    segments: [backgroundItem(segments[0]!.algorithm), ...itemsOf(segments, values)],
    pixels: labelFrames(mask, shape, slices, values),
  };
}

function itemsOf(segments: readonly SegmentDescription[], values: readonly number[]): Dataset[] {
  return segments
    .filter(({ value }) => values.includes(value))
    .map((segment, index) => segmentItem(segment, index + 1));
}

function stored(pixels: Uint8Array, [, rows, columns]: readonly number[], encoding: SegEncoding): StoredPixels {
  if (encoding !== 'labelmap-rle') return { native: pixels, deflate: encoding.endsWith('-deflate') };
  const size = rows! * columns!;
  const frames = Array.from({ length: pixels.length / size }, (_, frame) =>
    pixels.subarray(frame * size, (frame + 1) * size),
  );
  return { rleFrames: frames.map((frame) => encodeRle(frame, columns!)) };
}

/** Frame of Reference and the naming part of Segmentation Image (PS3.3 C.7.4.1, C.8.20.2). */
function content({ volume, contentLabel }: SegInput): Dataset {
  return {
    FrameOfReferenceUID: frameOfReferenceUid(volume),
    PositionReferenceIndicator: text(volume.header, 'PositionReferenceIndicator'),
    ContentLabel: contentLabel,
    ContentDescription: PRODUCT.notice,
    ContentCreatorName: `${PRODUCT.name}^software`,
  };
}

/** Image Pixel, General Image and Segmentation Image (PS3.3 C.7.6.1, C.7.6.3, C.8.20.2). */
function imageAttributes({ geometry, header }: Volume, frames: number): Dataset {
  return {
    ImageType: ['DERIVED', 'PRIMARY'],
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    NumberOfFrames: frames,
    Rows: geometry.shape[1],
    Columns: geometry.shape[2],
    PixelRepresentation: 0,
    SegmentsOverlap: 'NO',
    ...lossyCompression(header),
  };
}
