import type { Code } from '../../dicom/codes.ts';
import { FINDINGS } from '../../volume/findings.ts';

/** A label of a network as models.json names it. */
export interface ModelLabel {
  readonly value: number;
  readonly name: string;
  readonly code: Code;
}

/**
 * What in the labels of a model differs from the findings of the product, as a sentence that names the label; undefined where they are the
 * same. A network that calls something else "2" would be shown under a wrong name.
 */
export function labelMismatch(labels: readonly ModelLabel[]): string | undefined {
  const missing = FINDINGS.find(({ value }) => labels.every((label) => label.value !== value));
  if (missing) return `label ${missing.value} (${missing.label}) is missing`;
  return labels.map(mismatch).find((sentence) => sentence !== undefined);
}

function mismatch({ value, name, code }: ModelLabel): string | undefined {
  const finding = FINDINGS.find((one) => one.value === value);
  if (finding === undefined) return `label ${value} (${name}) is no finding`;
  if (name !== finding.label) return `label ${value} is named "${name}", but it is "${finding.label}"`;
  const fields = ['value', 'scheme', 'meaning'] as const;
  const field = fields.find((one) => code[one] !== finding.code[one]);
  return field && `label ${value} (${name}) has the code ${field} "${code[field]}", but it is "${finding.code[field]}"`;
}
