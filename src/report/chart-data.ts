import { slicesInLung } from '../followup/lung-height.ts';
import type { Timepoint } from '../followup/timepoint.ts';

/** Shares of both lungs' volume at one timepoint, percent. */
export interface TimelinePoint {
  readonly acquiredAt: string;
  readonly infectedPercent: number;
  readonly ggoPercent: number;
  readonly consolidationPercent: number;
}

/** A slice: its height in the lungs (0 at the top, 1 at the bottom) and its infected area, cm2. */
export interface ProfilePoint {
  readonly height: number;
  readonly infectedCm2: number;
}

/** The course of both lungs over the timepoints. */
export function timelineOf(timepoints: readonly Timepoint[]): TimelinePoint[] {
  return timepoints.map(({ acquiredAt, measurements }) => {
    const { infectedPercent, ggoPercent, consolidationPercent } = measurements.regions.lungs;
    return { acquiredAt, infectedPercent, ggoPercent, consolidationPercent };
  });
}

/** The infected area slice by slice. */
export function profileOf({ measurements }: Timepoint): ProfilePoint[] {
  return slicesInLung(measurements.slices).map(({ slice, height }) => ({
    height,
    infectedCm2: slice.infectedMm2 / 100,
  }));
}
