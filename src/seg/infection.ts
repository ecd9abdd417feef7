import {
  BILATERAL,
  CONSOLIDATION_CODE,
  GROUND_GLASS_OPACITY_CODE,
  LEFT,
  LUNG,
  MORPHOLOGICALLY_ABNORMAL_STRUCTURE,
  RIGHT,
} from '../dicom/codes.ts';
import type { Code } from '../dicom/code.ts';
import { nextLabelled } from '../volume/labelled.ts';
import { CONSOLIDATION, GROUND_GLASS_OPACITY, LEFT_LUNG, RIGHT_LUNG } from '../volume/volume.ts';
import type { FindingMask, LungMask } from '../volume/volume.ts';
import type { Algorithm, SegmentDescription } from './segment.ts';
import { tracking, type TrackingNamespace } from '../inference/measure/tracking.ts';

/** Finding labels with name and code, in the order of their segments. */
export const FINDINGS = [
  {
    value: GROUND_GLASS_OPACITY,
    key: 'ggo',
    label: 'Ground glass opacity',
    type: GROUND_GLASS_OPACITY_CODE,
    cielab: [80, -5, 75], // yellow
  },
  {
    value: CONSOLIDATION,
    key: 'consolidation',
    label: 'Consolidation',
    type: CONSOLIDATION_CODE,
    cielab: [50, 70, 50], // red
  },
] as const;

/** The segments of the infection SEG: both findings, each with the lungs that it is in. */
export function infectionSegments(
  findings: FindingMask,
  lungs: LungMask,
  algorithm: Algorithm,
  patient: TrackingNamespace,
): SegmentDescription[] {
  return FINDINGS.map(({ value, key, label, type, cielab }) => {
    const side = laterality(findings, lungs, value);
    return {
      value,
      label,
      category: MORPHOLOGICALLY_ABNORMAL_STRUCTURE,
      type,
      anatomicRegion: LUNG,
      ...(side !== undefined && { anatomicRegionModifier: side }),
      cielab,
      ...tracking(patient, key),
      algorithm,
    };
  });
}

function laterality(findings: FindingMask, lungs: LungMask, finding: number): Code | undefined {
  let right = false;
  let left = false;
  for (
    let i = nextLabelled(findings, 0, finding);
    i >= 0 && !(right && left);
    i = nextLabelled(findings, i + 1, finding)
  ) {
    right ||= lungs[i] === RIGHT_LUNG;
    left ||= lungs[i] === LEFT_LUNG;
  }
  if (right && left) return BILATERAL;
  if (right) return RIGHT;
  return left ? LEFT : undefined;
}
