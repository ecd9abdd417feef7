import { createHash } from 'node:crypto';

/**
 * A UID that depends on nothing but its parts: 2.25 and the first 128 bits of the SHA-256 of the parts, joined by NUL, as a
 * decimal number (PS3.5 B.2). The same parts give the same UID on every machine, so a repeated run writes the same objects.
 */
export function derivedUid(...parts: string[]): string {
  const hash = createHash('sha256').update(parts.join('\0')).digest('hex');
  return `2.25.${BigInt(`0x${hash.slice(0, 32)}`)}`;
}
