import { hasLung, type Region, type RegionMeasurements, valueOf } from '../inference/measure/measurements.ts';
import { digitsOf, type MetricKey, METRICS } from '../inference/measure/metrics.ts';
import { intervalOf, isBelowLimit, limitOf, type Share } from '../inference/measure/repeatability.ts';
import { addingUp, addingUpShares } from '../inference/measure/rounding.ts';
import type { Numbers } from './format.ts';

/** What cannot be said: the region has no lung, or the number has no meaning. */
export const NOTHING = '–';

/** The numbers of an analysis as people read them. */
export interface Told {
  /** '12.3', '<0.5' below the limit of measurement, or a dash. Numbers add up as they are read. */
  readonly of: (region: Region, key: MetricKey) => string;
  /** '±2.6': half the interval of a share; '' where there is no number that it belongs to. */
  readonly plusMinus: (region: Region, key: MetricKey) => string;
}

/** Prepares the measurements of an analysis to be read in a language. */
export function told(regions: Readonly<Record<Region, RegionMeasurements>>, numbers: Numbers): Told {
  const rounded = addingUp(regions);
  const isBelow = (region: Region, key: MetricKey): boolean => {
    const { subject } = METRICS[key];
    return (
      subject !== 'lung' &&
      hasLung(regions[region]) &&
      isBelowLimit(region, subject, regions[region][`${subject}Percent`])
    );
  };
  return {
    of(region, key) {
      const value = valueOf(rounded[region], key);
      if (value === null) return NOTHING;
      return isBelow(region, key)
        ? belowLimit(region, key, regions[region], numbers)
        : numbers.decimal(value, digitsOf(key));
    },
    plusMinus(region, key) {
      const percent = valueOf(regions[region], key);
      if (METRICS[key].quantity !== 'percent' || percent === null || percent === 0 || isBelow(region, key)) return '';
      return plusMinus(region, percent, numbers);
    },
  };
}

/** The shares of both lungs, without anything else of the analysis. */
export function toldLungs(shares: LungShares, numbers: Numbers): (key: keyof LungShares) => string {
  const { infectedPercent, ggoPercent, consolidationPercent } = shares;
  if (infectedPercent === null || ggoPercent === null || consolidationPercent === null) return () => NOTHING;
  const exact = { infectedPercent, ggoPercent, consolidationPercent };
  const rounded = addingUpShares(exact);
  return (key) => {
    const { subject } = METRICS[key];
    return isBelowLimit('lungs', subject, exact[key])
      ? `<${numbers.exact(limitOf('lungs', subject))}`
      : numbers.decimal(rounded[key], digitsOf(key));
  };
}

type LungShares = Readonly<Record<'infectedPercent' | 'ggoPercent' | 'consolidationPercent', number | null>>;

/** A share of a region: '12.3 %', or '<0.5 %' below the limit of measurement. */
export function toldShare(region: Region, share: Share, percent: number, { percent: written, exact }: Numbers): string {
  return isBelowLimit(region, share, percent) ? `<${exact(limitOf(region, share))}\u00a0%` : written(percent);
}

function plusMinus(region: Region, percent: number, { decimal }: Numbers): string {
  const { low, high } = intervalOf(region, percent);
  return `±${decimal(Math.max(percent - low, high - percent))}`;
}

/** Less than the limit, as share or as volume; a mean of what may be nothing says nothing. */
function belowLimit(region: Region, key: MetricKey, { lungMl }: RegionMeasurements, { exact }: Numbers): string {
  const { subject, quantity } = METRICS[key];
  if (subject === 'lung' || quantity === 'meanAttenuation') return NOTHING;
  const limit = limitOf(region, subject);
  return `<${exact(quantity === 'percent' ? limit : Math.ceil((limit * lungMl) / 100))}`;
}
