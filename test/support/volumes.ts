import type { Dataset } from '../../src/dicom/dataset.ts';
import { derivedUid } from '../../src/dicom/references.ts';
import { SOP_CLASS } from '../../src/dicom/sop-classes.ts';
import type { Geometry, Slice, Vector3, Volume } from '../../src/volume/volume.ts';

export interface VolumeOptions {
  readonly shape?: readonly [z: number, y: number, x: number];
  readonly spacing?: readonly [z: number, y: number, x: number];
  readonly columnAxis?: Vector3;
  readonly rowAxis?: Vector3;
  /** Direction of a growing slice index; default feet-wards (head first). */
  readonly sliceAxis?: Vector3;
  readonly origin?: Vector3;
  /** All slices are frames of one instance, the last one first. */
  readonly multiframe?: boolean;
  readonly header?: Dataset;
}

/** A CT volume built by hand: geometry, slices and header as a scanner would give them, voxels of air. */
export function syntheticVolume(options: VolumeOptions = {}): Volume {
  const shape = options.shape ?? [6, 16, 24];
  const geometry: Geometry = {
    shape,
    spacing: options.spacing ?? [2.5, 0.7, 0.7],
    origin: options.origin ?? [-120.5, -98.25, 310.125],
    columnAxis: options.columnAxis ?? [1, 0, 0],
    rowAxis: options.rowAxis ?? [0, 1, 0],
    sliceAxis: options.sliceAxis ?? [0, 0, -1],
    frameOfReferenceUid: derivedUid('test', 'frame of reference'),
  };
  return {
    hu: new Int16Array(shape[0] * shape[1] * shape[2]).fill(-1000),
    geometry,
    slices: Array.from({ length: shape[0] }, (_, z) => slice(geometry, z, options.multiframe === true)),
    header: { ...HEADER, ...options.header },
  };
}

const HEADER: Dataset = {
  PatientName: [{ Alphabetic: 'Doe^Jane' }],
  PatientID: 'P-4711',
  IssuerOfPatientID: 'HOSPITAL',
  PatientBirthDate: '19600102',
  PatientSex: 'F',
  PatientAge: '060Y',
  StudyInstanceUID: derivedUid('test', 'study'),
  StudyDate: '20200401',
  StudyTime: '101112',
  StudyID: '17',
  AccessionNumber: 'A-1',
  ReferringPhysicianName: [{ Alphabetic: 'Who^Doctor' }],
  StudyDescription: 'CT thorax',
  SeriesInstanceUID: derivedUid('test', 'series'),
  SeriesNumber: 4,
  Modality: 'CT',
  SliceThickness: 2,
  FrameOfReferenceUID: derivedUid('test', 'frame of reference'),
  PositionReferenceIndicator: 'SN',
};

function slice(geometry: Geometry, z: number, multiframe: boolean): Slice {
  const [slices] = geometry.shape;
  const position = geometry.origin.map((o, axis) => o + geometry.sliceAxis[axis]! * geometry.spacing[0] * z);
  return {
    sopClassUid: (multiframe ? SOP_CLASS.enhancedCt : SOP_CLASS.ct).uid,
    sopInstanceUid: multiframe ? derivedUid('test', 'multiframe') : derivedUid('test', 'slice', String(z)),
    ...(multiframe && { frameNumber: slices - z }),
    position: [position[0]!, position[1]!, position[2]!],
  };
}
