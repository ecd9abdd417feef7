import { type Code, codeItem } from '../dicom/codes.ts';
import { type Dataset, decimalString, number } from '../dicom/dataset.ts';
import { instanceReference } from '../dicom/references.ts';
import type { Slice, Volume } from '../volume/volume.ts';
/** A frame of the slice z that belongs to one segment, or to all where it has no number. */
export interface FramePlace {
  readonly z: number;
  readonly segmentNumber?: number;
}

const SEGMENTATION: Code = { value: '113076', scheme: 'DCM', meaning: 'Segmentation' }; // CID 7203
const SOURCE_IMAGE: Code = { value: '121322', scheme: 'DCM', meaning: 'Source image for image processing operation' }; // CID 7202

const SEGMENT_IDENTIFICATION_SEQUENCE = 0x0062000a;
const REFERENCED_SEGMENT_NUMBER = 0x0062000b;
const PLANE_POSITION_SEQUENCE = 0x00209113;
const IMAGE_POSITION_PATIENT = 0x00200032;

/** Functional groups that all frames share (PS3.3 C.7.6.16.2.1, C.7.6.16.2.4). */
export function sharedFunctionalGroups({ geometry, header }: Volume): Dataset {
  const [z, y, x] = geometry.spacing;
  return {
    PixelMeasuresSequence: [
      {
        PixelSpacing: [y, x].map(decimalString),
        SliceThickness: decimalString(number(header, 'SliceThickness') || z),
        SpacingBetweenSlices: decimalString(z),
      },
    ],
    PlaneOrientationSequence: [
      { ImageOrientationPatient: [...geometry.columnAxis, ...geometry.rowAxis].map(decimalString) },
    ],
  };
}

/**
 * Functional groups of each frame (PS3.3 C.7.6.16.2.2, .3, .6 and C.8.20.3.1): segment, position, and the source image by its UID. The
 * last dimension index of a frame is the position of its slice among all slices with a frame, from the head.
 */
export function perFrameFunctionalGroups(frames: readonly FramePlace[], slices: readonly Slice[]): Dataset[] {
  const places = new Map([...new Set(frames.map(({ z }) => z))].sort((a, b) => a - b).map((z, i) => [z, i + 1]));
  return frames.map(({ segmentNumber, z }) => {
    const slice = slices[z]!;
    return {
      DerivationImageSequence: [derivation(slice)],
      FrameContentSequence: [
        { DimensionIndexValues: [...(segmentNumber === undefined ? [] : [segmentNumber]), places.get(z)] },
      ],
      PlanePositionSequence: [{ ImagePositionPatient: slice.position.map(decimalString) }],
      ...(segmentNumber !== undefined && {
        SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segmentNumber }],
      }),
    };
  });
}

/** Multi-frame Dimension module (PS3.3 C.7.6.17): segments, unless a frame shows all of them, then slices. */
export function dimensions(dimensionOrganizationUid: string, bySegment: boolean): Dataset {
  const index = (label: string, group: number, attribute: number): Dataset => ({
    DimensionOrganizationUID: dimensionOrganizationUid,
    DimensionIndexPointer: attribute,
    FunctionalGroupPointer: group,
    DimensionDescriptionLabel: label,
  });
  return {
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: dimensionOrganizationUid }],
    DimensionIndexSequence: [
      ...(bySegment ? [index('Segment', SEGMENT_IDENTIFICATION_SEQUENCE, REFERENCED_SEGMENT_NUMBER)] : []),
      index('Slice', PLANE_POSITION_SEQUENCE, IMAGE_POSITION_PATIENT),
    ],
  };
}

function derivation(slice: Slice): Dataset {
  return {
    DerivationCodeSequence: [codeItem(SEGMENTATION)],
    SourceImageSequence: [
      {
        ...instanceReference(slice),
        ...(slice.frameNumber !== undefined && { ReferencedFrameNumber: slice.frameNumber }),
        PurposeOfReferenceCodeSequence: [codeItem(SOURCE_IMAGE)],
        SpatialLocationsPreserved: 'YES',
      },
    ],
  };
}
