import { type Dataset, text } from '../dicom/dataset.ts';
import { derivedUid, instanceReferences } from '../dicom/references.ts';
import { lossyCompression, resultAttributes, type ResultIdentity } from '../dicom/series.ts';
import { SOP_CLASS } from '../dicom/sop-classes.ts';
import { encodePart10 } from '../dicom/write-part10.ts';
import { PRODUCT } from '../product.ts';
import { frameOfReferenceUid, type Volume } from '../volume/volume.ts';
import { nonEmptyFrames, occurringValues, packFrames } from './frames.ts';
import { dimensions, perFrameFunctionalGroups, sharedFunctionalGroups } from './functional-groups.ts';
import { type SegmentDescription, segmentItem } from './segments.ts';

export interface SegInput extends ResultIdentity {
  readonly volume: Volume;
  /** Label map [z,y,x] of the volume; labels without a description are omitted. */
  readonly mask: Uint8Array;
  readonly segments: readonly SegmentDescription[];
  /** Name of the content for machines: A-Z, 0-9, _ and space, 16 at most. */
  readonly contentLabel: string;
}

/**
 * A DICOM Segmentation (PS3.3 A.51) as a file: BINARY, one bit per pixel, with the frames that are not empty and the segments that occur,
 * numbered from 1 in the order of `segments`. Undefined if no segment occurs: an empty SEG is not written (viewers hang on it). Frames
 * refer to their source images by SOP Instance UID, whatever the order of the stack.
 */
export function writeSeg(input: SegInput): Uint8Array | undefined {
  const { volume, mask, segments } = input;
  const { shape } = volume.geometry;
  if (mask.length !== shape[0] * shape[1] * shape[2]) {
    throw new RangeError(`The mask has ${mask.length} voxels, its volume ${shape.join(' x ')}`);
  }
  const values = occurringValues(
    mask,
    segments.map(({ value }) => value),
  );
  if (values.length === 0) return undefined;

  const frames = nonEmptyFrames(mask, shape, values);
  const described = segments.filter(({ value }) => values.includes(value));
  const dataset = {
    ...resultAttributes(volume.header, { sopClassUid: SOP_CLASS.segmentation.uid, modality: 'SEG' }, input),
    ...content(input),
    ...imageAttributes(volume, frames.length),
    ...dimensions(derivedUid(input.sopInstanceUid, 'dimension organization')),
    SegmentSequence: described.map((segment, i) => segmentItem(segment, i + 1)),
    ReferencedSeriesSequence: [
      {
        SeriesInstanceUID: text(volume.header, 'SeriesInstanceUID'),
        ReferencedInstanceSequence: instanceReferences(volume.slices),
      },
    ],
    SharedFunctionalGroupsSequence: [sharedFunctionalGroups(volume)],
    PerFrameFunctionalGroupsSequence: perFrameFunctionalGroups(frames, volume.slices),
  };
  return encodePart10(dataset, packFrames(mask, shape, frames));
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
    BitsAllocated: 1,
    BitsStored: 1,
    HighBit: 0,
    PixelRepresentation: 0,
    SegmentationType: 'BINARY',
    SegmentsOverlap: 'NO',
    ...lossyCompression(header),
  };
}
