import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { OidcConfig } from '../../config.ts';
import { readUser } from '../../db/users.ts';
import { isReserved } from '../../service/people/accounts.ts';
import type { ApiParts } from '../parts.ts';
import { tooMany } from './login-page.ts';
import { Oidc, type Person } from './oidc.ts';
import type { Guesses } from './guesses.ts';
import { openSession, readCookie, setCookie } from './session.ts';
import { returnPath } from './return-path.ts';

type Parts = Pick<ApiParts, 'audit' | 'database' | 'log'> & { readonly guesses: Guesses };
/** Shows a person what went wrong. */
type Show = (response: Response, status: number, problem: string) => Promise<void>;

const COOKIE = 'lungtrace_oidc';
/** How long a person may stay at the provider, s. */
const STAY = 600;
const Kept = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), to: z.string() });

/** The way to the provider and back, to be mounted at /login/oidc. */
export function oidcRouter(parts: Parts, config: OidcConfig, show: Show): Router {
  const oidc = new Oidc(config);
  const router = Router();
  router.get('/', async (request, response) => {
    try {
      const { address, pending } = await oidc.begin();
      const kept = JSON.stringify({ ...pending, to: returnPath(request.query['to']) });
      setCookie(response, COOKIE, Buffer.from(kept).toString('base64url'), STAY);
      response.redirect(303, address.href);
    } catch (error) {
      parts.log.error({ reason: reasonOf(error) }, 'the OpenID provider cannot be used');
      await show(response, 502, 'The sign-in service of your organisation does not answer. Try again in a moment.');
    }
  });
  router.get('/callback', async (request, response) => {
    const kept = keptBy(request);
    setCookie(response, COOKIE, '', 0);
    if (kept === undefined)
      return await show(response, 400, 'The sign-in took too long, or was begun elsewhere. Try again.');
    const wait = await parts.guesses.attempt(undefined, request.ip ?? '');
    if (wait > 0) return await show(response, 429, tooMany(response, wait));
    let person: Person;
    try {
      person = await oidc.finish(request.originalUrl, kept);
    } catch (error) {
      parts.log.warn({ reason: reasonOf(error) }, 'a sign-in at the OpenID provider failed');
      const by = { user: '', via: 'session', address: request.ip ?? '' };
      await parts.audit.note({ event: 'sign-in-refused', by });
      return await show(response, 401, 'The sign-in did not succeed. Try again.');
    }
    await parts.guesses.right(undefined, request.ip ?? '');
    await admit(parts, request, response, person, returnPath(kept.to), show);
  });
  return router;
}

async function admit(
  parts: Parts,
  request: Request,
  response: Response,
  { name, role }: Person,
  to: string,
  show: Show,
): Promise<void> {
  const { audit, database } = parts;
  const by = { user: name, ...(role && { role }), via: 'session', address: request.ip ?? '' };
  const problem = await whyNot(parts, { name, role });
  if (role === undefined || problem !== undefined) {
    await audit.note({ event: 'sign-in-refused', by });
    return await show(response, 403, problem ?? '');
  }
  await openSession(database, request, { userName: name, role, userId: null, tokenHash: null });
  await audit.note({ event: 'signed-in', by });
  response.redirect(303, to);
}

/** Why a person may not come in although the provider knows them. One name stands for one person, in corrections and in the audit. */
async function whyNot({ database }: Parts, { name, role }: Person): Promise<string | undefined> {
  if (role === undefined)
    return `${name} has no role in lungtrace. An administrator of your organisation can give you one.`;
  if (isReserved(name) || !isName(name)) return `${name} cannot be the name of a person here.`;
  const isTaken = (await readUser(database, name)) !== undefined;
  return isTaken ? `A local user is called ${name}, too. An administrator has to solve this.` : undefined;
}

/** As people write names: nothing that cannot be seen, by which two names look the same. */
function isName(name: string): boolean {
  return name.length <= 200 && name === name.normalize('NFKC').trim() && !/[\p{C}[\p{Z}--[ ]]]/v.test(name);
}

function keptBy(request: Request): z.output<typeof Kept> | undefined {
  try {
    return Kept.parse(JSON.parse(Buffer.from(readCookie(request, COOKIE) ?? '', 'base64url').toString()));
  } catch {
    return undefined;
  }
}

/** What may be logged: codes of the protocol, never what was sent. */
function reasonOf(error: unknown): string {
  const { code, error: told, message } = error as { code?: string; error?: string; message?: string };
  return [told, code, message].filter(Boolean).join(': ');
}
