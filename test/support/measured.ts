import type { RegionMeasurements } from '../../src/inference/measure/measurements.ts';
import { type Metric, METRIC_KEYS, METRICS } from '../../src/inference/measure/metrics.ts';

/** The measurements of a region: those given, and nothing found by every other metric. Without any, a region without lung. */
export function measured(given: Partial<RegionMeasurements> = {}): RegionMeasurements {
  const nothing = METRIC_KEYS.map((key) => [key, (METRICS[key] as Metric).nullable ? null : 0]);
  return { ...(Object.fromEntries(nothing) as RegionMeasurements), ...given };
}
