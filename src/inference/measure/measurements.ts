/** The regions that are measured: both lungs, each lung, and the thirds of each lung's height (design section 2). */
export const REGIONS = [
  'lungs',
  'right',
  'left',
  'rightUpper',
  'rightMiddle',
  'rightLower',
  'leftUpper',
  'leftMiddle',
  'leftLower',
] as const;
export type Region = (typeof REGIONS)[number];

/** What is measured in one region. Volumes in ml (= cm3), shares in percent of the region's lung volume. */
export interface RegionMeasurements {
  readonly lungMl: number;
  readonly infectedMl: number;
  readonly infectedPercent: number;
  readonly ggoMl: number;
  readonly ggoPercent: number;
  readonly consolidationMl: number;
  readonly consolidationPercent: number;
  /** Share of infected voxels of -200 HU and above in the region's lung volume. */
  readonly highOpacityPercent: number;
  /** Mean attenuation of the infected voxels, HU; null where nothing is infected. */
  readonly meanHu: number | null;
}

/** A region with less lung than this holds none that a share could be taken of, ml: it was removed, or so dense that it was not found. */
const LEAST_REGION_ML = 5;

/** Whether a region has lung in it: of one without, shares mean nothing, least of all 0 %. */
export function hasLung({ lungMl }: Pick<RegionMeasurements, 'lungMl'>): boolean {
  return lungMl >= LEAST_REGION_ML;
}

/** What is measured in one slice. */
export interface SliceMeasurements {
  readonly sopInstanceUid: string;
  readonly frameNumber?: number;
  /** Projection of ImagePositionPatient on the slice axis pointing to the head, mm. */
  readonly z: number;
  readonly lungMm2: number;
  readonly infectedMm2: number;
  /** How sure the network is that the slice is infected, 0..1. */
  readonly infectionScore: number;
}

export interface Measurements {
  readonly regions: Readonly<Record<Region, RegionMeasurements>>;
  /** Six zones, 0-4 each by infected percent (0; <25; 25-<50; 50-<75; >=75), total 0-24. */
  readonly severityScore: number;
  /** Head to foot. */
  readonly slices: readonly SliceMeasurements[];
}
