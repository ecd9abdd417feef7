import type { Region, RegionMeasurements } from '../../inference/measure/measurements.ts';
import { precisionOf } from '../../inference/measure/precision.ts';

/** What was measured, and how far it can be trusted. */
export function withPrecision<T extends { readonly regions: Readonly<Record<Region, RegionMeasurements>> }>(
  measured: T,
) {
  return { ...measured, precision: precisionOf(measured.regions) };
}
