import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import type { Database } from '../../db/database.ts';
import { addSession, endSession, SESSION_SECONDS, type SessionOwner } from '../../db/sessions.ts';
import { hashOf, newSecret } from '../../service/people/secrets.ts';

const NAME = 'lungtrace_session';
/** Setting of the app: browsers always come by TLS. */
export const ENCRYPTED = 'lungtrace encrypted';

/** Signs a browser in: a new id each time, of which the browser keeps a cookie that scripts cannot read. The session before ends. */
export async function openSession(database: Database, request: Request, owner: SessionOwner): Promise<void> {
  await closeSession(database, request);
  const id = newSecret();
  await addSession(database, hashOf(id), owner);
  setCookie(request.res!, NAME, id, SESSION_SECONDS);
}

/** Signs a browser out. */
export async function closeSession(database: Database, request: Request): Promise<void> {
  const id = sessionIdOf(request);
  if (id !== undefined) await endSession(database, hashOf(id));
  setCookie(request.res!, NAME, '', 0);
}

/** What a browser keeps of its session. */
export function sessionIdOf(request: Request): string | undefined {
  return readCookie(request, NAME);
}

/** The value of a cookie that setCookie set on such a connection. */
export function readCookie(request: Request, name: string): string | undefined {
  return parseCookie(request.get('cookie') ?? '')[prefix(request) + name];
}

/**
 * Sets a cookie for this host alone, which scripts cannot read and which other sites' pages send along only when a person follows a link;
 * 0 seconds remove it. Over TLS its name says that no other host and no plain connection has set it.
 */
export function setCookie(response: Response, name: string, value: string, seconds: number): void {
  response.cookie(prefix(response.req) + name, value, {
    maxAge: seconds * 1000,
    httpOnly: true,
    sameSite: 'lax',
    secure: isEncrypted(response.req),
    path: '/',
  });
}

function prefix(request: Request): string {
  return isEncrypted(request) ? '__Host-' : '';
}

/** Whether browsers come by TLS: this connection, the one to a trusted proxy, or always by LUNGTRACE_PUBLIC_URL. */
function isEncrypted({ secure, app }: Request): boolean {
  return secure || app.enabled(ENCRYPTED);
}
