import type { Category } from './change.ts';
import { daysBetween } from './timepoint.ts';

export const CATEGORY_WORDS: Readonly<Record<Category, string>> = {
  noInfection: 'no infection',
  new: 'new',
  increasing: 'increasing',
  stable: 'stable',
  decreasing: 'decreasing',
  resolved: 'resolved',
  notMeasured: 'not measured',
};

const MINUS = '\u2212';

/** 12.34 -> '12.3'; never '-0.0'. */
export function decimal(value: number, digits = 1): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** 1.23 -> '+1.2', -1.23 -> '−1.2', 0.01 -> '0.0'. */
export function signed(value: number, digits = 1): string {
  const text = decimal(value, digits);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** 12.34 -> '12.3 %', with a space that does not break. */
export function percent(value: number): string {
  return `${decimal(value)}\u00a0%`;
}

/** A configured value as it was written: 0.25 -> '0.25'. */
export function exact(value: number): string {
  return String(value).replace('-', MINUS);
}

/** The date of an ISO date and time: unambiguous in every country. */
export function dateOf(iso: string): string {
  return iso.slice(0, 10);
}

/** The time between two ISO dates and times in words: calendar days, or hours within a day. */
export function duration(from: string, to: string): string {
  const days = daysBetween(dateOf(from), dateOf(to));
  const [count, unit] = days === 0 ? [Math.round(daysBetween(from, to) * 24), 'hour'] : [days, 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** With a capital first letter. */
export function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
