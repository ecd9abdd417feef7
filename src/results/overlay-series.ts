import { type Dataset, decimalString, text } from '../dicom/dataset.ts';
import { derivedUid, instanceReference } from '../dicom/references.ts';
import { lossyCompression, resultAttributes, type ResultIdentity } from '../dicom/series.ts';
import { SOP_CLASS } from '../dicom/sop-classes.ts';
import { encodePart10 } from '../dicom/write-part10.ts';
import { PRODUCT } from '../product.ts';
import { LUNG_WINDOW, renderSlice, storedOrder } from '../report/slice-image.ts';
import { type FindingMask, frameOfReferenceUid, type Slice, type Vector3, type Volume } from '../volume/volume.ts';

export interface OverlaySeriesInput extends Omit<ResultIdentity, 'sopInstanceUid'> {
  readonly volume: Volume;
  readonly findings: FindingMask;
  /** Instance Number of the first slice: a volume may be a part of another. */
  readonly firstNumber?: number;
}

/** One picture of an overlay series. */
export interface OverlayInstance {
  readonly sopInstanceUid: string;
  /** The object as a file (PS3.10). */
  readonly bytes: Uint8Array;
}

/**
 * The infected slices as RGB secondary captures (PS3.3 A.8.1) with contours burned in, head to foot, for viewers that do not draw SEG:
 * lung window, pixels and position as in the source. One at a time, because a picture has three bytes per pixel.
 */
export function* overlayInstances(input: OverlaySeriesInput): Generator<OverlayInstance> {
  const { volume, findings, seriesInstanceUid } = input;
  const [, rows, columns] = volume.geometry.shape;
  for (const [z, slice] of volume.slices.entries()) {
    const infected = findings.subarray(z * rows * columns, (z + 1) * rows * columns).some((label) => label !== 0);
    if (!infected) continue;
    const sopInstanceUid = derivedUid(seriesInstanceUid, slice.sopInstanceUid, String(slice.frameNumber ?? 1));
    const order = storedOrder(volume.geometry);
    const { data } = renderSlice(volume, findings, z, { overlay: 'contour', order });
    yield { sopInstanceUid, bytes: encodePart10(overlayDataset(input, z, slice, sopInstanceUid), data) };
  }
}

function overlayDataset(input: OverlaySeriesInput, z: number, slice: Slice, sopInstanceUid: string): Dataset {
  // Modality OT: software must not read it as a CT.
  const kind = {
    sopClassUid: SOP_CLASS.secondaryCapture.uid,
    modality: 'OT',
    instanceNumber: (input.firstNumber ?? 1) + z,
  };
  return {
    ...resultAttributes(input.volume.header, kind, { ...input, sopInstanceUid }),
    ...sourceAttributes(slice),
    ...planeAttributes(input.volume, slice),
    ...pixelAttributes(input.volume),
  };
}

/** General Image and SC Equipment (PS3.3 C.7.6.1, C.8.6.1): what the picture is and what it was made from. */
function sourceAttributes(slice: Slice): Dataset {
  return {
    ImageType: ['DERIVED', 'SECONDARY'],
    ConversionType: 'WSD',
    Laterality: '',
    ImageComments: PRODUCT.notice,
    DerivationDescription: `Findings of ${PRODUCT.name} as contours, lung window ${LUNG_WINDOW.low} to ${LUNG_WINDOW.high} HU`,
    SourceImageSequence: [
      {
        ...instanceReference(slice),
        ...(slice.frameNumber !== undefined && { ReferencedFrameNumber: slice.frameNumber }),
      },
    ],
    BurnedInAnnotation: 'NO',
  };
}

/** Where the picture lies (PS3.3 C.7.6.2, C.7.4.1), as an extension of the class: viewers sort by it and draw reference lines. */
function planeAttributes(volume: Volume, slice: Slice): Dataset {
  const { columnAxis, rowAxis, spacing } = volume.geometry;
  return {
    FrameOfReferenceUID: frameOfReferenceUid(volume),
    PositionReferenceIndicator: text(volume.header, 'PositionReferenceIndicator'),
    ImagePositionPatient: slice.position.map(decimalString),
    ImageOrientationPatient: [...columnAxis, ...rowAxis].map(decimalString),
    PatientOrientation: [letters(columnAxis), letters(rowAxis)],
    PixelSpacing: [decimalString(spacing[1]), decimalString(spacing[2])],
  };
}

/** Where in the patient an axis points to, the main direction first: 'L', 'LP' (PS3.3 C.7.6.1.1.1). */
function letters(axis: Vector3): string {
  const directions = [
    { letter: axis[0] < 0 ? 'R' : 'L', share: Math.abs(axis[0]) },
    { letter: axis[1] < 0 ? 'A' : 'P', share: Math.abs(axis[1]) },
    { letter: axis[2] < 0 ? 'F' : 'H', share: Math.abs(axis[2]) },
  ];
  const noticeable = directions.filter(({ share }) => share > 0.05).sort((a, b) => b.share - a.share);
  return noticeable.map(({ letter }) => letter).join('');
}

/** Image Pixel (PS3.3 C.7.6.3). */
function pixelAttributes({ geometry, header }: Volume): Dataset {
  return {
    SamplesPerPixel: 3,
    PhotometricInterpretation: 'RGB',
    PlanarConfiguration: 0,
    Rows: geometry.shape[1],
    Columns: geometry.shape[2],
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    ...lossyCompression(header),
  };
}
