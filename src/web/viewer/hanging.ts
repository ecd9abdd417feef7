import { heightsInLung } from '../../followup/timepoint.ts';
import type { SliceMeasurements } from '../../inference/measure/measurements.ts';
import { firstSlice } from '../../report/key-slices.ts';

/** What a viewer shows of a study. */
export interface HungStudy {
  readonly studyInstanceUid: string;
  /** The analysed series. */
  readonly seriesInstanceUid: string;
  /** Series of its infection SEG; null where nothing is infected. */
  readonly segmentation: string | null;
  /** Head to foot, each with its height in the lungs. */
  readonly slices: readonly HungSlice[];
  /** Index of the slice to begin with, the same as on the page of the study. */
  readonly firstSlice: number;
}

export interface HungSlice {
  readonly sopInstanceUid: string;
  readonly frameNumber?: number;
  /** 0 at the highest slice of the lungs, 1 at the lowest; less and more beyond them. */
  readonly height: number;
}

/** A study to show, and the earlier one that it is compared with; null for a first study. */
export interface Hanging {
  readonly current: HungStudy;
  readonly prior: HungStudy | null;
}

interface Analysed {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly slices: readonly SliceMeasurements[];
}

/** What a viewer shows of an analysed study; two studies are brought side by side by the heights of their slices. */
export function hangStudy(
  { studyInstanceUid, seriesInstanceUid, slices }: Analysed,
  segmentation: { readonly seriesInstanceUid: string } | undefined,
): HungStudy {
  const heights = heightsInLung(slices);
  return {
    studyInstanceUid,
    seriesInstanceUid,
    segmentation: segmentation?.seriesInstanceUid ?? null,
    slices: slices.map(({ sopInstanceUid, frameNumber }, index) => ({
      sopInstanceUid,
      ...(frameNumber !== undefined && { frameNumber }),
      height: heights[index]!,
    })),
    firstSlice: firstSlice(slices),
  };
}
