import { type Dataset, items, number, numbers, text } from '../dicom/dataset.ts';
import { functionalGroup } from '../dicom/functional-groups.ts';
import { frameCount, seriesName } from '../dicom/instance.ts';
import { refusal, RefusalError } from '../errors/refusal-error.ts';
import { angleBetween, length, unit, type Vector3 } from './volume.ts';

/** Position of one frame in the patient: PS3.3 C.7.6.2, LPS, mm. */
export interface Plane {
  readonly rows: number;
  readonly columns: number;
  /** Centre of the first pixel. */
  readonly position: Vector3;
  /** Unit direction of a growing column index. */
  readonly columnAxis: Vector3;
  /** Unit direction of a growing row index. */
  readonly rowAxis: Vector3;
  /** Distance between rows. */
  readonly rowSpacing: number;
  /** Distance between columns. */
  readonly columnSpacing: number;
  readonly frameOfReferenceUid: string;
}

/** Direction cosines are written with few digits: tolerance for unit length and right angle. */
const LENGTH_TOLERANCE = 0.01;
const ANGLE_TOLERANCE_DEGREES = 0.5;

/** The planes of the frames of an object, one for a single-frame object. Throws RefusalError NO_GEOMETRY. */
export function planesOf(header: Dataset): Plane[] {
  const frames = frameCount(header);
  const groups = items(header, 'PerFrameFunctionalGroupsSequence').length;
  if (frames !== 1 && frames !== groups)
    throw new RefusalError(
      refusal('NO_GEOMETRY.frames', {
        series: seriesName(header),
        instance: text(header, 'SOPInstanceUID'),
        frames,
        positions: groups,
      }),
    );
  return Array.from({ length: frames }, (_, frame) => planeOf(header, frame));
}

function planeOf(header: Dataset, frame: number): Plane {
  const position = numbers(functionalGroup(header, frame, 'PlanePositionSequence'), 'ImagePositionPatient');
  const cosines = numbers(functionalGroup(header, frame, 'PlaneOrientationSequence'), 'ImageOrientationPatient');
  const spacing = numbers(functionalGroup(header, frame, 'PixelMeasuresSequence'), 'PixelSpacing');
  const missing = [
    position.length === 3 ? '' : 'ImagePositionPatient',
    cosines.length === 6 && areDirections(cosines) ? '' : 'ImageOrientationPatient',
    spacing.length === 2 && spacing.every((value) => value > 0) ? '' : 'PixelSpacing',
  ].filter((name) => name !== '');
  if (missing.length > 0)
    throw new RefusalError(
      refusal('NO_GEOMETRY.plane', {
        series: seriesName(header),
        instance: text(header, 'SOPInstanceUID'),
        missing: missing.join(', '),
      }),
    );
  return {
    rows: number(header, 'Rows') ?? 0,
    columns: number(header, 'Columns') ?? 0,
    position: vector(position, 0),
    columnAxis: unit(vector(cosines, 0)),
    rowAxis: unit(vector(cosines, 3)),
    rowSpacing: spacing[0] as number,
    columnSpacing: spacing[1] as number,
    frameOfReferenceUid: text(header, 'FrameOfReferenceUID'),
  };
}

function areDirections(cosines: readonly number[]): boolean {
  const [row, column] = [vector(cosines, 0), vector(cosines, 3)];
  return (
    Math.abs(length(row) - 1) < LENGTH_TOLERANCE &&
    Math.abs(length(column) - 1) < LENGTH_TOLERANCE &&
    Math.abs(angleBetween(row, column) - 90) < ANGLE_TOLERANCE_DEGREES
  );
}

function vector(values: readonly number[], start: number): Vector3 {
  return [values[start] as number, values[start + 1] as number, values[start + 2] as number];
}
