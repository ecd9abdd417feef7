import type { Element } from 'dcmjs';
import type { ParsedDataset } from './character-set.ts';

/** A number as text: PS3.5 6.2, DS. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * The data set, in which a Decimal String that is no number is `null`, in sequences too. dcmjs leaves out the characters that a number
 * does not have, and so makes 75 of '0,75'.
 */
export function withStrictDecimals(dict: ParsedDataset): ParsedDataset {
  return Object.fromEntries(Object.entries(dict).map(([tag, element]) => [tag, strict(element)]));
}

function strict(element: Element): Element {
  const { vr, Value, _rawValue: raw } = element;
  if (vr === 'SQ') return { vr, Value: (Value as ParsedDataset[]).map(withStrictDecimals) };
  if (vr !== 'DS') return element;
  const texts: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  return { vr, Value: Value.map((value, at) => (isDecimal(texts[at]) ? value : null)) };
}

function isDecimal(text: unknown): boolean {
  return typeof text !== 'string' || DECIMAL.test(text.replaceAll('\0', '').trim());
}
