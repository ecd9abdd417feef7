import { createHash } from 'node:crypto';

/**
 * The content of a series when it was analysed: SHA-256 (hex) of the series UID and its SOP Instance UIDs. Neither order nor repetition
 * of the instances matters; a slice that arrives late changes it.
 */
export function contentHash(seriesInstanceUid: string, sopInstanceUids: readonly string[]): string {
  return sha256([seriesInstanceUid, ...[...new Set(sopInstanceUids)].sort()].join('\0'));
}

/**
 * Identity of an analysis (SHA-256, hex): equal for two runs that must produce the same pixels, different for all others. `settings` are
 * those that change pixels, as JSON values; the order of their keys does not matter.
 */
export function analysisIdentity(
  content: string,
  modelSet: string,
  settings: Readonly<Record<string, unknown>>,
): string {
  return sha256([content, modelSet, JSON.stringify(sortedKeys(settings))].join('\0'));
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortedKeys(inner)]));
}

function sha256(input: string): string {
  return createHash('sha256').update(input).digest('hex');
}
