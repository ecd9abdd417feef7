import { ANATOMICAL_STRUCTURE, LEFT, LUNG, RIGHT } from '../dicom/codes.ts';
import { tracking, type TrackingNamespace } from '../inference/measure/tracking.ts';
import { LEFT_LUNG, RIGHT_LUNG } from '../volume/volume.ts';
import type { Algorithm, SegmentDescription } from './segment.ts';

/** The segments of the lungs SEG. */
export function lungSegments(algorithm: Algorithm, patient: TrackingNamespace): SegmentDescription[] {
  const sides = [
    { value: RIGHT_LUNG, key: 'right', label: 'Right lung', side: RIGHT, cielab: [75, -35, -10] }, // teal
    { value: LEFT_LUNG, key: 'left', label: 'Left lung', side: LEFT, cielab: [60, 15, -50] }, // blue
  ] as const;
  return sides.map(({ value, key, label, side, cielab }) => ({
    value,
    label,
    category: ANATOMICAL_STRUCTURE,
    type: LUNG,
    typeModifier: side,
    cielab,
    ...tracking(patient, key),
    algorithm,
  }));
}
