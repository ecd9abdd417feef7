import { codeItem, type Code } from '../dicom/code.ts';
import type { Dataset } from '../dicom/dataset.ts';

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
