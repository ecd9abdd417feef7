import { createHash } from 'node:crypto';
import { derivedUid } from '../dicom/references.ts';
import { comparisonIdentity, type FollowUp } from '../followup/compare.ts';
import type { LeftOut } from '../followup/identity.ts';
import type { Language } from '../language/languages.ts';

/** Which series of which study. */
export interface SeriesUids {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
}

/**
 * The content of a study or series: SHA-256 (hex) of its UID and those of its members. Neither order nor repetition of the members
 * matters.
 */
export function contentHash(uid: string, members: readonly string[]): string {
  return sha256([uid, ...[...new Set(members)].sort()].join('\0'));
}

/**
 * The content of a series when it was analysed: of its study, itself and its instances. A slice that arrives late changes it. The study
 * counts, because a study may be copied under a new UID with series and instances unchanged, and each copy gets results of its own.
 */
export function seriesHash(
  { studyInstanceUid, seriesInstanceUid }: SeriesUids,
  sopInstanceUids: readonly string[],
): string {
  return contentHash(studyInstanceUid, [contentHash(seriesInstanceUid, sopInstanceUids)]);
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

/**
 * Identity of the report of a comparison (null for a first study): another language is another content. English adds nothing, so that
 * reports keep the UIDs that they had when there was no other language (decision 20).
 */
export function reportIdentity(
  analysisKey: string,
  followUp: FollowUp | null,
  leftOut: readonly LeftOut[],
  language: Language,
): string {
  const comparison = withLeftOut(comparisonIdentity(analysisKey, followUp), leftOut);
  return language === 'en' ? comparison : derivedUid(comparison, 'language', language);
}

/** What is left out is said in the report; where nothing is, reports keep their UIDs. */
function withLeftOut(identity: string, leftOut: readonly LeftOut[]): string {
  const said = leftOut.map(({ studyInstanceUid, doubts }) => [studyInstanceUid, ...doubts].join(' ')).sort();
  return said.length === 0 ? identity : derivedUid(identity, 'left out', ...said);
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
