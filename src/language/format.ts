const MINUS = '\u2212';

/** Numbers as a language writes them. */
export interface Numbers {
  /** 12.34 -> '12.3'; never '-0.0'. */
  readonly decimal: (value: number, digits?: number) => string;
  /** 1.23 -> '+1.2', -1.23 -> '−1.2', 0.01 -> '0.0'. */
  readonly signed: (value: number, digits?: number) => string;
  /** 12.34 -> '12.3 %', with a space that does not break. */
  readonly percent: (value: number, digits?: number) => string;
  /** A configured value as it was written: 0.25 -> '0.25'. */
  readonly exact: (value: number) => string;
}

/** The numbers of a language (RFC 5646). They are rounded alike in all, so that reports in two languages have the same digits. */
export function numbersOf(language: string): Numbers {
  const separator = new Intl.NumberFormat(language).formatToParts(0.5).find(({ type }) => type === 'decimal')?.value;
  const written = (text: string): string => text.replace('.', separator ?? '.').replace('-', MINUS);
  const decimal = (value: number, digits = 1): string => {
    const text = value.toFixed(digits);
    return written(Number(text) === 0 ? text.replace('-', '') : text);
  };
  return {
    decimal,
    signed: (value, digits = 1) => (Number(value.toFixed(digits)) > 0 ? '+' : '') + decimal(value, digits),
    percent: (value, digits) => `${decimal(value, digits)}\u00a0%`,
    exact: (value) => written(String(value)),
  };
}

/** The forms of a word by the plural category of its number in CLDR; `other` where a language has no other form. */
export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/** Chooses the form of a word for a number. */
export function pluralsOf(language: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  return (count, forms) => forms[rules.select(count)] ?? forms.other;
}

/** Joins the items of a list in a sentence: 'a, b and c'. */
export function listOf(language: string): (items: readonly string[]) => string {
  const format = new Intl.ListFormat(language === 'en' ? 'en-GB' : language, { type: 'conjunction' });
  return (items) => format.format(items);
}

/** With a capital first letter. */
export function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
