import type { Code } from '../dicom/codes.ts';
import type { ObjectReference } from '../dicom/references.ts';
import type { ResultIdentity } from '../dicom/series.ts';
import type { Measurements, Region } from '../inference/measure/measurements.ts';
import type { NamedModel } from '../inference/network/model.ts';
import type { FindingKey } from '../volume/findings.ts';
import type { Volume } from '../volume/volume.ts';

/** A finding of the whole lungs: the content of its measurement group and its segment. */
export interface ReportedFinding {
  readonly key: FindingKey;
  readonly type: Code;
  /** Mean attenuation of its voxels, HU; null if there are none. */
  readonly meanHu: number | null;
  /** Its segment in the infection SEG; absent if the finding is absent. */
  readonly segmentNumber?: number;
}

/** A number that is added to the group of a region, such as a change since an earlier study. */
export interface AdditionalMeasurement {
  readonly name: Code;
  readonly value: number;
  readonly unit: Code;
  /** How it was derived; viewers want a modifier on every number. */
  readonly derivation: Code;
}

/** A statement about a region without a number: in a code, or in words (a qualitative evaluation of TID 1501). */
export interface Evaluation {
  readonly name: Code;
  readonly value: Code | string;
}

/** A lesion that is followed over time: its group, without a segment. */
export interface ReportedLesion {
  readonly trackingId: string;
  readonly trackingUid: string;
  /** Where it lies. */
  readonly region: Region;
  /** 0 if it is gone. */
  readonly volumeMl: number;
  readonly additional: readonly AdditionalMeasurement[];
  readonly evaluations: readonly Evaluation[];
}

/** Position of the study in the patient's course (TID 1502). */
export interface ReportedTimepoint {
  /** Its name for people, such as "2nd CT". */
  readonly label: string;
  /** 1 for the first timepoint. */
  readonly order: number;
  readonly daysSinceFirst: number;
}

/** The series that was measured: a volume, whose voxels the report does not need. */
export type SourceSeries = Omit<Volume, 'hu'>;

/** What a report says of itself in words, and in which language. */
export interface SrWords {
  /** CID 5000 Languages. */
  readonly language: Code;
  readonly notice: string;
  /** What consolidation is, one of the algorithm's parameters. */
  readonly consolidationRule: string;
}

export interface SrInput extends ResultIdentity {
  readonly words: SrWords;
  readonly volume: SourceSeries;
  readonly measurements: Measurements;
  readonly findings: readonly ReportedFinding[];
  /** The infection SEG; absent when nothing is infected. */
  readonly segmentation?: ObjectReference & { readonly seriesInstanceUid: string };
  readonly modelSet: string;
  readonly models: readonly NamedModel[];
  readonly timepoint?: ReportedTimepoint;
  /** The largest first. */
  readonly lesions?: readonly ReportedLesion[];
  readonly additional?: Readonly<Partial<Record<Region, readonly AdditionalMeasurement[]>>>;
  readonly evaluations?: Readonly<Partial<Record<Region, readonly Evaluation[]>>>;
}
