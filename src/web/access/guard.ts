import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { parseCookie } from 'cookie';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { answerOf } from '../../errors/edges.ts';
import { HttpError } from '../routes/http.ts';
import { type Caller, callerOf, may, type Role, setCaller } from './caller.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
const CHANGES_NOTHING = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Lets those in who may use the service. With an API token: who sends it (`Authorization: Bearer ...`), or a browser that
 * signed in with it; browsers without are led to the sign-in page. Without one the service listens on loopback alone, and only
 * requests that name it so are answered: a page from elsewhere cannot make a browser read it under a name of its own.
 */
export function accessGuard(apiToken: string | undefined): RequestHandler {
  return (request, response, next) => {
    const caller = callerBy(request, apiToken);
    if (caller === undefined) return refuse(request, response, apiToken);
    setCaller(request, caller);
    next();
  };
}

/** Lets those through whose role is at least this one. Throws HttpError for others. */
export function requireRole(role: Role) {
  return <Params>(request: Request<Params>, _response: Response, next: NextFunction): void => {
    if (!may(callerOf(request), role)) throw new HttpError('FORBIDDEN', { role });
    next();
  };
}

/** Lets those in who send the secret of notifications. Throws HttpError for another, and where none is set. */
export function notifierGuard(secret: string | undefined): RequestHandler {
  return (request, _response, next) => {
    if (secret === undefined) throw new HttpError('NOTIFICATIONS_OFF', {});
    if (!sameText(request.get('x-lungtrace-secret') ?? '', secret)) throw new HttpError('WRONG_SECRET', {});
    next();
  };
}

/** Refuses a path or query with a NUL or with escapes that are no UTF-8: no name in the database or the PACS has them. */
export const saneRequest: RequestHandler = (request, _response, next) => {
  if (!isText(request.originalUrl))
    throw new HttpError('BAD_REQUEST.field', { field: 'The address', problem: 'contains characters that no name has' });
  next();
};

/** Refuses requests that change something and that a browser sends on behalf of another site's page. */
export function sameOriginGuard(): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    if (CHANGES_NOTHING.includes(request.method) || isSameOrigin(request)) return next();
    send(response, 'OTHER_ORIGIN');
  };
}

const LOCAL = { user: 'local', role: 'admin', via: 'loopback' } as const;
const ENVIRONMENT = { user: 'token:environment', role: 'admin', via: 'token' } as const;

function callerBy(request: Request, apiToken: string | undefined): Omit<Caller, 'address'> | undefined {
  if (apiToken === undefined) return isForLoopback(request) ? LOCAL : undefined;
  return isSignedIn(request, apiToken) ? ENVIRONMENT : undefined;
}

function isSignedIn(request: Request, apiToken: string): boolean {
  const bearer = /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
  if (bearer !== undefined) return sameText(bearer, apiToken);
  const session = parseCookie(request.get('cookie') ?? '')[SESSION_COOKIE];
  return session !== undefined && isSession(session, apiToken, new Date());
}

function isText(address: string): boolean {
  try {
    return !decodeURIComponent(address).includes('\0');
  } catch {
    return false;
  }
}

function isForLoopback(request: Request): boolean {
  return LOOPBACK.test(request.get('host') ?? '');
}

function refuse(request: Request, response: Response, apiToken: string | undefined): void {
  if (apiToken === undefined) {
    send(response, 'NOT_LOOPBACK');
  } else if (request.method === 'GET' && request.get('sec-fetch-mode') === 'navigate') {
    response.redirect(303, `/login?to=${encodeURIComponent(request.originalUrl)}`);
  } else {
    send(response.set('www-authenticate', 'Bearer'), 'UNAUTHORIZED');
  }
}

/** As the API tells of every problem, also where a page was asked for. */
function send(response: Response, id: 'OTHER_ORIGIN' | 'NOT_LOOPBACK' | 'UNAUTHORIZED'): void {
  const { status, code, message } = answerOf(new HttpError(id, {}));
  response.status(status).json({ error: { code, message } });
}

/** Programs send neither header; browsers send at least one of them with every request that changes something. */
function isSameOrigin(request: Request): boolean {
  const site = request.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = request.get('origin');
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === request.get('host'));
}

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

/** Compares secrets in constant time. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));
}

function signature(ends: string, apiToken: string): string {
  return createHmac('sha256', apiToken).update(`session ${ends}`).digest('base64url');
}
