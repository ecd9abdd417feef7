import type { Dataset } from '../dicom/dataset.ts';

/** A point or direction in the patient's frame: LPS, millimetres (PS3.3 C.7.6.2.1.1). */
export type Vector3 = readonly [x: number, y: number, z: number];

/** Where the voxels of a volume lie in the patient. */
export interface Geometry {
  /** [slices, rows, columns], the axis order of every voxel array. */
  readonly shape: readonly [z: number, y: number, x: number];
  /** Distance between voxel centres along each axis, mm; z is the true slice distance, not SliceThickness. */
  readonly spacing: readonly [z: number, y: number, x: number];
  /** Centre of voxel [0,0,0]. */
  readonly origin: Vector3;
  /** Unit direction of a growing column index (ImageOrientationPatient, first three values). */
  readonly columnAxis: Vector3;
  /** Unit direction of a growing row index (ImageOrientationPatient, last three values). */
  readonly rowAxis: Vector3;
  /** Unit direction of a growing slice index. */
  readonly sliceAxis: Vector3;
  readonly frameOfReferenceUid: string;
}

/** The image that a slice of a volume came from. */
export interface Slice {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** 1-based frame of a multi-frame instance; absent for single-frame instances. */
  readonly frameNumber?: number;
  /** ImagePositionPatient as stored, mm LPS. */
  readonly position: Vector3;
}

/** One CT series in memory. Slice 0 is the one nearest the head. */
export interface Volume {
  /** Hounsfield units, [z,y,x]. */
  readonly hu: Int16Array;
  readonly geometry: Geometry;
  /** One entry a slice, in the order of the z axis. */
  readonly slices: readonly Slice[];
  /** Header of the first slice's instance (naturalised, without pixel data): what results inherit from their source. */
  readonly header: Dataset;
}

/** Per voxel 0 background, 1 right lung, 2 left lung; [z,y,x] of its volume. */
export type LungMask = Uint8Array;
export const RIGHT_LUNG = 1;
export const LEFT_LUNG = 2;

/** Per voxel 0 none, 1 ground-glass opacity, 2 consolidation; [z,y,x] of its volume. The infection is all that is not 0. */
export type FindingMask = Uint8Array;
export const GROUND_GLASS_OPACITY = 1;
export const CONSOLIDATION = 2;
