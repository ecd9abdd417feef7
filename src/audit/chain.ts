import { hash } from 'node:crypto';

/**
 * The hash of a row of the audit, in hex: SHA-256 over the hash of the row before it ('' for the first) and the row's message, to the letter.
 * The database makes the same when it appends (src/db/migrations).
 */
export function chainedHash(previous: string, message: string): string {
  return hash('sha256', previous + message, 'hex');
}
