import type { Request } from 'express';
import type { Database } from '../../db/database.ts';
import { readSession } from '../../db/sessions.ts';
import { useToken } from '../../db/tokens.ts';
import { hasUsers } from '../../db/users.ts';
import { hashOf } from '../../service/people/secrets.ts';
import type { AppParts } from '../parts.ts';
import type { Known } from './caller.ts';
import { sessionIdOf } from './session.ts';

/** Why nobody is known: there is no sign-in and the request names another machine, or a sign-in is needed. */
export type Stranger = 'NOT_LOOPBACK' | 'UNAUTHORIZED';

/** Finds who sends a request. `seen` counts as a sign of life of a session. */
export type Identify = (request: Request, options: { readonly seen: boolean }) => Promise<Known | Stranger>;

/** Who calls where nobody needs to sign in. */
const LOCAL: Known = { user: 'local', role: 'admin', via: 'loopback' };
/** Who holds LUNGTRACE_API_TOKEN. */
export const ENVIRONMENT: Known = { user: 'token:environment', role: 'admin', via: 'token' };

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Finds who sends a request: by a token (`Authorization: Bearer ...`) or by the session of a browser. While there is neither a
 * user nor a token nor a provider, the service listens on loopback alone, and whoever names it so is known: a page from elsewhere cannot
 * make a browser read it under a name of its own. A proxy names it so too, on behalf of anybody, and is refused.
 */
export function identifier({ config, database }: Pick<AppParts, 'config' | 'database'>): Identify {
  const { apiToken, isLoopback, oidc } = config;
  const tokenHash = apiToken === undefined ? null : hashOf(apiToken);
  const mayNeedNobody = isLoopback && apiToken === undefined && oidc === undefined;
  const noUsers = noUsersYet(database);
  return async (request, { seen }) => {
    const bearer = bearerOf(request);
    const id = sessionIdOf(request);
    const known =
      bearer !== undefined
        ? await byToken(database, hashOf(bearer), tokenHash)
        : id && (await bySession(database, hashOf(id), tokenHash, seen));
    if (known) return known;
    if (!mayNeedNobody || !(await noUsers())) return 'UNAUTHORIZED';
    return LOOPBACK.test(request.get('host') ?? '') && !isForwarded(request) ? LOCAL : 'NOT_LOOPBACK';
  };
}

/** The token that came with a request. */
export function bearerOf(request: Request): string | undefined {
  return /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
}

/** Whether a reverse proxy sent the request: proxies say so, but for nginx, which by default says nothing and speaks HTTP/1.0. */
function isForwarded(request: Request): boolean {
  return request.httpVersion === '1.0' || FORWARDED.some((name) => request.get(name) !== undefined);
}

const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

async function byToken(database: Database, given: string, tokenHash: string | null): Promise<Known | undefined> {
  // Hashes are compared, and they tell nothing of how near a guess is.
  if (given === tokenHash) return ENVIRONMENT;
  const found = await useToken(database, given);
  return found && { user: `token:${found.name}`, role: found.role, via: 'token' };
}

async function bySession(
  database: Database,
  idHash: string,
  tokenHash: string | null,
  seen: boolean,
): Promise<Known | undefined> {
  const found = await readSession(database, idHash, { seen });
  if (found === undefined || (found.tokenHash !== null && found.tokenHash !== tokenHash)) return undefined;
  return { user: found.userName, role: found.role, via: found.tokenHash === null ? 'session' : 'token' };
}

/** Nobody is ever deleted, so once there is a user the question is settled. */
function noUsersYet(database: Database): () => Promise<boolean> {
  let settled = false;
  return async () => {
    settled ||= await hasUsers(database);
    return !settled;
  };
}
