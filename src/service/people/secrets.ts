import { hash, randomBytes } from 'node:crypto';

/** A secret that nobody can guess (256 bits): a session's id, a token, a first password. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of it. Such a secret needs no slow hash. */
export function hashOf(secret: string): string {
  return hash('sha256', secret);
}
