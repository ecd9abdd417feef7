import type { RegionMeasurements } from '../../quantify/measurements.ts';

/** Measurements as CSV (RFC 4180): one line a region and quantity, empty where there is no value. */
export function measurementsCsv(regions: Readonly<Record<string, RegionMeasurements>>): string {
  const lines = Object.entries(regions).flatMap(([region, quantities]) =>
    Object.entries(quantities).map(([quantity, value]) => `${region},${quantity},${value ?? ''}`),
  );
  return ['region,quantity,value', ...lines, ''].join('\r\n');
}
