import { createHash } from 'node:crypto';
import type { Dataset } from './dataset.ts';

/**
 * A UID that depends only on its parts: 2.25 and the first 128 bits of the SHA-256 of the parts, joined by NUL, as a decimal number
 * (PS3.5 B.2). The same parts give the same UID on every machine, so a repeated run writes the same objects.
 */
export function derivedUid(...parts: string[]): string {
  const hash = createHash('sha256').update(parts.join('\0')).digest('hex');
  return `2.25.${BigInt(`0x${hash.slice(0, 32)}`)}`;
}

/** What identifies an object that another refers to. */
export interface ObjectReference {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
}

/** References to instances (PS3.3 10.8), each instance once, in order of first mention. */
export function instanceReferences(objects: readonly ObjectReference[]): Dataset[] {
  const unique = new Map(objects.map((object) => [object.sopInstanceUid, object]));
  return [...unique.values()].map(instanceReference);
}

/** Reference to one instance (PS3.3 10.8). */
export function instanceReference({ sopClassUid, sopInstanceUid }: ObjectReference): Dataset {
  return { ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid };
}
