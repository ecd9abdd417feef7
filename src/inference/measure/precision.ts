import { hasLung, type Region, type RegionMeasurements } from './measurements.ts';
import { METRIC_KEYS, type MetricKey, METRICS } from './metrics.ts';
import { intervalOf, isBelowLimit, limitOf, type Share } from './repeatability.ts';

/** The metrics that are a share of the lung volume, or the volume of one. */
export type ShareMetric = {
  [K in MetricKey]: (typeof METRICS)[K] extends { subject: Share; quantity: 'percent' | 'volume' } ? K : never;
}[MetricKey];
export const SHARE_METRICS = METRIC_KEYS.filter((key): key is ShareMetric => {
  const { subject, quantity } = METRICS[key];
  return subject !== 'lung' && quantity !== 'meanAttenuation';
});

/** How far a number can be trusted, in the unit of the number (decision 32). */
export interface Precision {
  /** Where 95 % of repeated measurements of the same lungs lie. */
  readonly low: number;
  readonly high: number;
  /** The least value that can be told from none. */
  readonly limit: number;
  /** Whether something was found, but less than that: the value is not to be read as a number. */
  readonly belowLimit: boolean;
}

/** The precision of every share and its volume; null where the region has no lung to take a share of. */
export function precisionOf<R extends Region>(
  regions: Readonly<Record<R, RegionMeasurements>>,
): Record<R, Record<ShareMetric, Precision | null>> {
  const ofRegion = (region: Region, measured: RegionMeasurements) =>
    Object.fromEntries(SHARE_METRICS.map((key) => [key, ofMetric(region, measured, key)] as const));
  const all = Object.entries<RegionMeasurements>(regions).map(([region, measured]) => [
    region,
    ofRegion(region as Region, measured),
  ]);
  return Object.fromEntries(all) as Record<R, Record<ShareMetric, Precision | null>>;
}

/** A volume is as precise as its share: the volume of the lung is taken as it is. */
function ofMetric(region: Region, measured: RegionMeasurements, key: ShareMetric): Precision | null {
  const { subject, quantity } = METRICS[key];
  if (!hasLung(measured)) return null;
  const percent = measured[`${subject}Percent`];
  const perPercent = quantity === 'percent' ? 1 : measured.lungMl / 100;
  const { low, high } = intervalOf(region, percent);
  return {
    low: low * perPercent,
    high: high * perPercent,
    limit: limitOf(region, subject) * perPercent,
    belowLimit: isBelowLimit(region, subject, percent),
  };
}
