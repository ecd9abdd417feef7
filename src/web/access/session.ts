import { createHmac, hash, timingSafeEqual } from 'node:crypto';

export const SESSION_COOKIE = 'lungtrace_session';
/** How long a browser stays signed in: a working day. */
export const SESSION_SECONDS = 12 * 3600;

/**
 * What a browser keeps instead of the API token: when the session ends, signed with the token. It needs no memory on the
 * server, and all sessions end when the token changes.
 */
export function newSession(apiToken: string, now: Date): string {
  const ends = String(Math.floor(now.getTime() / 1000) + SESSION_SECONDS);
  return `${ends}.${signature(ends, apiToken)}`;
}

/** Whether the value was made by newSession with this token and has not ended. */
export function isSession(value: string, apiToken: string, now: Date): boolean {
  const [ends = '', signed = ''] = value.split('.');
  return sameText(signed, signature(ends, apiToken)) && Number(ends) * 1000 > now.getTime();
}

/** Compares secrets in a time that does not depend on them. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));
}

function signature(ends: string, apiToken: string): string {
  return createHmac('sha256', apiToken).update(`session ${ends}`).digest('base64url');
}
