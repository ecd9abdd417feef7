import type { SliceMeasurements } from '../inference/measure/measurements.ts';

/** A slice that shows lung and where in the lungs it lies: 0 at their highest slice, 1 at their lowest. */
export interface SliceInLung {
  readonly slice: SliceMeasurements;
  /** Index of the slice in the volume, 0 nearest the head. */
  readonly index: number;
  readonly height: number;
}

/** The slices that show lung, head to foot. Relative heights make timepoints comparable that were scanned at other positions. */
export function slicesInLung(slices: readonly SliceMeasurements[]): SliceInLung[] {
  const shown = slices.map((slice, index) => ({ slice, index })).filter(({ slice }) => slice.lungMm2 > 0);
  const [top, bottom] = [shown[0]?.slice.z ?? 0, shown.at(-1)?.slice.z ?? 0];
  return shown.map(({ slice, index }) => ({
    slice,
    index,
    height: top === bottom ? 0.5 : (top - slice.z) / (top - bottom),
  }));
}
