import { LIMITS } from '../dicom/limits.ts';
import { refusal, RefusalError } from '../errors/refusal-error.ts';
import type { Plane } from './plane.ts';
import { angleBetween, cross, dot, type Geometry, length, scale, subtract, unit, type Vector3 } from './volume.ts';

/** Requirements for a stack of slices in which volumes can be measured. */
const STACK_LIMITS = {
  /** Twenty slices of the greatest distance allowed (10 mm) cover 200 mm, about the least height of two lungs. */
  minSlices: 20,
  /** Beyond this a lesion of one centimetre may lie between two slices, mm. */
  maxDistanceMm: 10,
  /** Between the slices' normal and the patient's long axis; the lungs' thirds are counted along it, degrees. */
  maxObliqueDegrees: 30,
  /** Between the slices' normal and the direction in which they are stacked, degrees. */
  maxTiltDegrees: 0.5,
  /** Difference of a gap from the mean gap: relative, or absolute for positions written with two decimals, mm. */
  maxJitter: 0.01,
  maxJitterMm: 0.02,
  /** Sideways shift of a slice against the stack, pixels. */
  maxShiftPixels: 0.5,
} as const;

/** Tolerance for equal directions, degrees, and equal pixel spacing, relative. */
const SAME_DIRECTION_DEGREES = 0.1;
const SAME_SPACING = 0.001;
/** More values of one attribute are not listed. */
const MOST_VALUES = 4;

const FEET: Vector3 = [0, 0, -1];

/** Slices in the order of the z axis, as indices into the planes given, and where their voxels lie. */
export interface Stack {
  readonly order: readonly number[];
  readonly geometry: Geometry;
}

/**
 * Orders planes from head to feet by the projection of their positions on their normal, and checks every one. Throws RefusalError
 * TOO_FEW_SLICES, TOO_LARGE, MIXED_GEOMETRY, NOT_AXIAL, DUPLICATE_SLICES, GANTRY_TILT, SLICE_GAP or THICK_SLICES.
 */
export function stackPlanes(planes: readonly Plane[], series: string): Stack {
  const frames = new Set(planes.map(({ frameOfReferenceUid }) => frameOfReferenceUid)).size;
  try {
    return stackMatching(planes, series);
  } catch (error) {
    if (!(error instanceof RefusalError) || !areScans(frames, planes.length)) throw error;
    throw new RefusalError(refusal('MIXED_GEOMETRY.frames', { series, count: frames, reason: error.message }));
  }
}

/** Whether frames of reference may tell two scans apart; one for each slice is what a de-identifier left. */
function areScans(frames: number, slices: number): boolean {
  return frames > 1 && slices >= STACK_LIMITS.minSlices && frames <= slices / 2;
}

function stackMatching(planes: readonly Plane[], series: string): Stack {
  const first = firstOf(planes, series);
  const what = differences(planes, first);
  if (what.length > 0) throw new RefusalError(refusal('MIXED_GEOMETRY.planes', { series, what: what.join(' and ') }));
  const sliceAxis = towardsFeet(first);
  const oblique = angleBetween(sliceAxis, FEET);
  if (oblique > STACK_LIMITS.maxObliqueDegrees)
    throw new RefusalError(refusal('NOT_AXIAL.oblique', { series, degrees: oblique.toFixed(0) }));
  if (Math.abs(first.columnAxis[0]) < Math.SQRT1_2) throw new RefusalError(refusal('NOT_AXIAL.turned', { series }));

  const depths = planes.map((plane) => dot(subtract(plane.position, first.position), sliceAxis));
  const order = planes.map((_, i) => i).sort((a, b) => (depths[a] as number) - (depths[b] as number));
  const sorted = order.map((i) => planes[i] as Plane);
  const distance = checkGaps(
    order.map((i) => depths[i] as number),
    series,
    sorted,
    sliceAxis,
  );
  return { order, geometry: geometryOf(sorted, distance, sliceAxis) };
}

/** The first of as many planes as make up a volume, and not too large a one. */
function firstOf(planes: readonly Plane[], series: string): Plane {
  const [first] = planes;
  if (first === undefined || planes.length < STACK_LIMITS.minSlices) {
    const found = planes.length === 1 ? '1 slice' : `${planes.length} slices`;
    throw new RefusalError(refusal('TOO_FEW_SLICES', { series, found, least: STACK_LIMITS.minSlices }));
  }
  if (planes.length > LIMITS.slices)
    throw new RefusalError(refusal('TOO_LARGE.slices', { series, found: planes.length, most: LIMITS.slices }));
  const { rows, columns } = first;
  const most = Math.floor(LIMITS.voxels / 1e6);
  if (planes.length * rows * columns > LIMITS.voxels)
    throw new RefusalError(refusal('TOO_LARGE.volume', { series, slices: planes.length, rows, columns, most }));
  return first;
}

/** The distance between slices, mm. */
function checkGaps(depths: readonly number[], series: string, sorted: readonly Plane[], sliceAxis: Vector3): number {
  const gaps = depths.slice(1).map((depth, i) => depth - (depths[i] as number));
  const typical = [...gaps].sort((a, b) => a - b)[gaps.length >> 1] as number;
  const tolerance = Math.max(typical * STACK_LIMITS.maxJitter, STACK_LIMITS.maxJitterMm);
  checkDuplicates(gaps, tolerance, series);
  checkTilt(sorted, sliceAxis, series);
  const uneven = gaps.filter((gap) => Math.abs(gap - typical) > tolerance);
  if (uneven.length > 0)
    throw new RefusalError(
      refusal('SLICE_GAP', {
        series,
        typicalMm: typical.toFixed(2),
        uneven: uneven.length,
        gaps: gaps.length,
        widestMm: Math.max(...uneven).toFixed(2),
      }),
    );
  if (typical > STACK_LIMITS.maxDistanceMm)
    throw new RefusalError(
      refusal('THICK_SLICES', { series, distanceMm: typical.toFixed(1), mostMm: STACK_LIMITS.maxDistanceMm }),
    );
  return ((depths.at(-1) as number) - (depths[0] as number)) / gaps.length;
}

/** Two objects at the same position are two reconstructions or phases in one series; a program must not guess which one counts. */
function checkDuplicates(gaps: readonly number[], tolerance: number, series: string): void {
  const repeated = gaps.filter((gap) => gap <= tolerance).length;
  if (repeated > 0) throw new RefusalError(refusal('DUPLICATE_SLICES', { series, repeated }));
}

function checkTilt(sorted: readonly Plane[], sliceAxis: Vector3, series: string): void {
  const [first, last] = [sorted[0] as Plane, sorted.at(-1) as Plane];
  const run = subtract(last.position, first.position);
  const tilt = angleBetween(run, sliceAxis);
  if (tilt > STACK_LIMITS.maxTiltDegrees)
    throw new RefusalError(refusal('GANTRY_TILT', { series, degrees: tilt.toFixed(1) }));
  const limit = STACK_LIMITS.maxShiftPixels * Math.min(first.rowSpacing, first.columnSpacing);
  const shift = Math.max(...sorted.map((plane) => distanceToLine(plane.position, first.position, unit(run))));
  if (shift > limit) throw new RefusalError(refusal('MIXED_GEOMETRY.shift', { series, shiftMm: shift.toFixed(1) }));
}

function distanceToLine(point: Vector3, origin: Vector3, direction: Vector3): number {
  const offset = subtract(point, origin);
  return length(subtract(offset, scale(direction, dot(offset, direction))));
}

/** What the planes of a series differ in, for people; [] when they can be stacked. */
function differences(planes: readonly Plane[], first: Plane): string[] {
  const differ = (same: (plane: Plane) => boolean) => !planes.every(same);
  const values = (of: (plane: Plane) => string) => [...new Set(planes.map(of))].sort().slice(0, MOST_VALUES).join(', ');
  const sizes = values(({ rows, columns }) => `${rows}x${columns}`);
  const spacings = values(({ rowSpacing, columnSpacing }) => `${rowSpacing}x${columnSpacing} mm`);
  const turned = Math.max(...planes.map((plane) => turnOf(plane, first)));
  return [
    differ(({ rows, columns }) => rows === first.rows && columns === first.columns) ? `size (${sizes})` : '',
    turned >= SAME_DIRECTION_DEGREES ? `orientation (by up to ${turned.toFixed(1)} degrees)` : '',
    differ((plane) => isSpacedAs(plane, first)) ? `pixel spacing (${spacings})` : '',
  ].filter((words) => words !== '');
}

/** The larger of the angles between rows and between columns, degrees. */
function turnOf(plane: Plane, first: Plane): number {
  return Math.max(angleBetween(plane.columnAxis, first.columnAxis), angleBetween(plane.rowAxis, first.rowAxis));
}

function isSpacedAs(plane: Plane, first: Plane): boolean {
  return (
    Math.abs(plane.rowSpacing / first.rowSpacing - 1) < SAME_SPACING &&
    Math.abs(plane.columnSpacing / first.columnSpacing - 1) < SAME_SPACING
  );
}

function towardsFeet({ columnAxis, rowAxis }: Plane): Vector3 {
  const normal = unit(cross(columnAxis, rowAxis));
  return dot(normal, FEET) < 0 ? scale(normal, -1) : normal;
}

function geometryOf(sorted: readonly Plane[], distance: number, sliceAxis: Vector3): Geometry {
  const { rows, columns, position, columnAxis, rowAxis, rowSpacing, columnSpacing, frameOfReferenceUid } =
    sorted[0] as Plane;
  const isShared = sorted.every((plane) => plane.frameOfReferenceUid === frameOfReferenceUid);
  return {
    shape: [sorted.length, rows, columns],
    spacing: [distance, rowSpacing, columnSpacing],
    origin: position,
    columnAxis,
    rowAxis,
    sliceAxis,
    frameOfReferenceUid: isShared ? frameOfReferenceUid : '',
  };
}
