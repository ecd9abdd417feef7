import { hash, timingSafeEqual } from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { answerOf } from '../../errors/edges.ts';
import type { Audit } from '../audit/recorder.ts';
import { HttpError } from '../routes/http.ts';
import { hashOf } from '../../service/people/secrets.ts';
import { callerOf, may, type Role, setCaller } from './caller.ts';
import type { Guesses } from './guesses.ts';
import { bearerOf, type Identify, type Stranger } from './identify.ts';
import { sessionIdOf } from './session.ts';

const CHANGES_NOTHING = ['GET', 'HEAD', 'OPTIONS'];

/** Lets those in who are known, and tells routes who they are. Browsers without a session are led to the sign-in page. */
export function accessGuard(identify: Identify, audit: Audit, guesses: Guesses): RequestHandler {
  return async (request, response, next) => {
    const { ip: address = '' } = request;
    const token = bearerOf(request);
    const wait = token === undefined ? 0 : await guesses.tokenWait(hashOf(token), address);
    if (wait > 0) return send(response.set('retry-after', String(wait)), 'TOO_MANY_GUESSES');
    const known = await identify(request, { seen: true });
    const isKnown = typeof known !== 'string';
    if (token !== undefined) await guesses.tokenJudged(hashOf(token), address, isKnown);
    if (!isKnown) {
      if (offersSomething(request)) await audit.note({ event: 'token-refused', by: stranger(request) });
      return refuse(request, response, known);
    }
    setCaller(request, known, async () => {
      const now = await identify(request, { seen: false });
      return typeof now !== 'string' && now.user === known.user && now.role === known.role;
    });
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
export function notifierGuard(secret: string | undefined, guesses: Guesses): RequestHandler {
  return async (request, _response, next) => {
    if (secret === undefined) throw new HttpError('NOTIFICATIONS_OFF', {});
    const sent = request.get('x-lungtrace-secret') ?? '';
    if (!(await isSecret(sent, secret, request, guesses))) throw new HttpError('WRONG_SECRET', {});
    next();
  };
}

/** Whether a program sent the secret of the configuration. Guesses are limited as those of tokens are. Throws HttpError TOO_MANY_GUESSES. */
export async function isSecret(
  sent: string,
  secret: string,
  { ip: address = '' }: Request,
  guesses: Guesses,
): Promise<boolean> {
  const wait = await guesses.tokenWait(hashOf(sent), address);
  if (wait > 0) throw Object.assign(new HttpError('TOO_MANY_GUESSES', {}), { retryAfterMs: 1000 * wait });
  const isRight = sameText(sent, secret);
  await guesses.tokenJudged(hashOf(sent), address, isRight);
  return isRight;
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

function isText(address: string): boolean {
  try {
    return !decodeURIComponent(address).includes('\0');
  } catch {
    return false;
  }
}

/** Whether a token or a session came with the request, which is then forged, or has ended. */
function offersSomething(request: Request): boolean {
  return request.get('authorization') !== undefined || sessionIdOf(request) !== undefined;
}

function stranger({ ip = '' }: Request) {
  return { user: 'unknown', address: ip };
}

function refuse(request: Request, response: Response, stranger: Stranger): void {
  if (stranger === 'NOT_LOOPBACK') {
    send(response, stranger);
  } else if (request.method === 'GET' && request.get('sec-fetch-mode') === 'navigate') {
    response.redirect(303, `/login?to=${encodeURIComponent(request.originalUrl)}`);
  } else {
    send(response.set('www-authenticate', 'Bearer'), stranger);
  }
}

/** As the API tells of every problem, also where a page was asked for. */
function send(response: Response, id: Stranger | 'OTHER_ORIGIN' | 'TOO_MANY_GUESSES'): void {
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

/** Compares secrets in constant time. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));
}
