import type { Dataset } from '../../dicom/dataset.ts';
import { SOP_CLASS } from '../../dicom/sop-classes.ts';
import { add, dot, type Geometry, scale, type Vector3 } from '../../volume/volume.ts';
import { type PhantomOptions, phantomUid } from './options.ts';

export function sopInstanceUid(options: PhantomOptions, z: number): string {
  return phantomUid(options, 'instance', String(z));
}

/** Position of a slice's first voxel, mm LPS. */
export function positionOf({ origin, sliceAxis, spacing }: Geometry, z: number): Vector3 {
  return add(origin, scale(sliceAxis, z * spacing[0]));
}

/** CT Image Storage without its pixel data (PS3.3 A.3), naturalised; z is the slice, 0 nearest the head. */
export function headerOf(options: PhantomOptions, geometry: Geometry, z: number): Dataset {
  return {
    ...patientAndStudy(options),
    ...series(options, geometry),
    ...image(options, geometry, z),
    ...pixels(geometry),
  };
}

function patientAndStudy(options: PhantomOptions): Dataset {
  return {
    SpecificCharacterSet: 'ISO_IR 100',
    PatientName: options.patientName,
    PatientID: options.patientId,
    PatientBirthDate: '',
    PatientSex: 'O',
    StudyInstanceUID: phantomUid(options, 'study'),
    StudyDate: options.studyDate,
    StudyTime: options.studyTime,
    StudyID: options.studyDate.slice(2),
    AccessionNumber: phantomUid(options, 'accession').slice(5, 15),
    ReferringPhysicianName: '',
    StudyDescription: 'CT chest phantom',
  };
}

function series(options: PhantomOptions, geometry: Geometry): Dataset {
  return {
    Modality: 'CT',
    SeriesInstanceUID: phantomUid(options, 'series'),
    SeriesNumber: 2,
    SeriesDescription: 'Lung 1.0 phantom',
    SeriesDate: options.studyDate,
    SeriesTime: options.studyTime,
    BodyPartExamined: 'CHEST',
    PatientPosition: 'HFS',
    FrameOfReferenceUID: geometry.frameOfReferenceUid,
    PositionReferenceIndicator: '',
    Manufacturer: 'lungtrace',
    ManufacturerModelName: 'chest phantom',
    DeviceSerialNumber: '1',
    SoftwareVersions: '1',
  };
}

function image(options: PhantomOptions, geometry: Geometry, z: number): Dataset {
  const [slices] = geometry.shape;
  const position = positionOf(geometry, z);
  return {
    SOPClassUID: SOP_CLASS.ct.uid,
    SOPInstanceUID: sopInstanceUid(options, z),
    ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
    AcquisitionNumber: 1,
    InstanceNumber: options.feetFirst ? slices - z : z + 1,
    AcquisitionDate: options.studyDate,
    AcquisitionTime: options.studyTime,
    ContentDate: options.studyDate,
    ContentTime: options.studyTime,
    KVP: 120,
    ConvolutionKernel: 'LUNG',
    SliceThickness: decimal(geometry.spacing[0]),
    ImagePositionPatient: position.map(decimal),
    ImageOrientationPatient: [...geometry.columnAxis, ...geometry.rowAxis].map(decimal),
    SliceLocation: decimal(0 - dot(position, geometry.sliceAxis)),
  };
}

function pixels({ shape, spacing }: Geometry): Dataset {
  return {
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: shape[1],
    Columns: shape[2],
    PixelSpacing: [decimal(spacing[1]), decimal(spacing[2])],
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 0,
    RescaleIntercept: -1024,
    RescaleSlope: 1,
    RescaleType: 'HU',
    WindowCenter: -500,
    WindowWidth: 1500,
  };
}

/** A number that a decimal string of 16 characters holds. */
function decimal(value: number): number {
  return Number(value.toFixed(8));
}
