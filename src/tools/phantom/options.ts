import { derivedUid } from '../../dicom/references.ts';
import { add, cross, type Geometry, scale, type Vector3 } from '../../volume/volume.ts';

export interface PhantomOptions {
  /** [slices, rows, columns]. */
  readonly shape: readonly [z: number, y: number, x: number];
  /** Distance of voxel centres, mm; by default the chest fills the image. */
  readonly spacing?: readonly [z: number, y: number, x: number];
  /** ImageOrientationPatient: unit directions of a growing column and row index. */
  readonly columnAxis: Vector3;
  readonly rowAxis: Vector3;
  /** Seed of vessels, texture and noise: another seed is another patient. */
  readonly seed: number;
  /** Noise of the image, standard deviation, HU. */
  readonly noiseHu: number;
  /** Size of the lesions against the default; 0 is a healthy chest. Changes nothing else, so that timepoints can be compared. */
  readonly lesionScale: number;
  /** The same of the left lung, where it differs. */
  readonly lesionScaleLeft?: number;
  /** The lungs that exist. */
  readonly present: readonly ('right' | 'left')[];
  /** Whether the first instance is the one nearest the feet. */
  readonly feetFirst: boolean;
  readonly patientId: string;
  readonly patientName: string;
  /** DICOM date YYYYMMDD and time HHMMSS of the study. */
  readonly studyDate: string;
  readonly studyTime: string;
}

/** A chest CT of 72 slices with five lesions. */
export const DEFAULT_PHANTOM: PhantomOptions = {
  shape: [72, 256, 256],
  columnAxis: [1, 0, 0],
  rowAxis: [0, 1, 0],
  seed: 1,
  noiseHu: 14,
  lesionScale: 1,
  present: ['right', 'left'],
  feetFirst: false,
  patientId: 'PHANTOM-1',
  patientName: 'Phantom^Chest',
  studyDate: '20200301',
  studyTime: '080000',
};

/** What the image covers without a given spacing, mm: height, and width of the longer edge of a slice. */
const COVERED_MM = { height: 252, width: 368 };

/** Geometry of the phantom: its middle is the origin of the patient's frame, slice 0 is nearest the head. */
export function geometryOf(options: PhantomOptions): Geometry {
  const [slices, rows, columns] = options.shape;
  const pixel = COVERED_MM.width / Math.max(rows, columns);
  const spacing = options.spacing ?? ([COVERED_MM.height / slices, pixel, pixel] as const);
  const { columnAxis, rowAxis } = options;
  const normal = cross(columnAxis, rowAxis);
  const sliceAxis = normal[2] > 0 ? scale(normal, -1) : normal;
  const origin = add(
    scale(columnAxis, (-(columns - 1) / 2) * spacing[2]),
    scale(rowAxis, (-(rows - 1) / 2) * spacing[1]),
    scale(sliceAxis, (-(slices - 1) / 2) * spacing[0]),
  );
  const frameOfReferenceUid = phantomUid(options, 'frame of reference');
  return { shape: options.shape, spacing, origin, columnAxis, rowAxis, sliceAxis, frameOfReferenceUid };
}

/** UID derived from the options. */
export function phantomUid(options: PhantomOptions, ...parts: string[]): string {
  return derivedUid('lungtrace phantom', JSON.stringify(options, Object.keys(options).toSorted()), ...parts);
}
