import { type Dataset, text } from '../dicom/dataset.ts';
import { derivedUid } from '../dicom/references.ts';

/** A point or direction in the patient's frame: LPS, millimetres (PS3.3 C.7.6.2.1.1). */
export type Vector3 = readonly [x: number, y: number, z: number];

/** Position of the voxels of a volume in the patient. */
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
  /** '' where the source has none, or its slices have different ones. */
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
  /** One entry per slice, in the order of the z axis. */
  readonly slices: readonly Slice[];
  /** Header of the first slice's instance (naturalised, without pixel data): what results inherit. */
  readonly header: Dataset;
}

/** Per voxel 0 background, 1 right lung, 2 left lung; [z,y,x] of its volume. */
export type LungMask = Uint8Array;
export const RIGHT_LUNG = 1;
export const LEFT_LUNG = 2;

/** Per voxel 0 none, 1 ground-glass opacity, 2 consolidation; [z,y,x] of its volume. The infection is every voxel that is not 0. */
export type FindingMask = Uint8Array;
export const GROUND_GLASS_OPACITY = 1;
export const CONSOLIDATION = 2;

export function add(...vectors: readonly Vector3[]): Vector3 {
  return vectors.reduce((a, b) => [a[0] + b[0], a[1] + b[1], a[2] + b[2]], [0, 0, 0]);
}

export function subtract(a: Vector3, b: Vector3): Vector3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function scale(a: Vector3, factor: number): Vector3 {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

export function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vector3, b: Vector3): Vector3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function length(a: Vector3): number {
  return Math.hypot(...a);
}

export function unit(a: Vector3): Vector3 {
  return scale(a, 1 / length(a));
}

/** Angle between two directions, degrees 0..180. */
export function angleBetween(a: Vector3, b: Vector3): number {
  return (Math.atan2(length(cross(a, b)), dot(a, b)) * 180) / Math.PI;
}

/** The first voxel of a mask with the label, at or after `from`; -1 if there is none. Fast in gaps and in runs. */
export function nextLabelled(mask: Uint8Array, from: number, label = 1): number {
  return mask[from] === label ? from : mask.indexOf(label, from);
}

/** A copy of one slice and its findings, as a volume of its own; its voxels have the place in the patient that they had. */
export function sliceOf(
  volume: Volume,
  findings: FindingMask,
  z: number,
): { readonly volume: Volume; readonly findings: FindingMask } {
  const { geometry, slices, hu } = volume;
  const [, rows, columns] = geometry.shape;
  const [from, to] = [z * rows * columns, (z + 1) * rows * columns];
  const origin = add(geometry.origin, scale(geometry.sliceAxis, z * geometry.spacing[0]));
  const own = { ...geometry, shape: [1, rows, columns], origin } as const;
  return {
    volume: { ...volume, hu: hu.slice(from, to), geometry: own, slices: slices.slice(z, z + 1) },
    findings: findings.slice(from, to),
  };
}

/** The frame of reference of results: the source's, else one that all results of its series share. */
export function frameOfReferenceUid({ geometry, header }: Pick<Volume, 'geometry' | 'header'>): string {
  const series = ['StudyInstanceUID', 'SeriesInstanceUID'].map((keyword) => text(header, keyword));
  return geometry.frameOfReferenceUid || derivedUid(...series, 'frame of reference');
}
