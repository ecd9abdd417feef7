import dcmjs from 'dcmjs';
import { derivedUid } from '../../src/dicom/references.ts';

export interface TinyCtOptions {
  /** Names the study; the same name gives the same UIDs and pixels. */
  readonly name: string;
  readonly slices?: number;
  /** Index of the first slice, for those that arrive late. */
  readonly from?: number;
  readonly series?: string;
  /** Names the study alone: series and instances keep the UIDs that `name` gives them. */
  readonly study?: string;
  readonly patientId?: string;
  readonly studyDate?: string;
  readonly modality?: string;
  /** Attributes that differ. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** False for objects that look right by their headers and have no pixel data. */
  readonly pixels?: boolean;
}

export interface TinyCt {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUids: readonly string[];
  /** One PS3.10 file a slice. */
  readonly files: readonly Uint8Array[];
}

const SIZE = 16;

/** A chest CT of 16x16 pixels a slice, 5 mm apart: as much as a PACS and the worker's logic need, and no anatomy. */
export function tinyCt(options: TinyCtOptions): TinyCt {
  const { name, slices = 24, from = 0, series = 'axial', study = name } = options;
  const uids = {
    studyInstanceUid: derivedUid('test', study),
    seriesInstanceUid: derivedUid('test', name, series),
  };
  const indices = Array.from({ length: slices }, (_, index) => from + index);
  const sopInstanceUids = indices.map((index) => derivedUid('test', name, series, String(index)));
  const files = indices.map((z, index) => writeSlice(options, uids, sopInstanceUids[index] ?? '', z));
  return { ...uids, sopInstanceUids, files };
}

function writeSlice(
  {
    name,
    series = 'axial',
    patientId = name,
    studyDate = '20260102',
    modality = 'CT',
    pixels = true,
    header = {},
  }: TinyCtOptions,
  { studyInstanceUid, seriesInstanceUid }: Pick<TinyCt, 'studyInstanceUid' | 'seriesInstanceUid'>,
  sopInstanceUid: string,
  z: number,
): Uint8Array {
  const sopClassUid = modality === 'CT' ? '1.2.840.10008.5.1.4.1.1.2' : '1.2.840.10008.5.1.4.1.1.4';
  const { DicomMetaDictionary } = dcmjs.data;
  const dict = new dcmjs.data.DicomDict(
    DicomMetaDictionary.denaturalizeDataset({
      MediaStorageSOPClassUID: sopClassUid,
      MediaStorageSOPInstanceUID: sopInstanceUid,
      TransferSyntaxUID: '1.2.840.10008.1.2.1',
      ImplementationClassUID: derivedUid('test'),
    }),
  );
  dict.dict = DicomMetaDictionary.denaturalizeDataset({
    SOPClassUID: sopClassUid,
    SOPInstanceUID: sopInstanceUid,
    StudyInstanceUID: studyInstanceUid,
    SeriesInstanceUID: seriesInstanceUid,
    FrameOfReferenceUID: derivedUid('test', name, 'frame'),
    PatientID: patientId,
    PatientName: 'Tiny^Ct',
    PatientBirthDate: '19600102',
    PatientSex: 'O',
    StudyDate: studyDate,
    StudyTime: '101112',
    AcquisitionDate: studyDate,
    AcquisitionTime: '101500',
    AccessionNumber: `A-${name}`.slice(0, 16),
    StudyDescription: 'Chest CT',
    SeriesDescription: series,
    SeriesNumber: 2,
    StudyID: '1',
    Modality: modality,
    BodyPartExamined: 'CHEST',
    ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
    ConvolutionKernel: 'LUNG',
    InstanceNumber: z + 1,
    SliceThickness: 5,
    PixelSpacing: [20, 20],
    ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
    ImagePositionPatient: [-160, -160, -5 * z],
    Rows: SIZE,
    Columns: SIZE,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelRepresentation: 1,
    RescaleSlope: 1,
    RescaleIntercept: 0,
    RescaleType: 'HU',
    ...header,
    ...(pixels && { PixelData: [new Int16Array(SIZE * SIZE).fill(-800 + z).buffer], _vrMap: { PixelData: 'OW' } }),
  });
  return new Uint8Array(dict.write());
}
