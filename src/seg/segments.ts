import {
  ANATOMICAL_STRUCTURE,
  BACKGROUND,
  BILATERAL,
  type Code,
  codeItem,
  LEFT,
  LUNG,
  MORPHOLOGICALLY_ABNORMAL_STRUCTURE,
  RIGHT,
} from '../dicom/codes.ts';
import type { Dataset } from '../dicom/dataset.ts';
import { REGION } from '../inference/measure/measurements.ts';
import { tracking, type TrackingNamespace } from '../inference/measure/tracking.ts';
import { FINDINGS } from '../volume/findings.ts';
import { type FindingMask, LEFT_LUNG, type LungMask, nextLabelled, RIGHT_LUNG } from '../volume/volume.ts';

/** The algorithm that drew a segment (PS3.3 10.16). */
export interface Algorithm {
  /** CID 7162 Surface Processing Algorithm Family. */
  readonly family: Code;
  readonly name: string;
  readonly version: string;
  readonly parameters: string;
}

/** What one label of a mask stands for (PS3.3 C.8.20.4, Segment Description macro). */
export interface SegmentDescription {
  /** The label in the mask. */
  readonly value: number;
  readonly label: string;
  readonly category: Code;
  readonly type: Code;
  readonly typeModifier?: Code;
  readonly anatomicRegion?: Code;
  readonly anatomicRegionModifier?: Code;
  /** Colour to show the segment in, L* 0..100, a* and b* -128..127. */
  readonly cielab: readonly [l: number, a: number, b: number];
  readonly trackingId: string;
  readonly trackingUid: string;
  readonly algorithm: Algorithm;
}

/** Item `number` (1, 2, ...) of SegmentSequence. */
export function segmentItem(segment: SegmentDescription, number: number): Dataset {
  const modifier = (code: Code | undefined, keyword: string): Dataset =>
    code === undefined ? {} : { [keyword]: [codeItem(code)] };
  return {
    SegmentNumber: number,
    SegmentLabel: segment.label,
    SegmentAlgorithmType: 'AUTOMATIC',
    SegmentAlgorithmName: segment.algorithm.name,
    SegmentationAlgorithmIdentificationSequence: [algorithmItem(segment.algorithm)],
    SegmentedPropertyCategoryCodeSequence: [codeItem(segment.category)],
    SegmentedPropertyTypeCodeSequence: [
      {
        ...codeItem(segment.type),
        ...modifier(segment.typeModifier, 'SegmentedPropertyTypeModifierCodeSequence'),
      },
    ],
    ...(segment.anatomicRegion && {
      AnatomicRegionSequence: [
        {
          ...codeItem(segment.anatomicRegion),
          ...modifier(segment.anatomicRegionModifier, 'AnatomicRegionModifierSequence'),
        },
      ],
    }),
    RecommendedDisplayCIELabValue: storedCielab(segment.cielab),
    TrackingID: segment.trackingId,
    TrackingUID: segment.trackingUid,
  };
}

/** What no segment covers, in a label map, where every pixel value is described. */
export function backgroundItem(algorithm: Algorithm): Dataset {
  return {
    SegmentNumber: 0,
    SegmentLabel: 'Background',
    SegmentAlgorithmType: 'AUTOMATIC',
    SegmentAlgorithmName: algorithm.name,
    SegmentationAlgorithmIdentificationSequence: [algorithmItem(algorithm)],
    SegmentedPropertyCategoryCodeSequence: [codeItem(BACKGROUND)],
    SegmentedPropertyTypeCodeSequence: [codeItem(BACKGROUND)],
    RecommendedDisplayCIELabValue: storedCielab([0, 0, 0]),
  };
}

function algorithmItem({ family, name, version, parameters }: Algorithm): Dataset {
  return {
    AlgorithmFamilyCodeSequence: [codeItem(family)],
    AlgorithmName: name,
    AlgorithmVersion: version,
    AlgorithmParameters: parameters,
  };
}

/** CIELab as unsigned 16 bit integers (PS3.3 C.10.7.1.1). */
function storedCielab([l, a, b]: readonly [number, number, number]): number[] {
  return [(l * 65535) / 100, ((a + 128) * 65535) / 255, ((b + 128) * 65535) / 255].map(Math.round);
}

/** The segments of the infection SEG: both findings, each with the lungs in which it occurs. */
export function infectionSegments(
  findings: FindingMask,
  lungs: LungMask,
  algorithm: Algorithm,
  patient: TrackingNamespace,
): SegmentDescription[] {
  return FINDINGS.map(({ value, key, label, code, cielab }) => {
    const side = laterality(findings, lungs, value);
    return {
      value,
      label,
      category: MORPHOLOGICALLY_ABNORMAL_STRUCTURE,
      type: code,
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

/** The segments of the lungs SEG. */
export function lungSegments(algorithm: Algorithm, patient: TrackingNamespace): SegmentDescription[] {
  const sides = [
    { value: RIGHT_LUNG, key: 'right', cielab: [75, -35, -10] }, // teal
    { value: LEFT_LUNG, key: 'left', cielab: [60, 15, -50] }, // blue
  ] as const;
  return sides.map(({ value, key, cielab }) => ({
    value,
    label: REGION[key].label,
    category: ANATOMICAL_STRUCTURE,
    type: REGION[key].site,
    typeModifier: REGION[key].laterality,
    cielab,
    ...tracking(patient, key),
    algorithm,
  }));
}
