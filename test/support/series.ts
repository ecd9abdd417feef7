import type { Dataset } from '../../src/dicom/dataset.ts';
import type { Instance } from '../../src/dicom/instance.ts';
import { derivedUid } from '../../src/dicom/references.ts';
import type { Vector3 } from '../../src/volume/volume.ts';

const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

export const CT_HEADER: Dataset = {
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
  StudyInstanceUID: derivedUid('test', 'series', 'study'),
  SeriesInstanceUID: derivedUid('test', 'series', 'axial'),
  FrameOfReferenceUID: derivedUid('test', 'series', 'frame of reference'),
  PatientID: 'SERIES',
  PatientName: [{ Alphabetic: 'Series^Synthetic' }],
  StudyDate: '20260102',
  Modality: 'CT',
  Manufacturer: 'GE MEDICAL SYSTEMS',
  ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
  BodyPartExamined: 'CHEST',
  SeriesNumber: 2,
  SeriesDescription: 'Synthetic',
  ConvolutionKernel: 'LUNG',
  SliceThickness: 2,
  PixelSpacing: [0.7, 0.6],
  ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
  Rows: 38,
  Columns: 23,
  SamplesPerPixel: 1,
  PhotometricInterpretation: 'MONOCHROME2',
  BitsAllocated: 16,
  BitsStored: 12,
  HighBit: 11,
  PixelRepresentation: 0,
  RescaleSlope: 1,
  RescaleIntercept: -1024,
};

export interface SeriesOptions {
  readonly slices?: number;
  /** From one slice to the next, mm; default 2 mm towards the feet. */
  readonly step?: Vector3;
  readonly header?: Dataset;
  /** Changes to single slices, by index. */
  readonly changes?: Readonly<Record<number, Dataset>>;
}

/** A CT series of 23x38 pixels, in memory; slice i holds the stored value 1000 + i everywhere. */
export function ctSeries({
  slices = 24,
  step = [0, 0, -2],
  header = {},
  changes = {},
}: SeriesOptions = {}): Instance[] {
  return Array.from({ length: slices }, (_, i) =>
    ctInstance(
      {
        ...header,
        SOPInstanceUID: derivedUid('test', 'series', String(i)),
        InstanceNumber: i + 1,
        ImagePositionPatient: [-100 + step[0] * i, -120 + step[1] * i, 300 + step[2] * i],
        ...changes[i],
      },
      1000 + i,
    ),
  );
}

/** One CT image, uncompressed, of one stored value, or of those given (16 bits each). */
export function ctInstance(header: Dataset, stored: number | readonly number[] = 0): Instance {
  const complete: Dataset = { ...CT_HEADER, ...header };
  const size = Number(complete['Rows']) * Number(complete['Columns']);
  const values = typeof stored === 'number' ? new Uint16Array(size).fill(stored) : Uint16Array.from(stored);
  return {
    header: complete,
    transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN,
    frames: [new Uint8Array(values.buffer)],
    origin: `slice ${String(complete['InstanceNumber'])}`,
  };
}
