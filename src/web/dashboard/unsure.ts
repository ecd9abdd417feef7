import type { SliceMeasurements } from '../../inference/measure/measurements.ts';

/** Areas of all slices together, mm2: what the network is sure of, what it holds possible, and the lungs. */
export interface Unsure {
  readonly sureMm2: number;
  readonly possibleMm2: number;
  readonly lungMm2: number;
}

/** What the network is unsure of in all slices; null where the analysis did not measure it, or found no lung. */
export function unsureOf(slices: readonly SliceMeasurements[]): Unsure | null {
  const sum = (of: (slice: SliceMeasurements) => number) => slices.reduce((total, slice) => total + of(slice), 0);
  const lungMm2 = sum((slice) => slice.lungMm2);
  if (lungMm2 === 0 || slices.some(({ sureMm2, possibleMm2 }) => sureMm2 === undefined || possibleMm2 === undefined))
    return null;
  return { sureMm2: sum((slice) => slice.sureMm2!), possibleMm2: sum((slice) => slice.possibleMm2!), lungMm2 };
}

/** How many slices on each side count with a slice, so that it stands for a place and not for itself. */
const AROUND = 2;

/** Index of the slice around which the network is most unsure. */
export function mostUnsure(slices: readonly SliceMeasurements[]): number {
  const areas = slices.map(({ sureMm2 = 0, possibleMm2 = 0 }) => possibleMm2 - sureMm2);
  const around = areas.map((area, at) =>
    area === 0 ? 0 : areas.slice(Math.max(0, at - AROUND), at + AROUND + 1).reduce((sum, one) => sum + one, 0),
  );
  return around.indexOf(Math.max(...around));
}
