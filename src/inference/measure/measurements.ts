import { BILATERAL, type Code, LEFT, LOWER_ZONE, LUNG, MIDDLE_ZONE, RIGHT, UPPER_ZONE } from '../../dicom/codes.ts';
import { LEFT_LUNG, RIGHT_LUNG } from '../../volume/volume.ts';
import { METRIC_KEYS, type MetricKey, METRICS } from './metrics.ts';

/** A part of the lungs that is measured, with its names and its place in codes. */
export interface RegionRecord {
  /** Its name in a sentence. */
  readonly noun: string;
  /** Its name in DICOM objects; many viewers show no laterality beside it. */
  readonly label: string;
  readonly site: Code;
  readonly laterality: Code;
  readonly part: Part;
}

/** The voxels of a region: those of a mask with one of the labels; `third`: the upper, middle or lower third of each label's own height. */
export interface Part {
  readonly mask: string;
  readonly labels: readonly number[];
  readonly third?: 0 | 1 | 2;
}

const RIGHT_PART = { mask: 'lungs', labels: [RIGHT_LUNG] } as const;
const LEFT_PART = { mask: 'lungs', labels: [LEFT_LUNG] } as const;

/** The regions: both lungs, each lung, and the thirds of each lung's height (docs/architecture.md, "The words"). */
export const REGION = {
  lungs: {
    noun: 'both lungs',
    label: 'Both lungs',
    site: LUNG,
    laterality: BILATERAL,
    part: { mask: 'lungs', labels: [RIGHT_LUNG, LEFT_LUNG] },
  },
  right: { noun: 'right lung', label: 'Right lung', site: LUNG, laterality: RIGHT, part: RIGHT_PART },
  left: { noun: 'left lung', label: 'Left lung', site: LUNG, laterality: LEFT, part: LEFT_PART },
  rightUpper: {
    noun: 'right upper zone',
    label: 'Right lung, upper zone',
    site: UPPER_ZONE,
    laterality: RIGHT,
    part: { ...RIGHT_PART, third: 0 },
  },
  rightMiddle: {
    noun: 'right middle zone',
    label: 'Right lung, middle zone',
    site: MIDDLE_ZONE,
    laterality: RIGHT,
    part: { ...RIGHT_PART, third: 1 },
  },
  rightLower: {
    noun: 'right lower zone',
    label: 'Right lung, lower zone',
    site: LOWER_ZONE,
    laterality: RIGHT,
    part: { ...RIGHT_PART, third: 2 },
  },
  leftUpper: {
    noun: 'left upper zone',
    label: 'Left lung, upper zone',
    site: UPPER_ZONE,
    laterality: LEFT,
    part: { ...LEFT_PART, third: 0 },
  },
  leftMiddle: {
    noun: 'left middle zone',
    label: 'Left lung, middle zone',
    site: MIDDLE_ZONE,
    laterality: LEFT,
    part: { ...LEFT_PART, third: 1 },
  },
  leftLower: {
    noun: 'left lower zone',
    label: 'Left lung, lower zone',
    site: LOWER_ZONE,
    laterality: LEFT,
    part: { ...LEFT_PART, third: 2 },
  },
} as const satisfies Record<string, RegionRecord>;

export type Region = keyof typeof REGION;
export const REGIONS = Object.keys(REGION) as Region[];

/** The masks that regions are parts of, [z,y,x], by name. */
export type Masks = Readonly<Record<(typeof REGION)[Region]['part']['mask'], Uint8Array>>;

/** What is measured in one region, by the names of the metrics. Volumes in ml (= cm3), shares in percent of the region's lung volume, HU. */
export type RegionMeasurements = {
  readonly [K in MetricKey]: (typeof METRICS)[K] extends { readonly nullable: true } ? number | null : number;
};

/** A region with less lung than this has no percentages, ml: its lung was removed, or is too dense to be found. */
const LEAST_REGION_ML = 5;

/** Whether a region has lung. Without lung its percentages mean nothing, least of all 0 %. */
export function hasLung({ lungMl }: Pick<RegionMeasurements, 'lungMl'>): boolean {
  return lungMl >= LEAST_REGION_ML;
}

/**
 * What can be said of a region by a metric: null where nothing is infected that has a mean, where the region has no lung to take a
 * share of, or where the analysis is older than the metric.
 */
export function valueOf(measured: RegionMeasurements, key: MetricKey): number | null {
  return METRICS[key].quantity === 'percent' && !hasLung(measured) ? null : measured[key];
}

/** The measurements of an analysis that may be older than a metric: what it did not measure is null. */
export function recalledRegions<R extends string>(
  regions: Readonly<Record<R, Partial<RegionMeasurements>>>,
): Record<R, RegionMeasurements> {
  const recalled = Object.entries<Partial<RegionMeasurements>>(regions).map(([region, stored]) => {
    const missing = METRIC_KEYS.filter((key) => !(key in stored)).map((key) => [key, null] as const);
    return [region, { ...stored, ...Object.fromEntries(missing) }] as const;
  });
  return Object.fromEntries(recalled) as Record<R, RegionMeasurements>;
}

/** What is measured in one slice. */
export interface SliceMeasurements {
  readonly sopInstanceUid: string;
  readonly frameNumber?: number;
  /** Projection of ImagePositionPatient on the slice axis pointing to the head, mm. */
  readonly z: number;
  readonly lungMm2: number;
  readonly infectedMm2: number;
  /** How certain the network is that the slice is infected, 0..1. */
  readonly infectionScore: number;
  /**
   * Infected area if infection must be more and may be less probable than the thresholds of the network say (certaintyOf), mm2;
   * absent in analyses older than them.
   */
  readonly sureMm2?: number;
  readonly possibleMm2?: number;
}

export interface Measurements {
  readonly regions: Readonly<Record<Region, RegionMeasurements>>;
  /** The zone score, 0-30: six zones, 0-5 each (zoneScore in zones.ts). */
  readonly severityScore: number;
  /** Head to foot. */
  readonly slices: readonly SliceMeasurements[];
}
