import express, { type Response, Router } from 'express';
import { z } from 'zod';
import type { SessionOwner } from '../../db/sessions.ts';
import { hasUsers, readUser } from '../../db/users.ts';
import { isPassword } from '../../service/people/passwords.ts';
import { hashOf } from '../../service/people/secrets.ts';
import type { ApiParts } from '../parts.ts';
import { parsed } from '../routes/http.ts';
import { sameText } from './guard.ts';
import type { Guesses } from './guesses.ts';
import { noStore } from './headers.ts';
import { ENVIRONMENT, type Identify } from './identify.ts';
import { sendLogin, type SignInWays, tooMany } from './login-page.ts';
import { oidcRouter } from './oidc-router.ts';
import { returnPath } from './return-path.ts';
import { closeSession, openSession } from './session.ts';

type LoginParts = Pick<ApiParts, 'audit' | 'config' | 'database' | 'log'> & { readonly guesses: Guesses };

const Attempt = z.union([
  z.object({ token: z.string().max(1000), to: z.string().optional() }),
  z.object({ name: z.string().max(64), password: z.string(), to: z.string().optional() }),
]);

/** Where browsers sign in, by a password, by LUNGTRACE_API_TOKEN or at the provider, and out. */
export function loginRouter(parts: LoginParts, identify: Identify): Router {
  const { audit, config, database, guesses } = parts;
  const router = Router();
  router.use('/login', noStore);
  router.get('/login', async (request, response) => {
    sendLogin(response, await waysOf(parts), returnPath(request.query['to']));
  });
  router.post('/login', express.urlencoded({ extended: false, limit: '4kb' }), async (request, response) => {
    const attempt = parsed(Attempt, request.body ?? {});
    const to = returnPath(attempt.to);
    const refuse = async (status: number, problem: string) =>
      sendLogin(response, await waysOf(parts), to, problem, status);
    const [name, address] = ['name' in attempt ? attempt.name.toLowerCase() : ENVIRONMENT.user, request.ip ?? ''];
    const wait = await guesses.attempt(name, address);
    if (wait > 0) return await refuse(429, tooMany(response, wait));
    const owner = 'name' in attempt ? await byPassword(parts, attempt) : byToken(config.apiToken, attempt.token);
    const via = 'name' in attempt ? 'session' : 'token';
    if (owner === undefined) await audit.note({ event: 'sign-in-refused', by: { user: name, via, address } });
    if (owner === undefined) return await refuse(401, WRONG['name' in attempt ? 'password' : 'token']);
    await guesses.right(name, address);
    await openSession(database, request, owner);
    await audit.note({ event: 'signed-in', by: { user: owner.userName, role: owner.role, via, address } });
    response.redirect(303, to);
  });
  router.post('/logout', async (request, response) => {
    const known = await identify(request, { seen: false });
    await closeSession(database, request);
    if (typeof known !== 'string' && known.via !== 'loopback')
      await audit.note({ event: 'signed-out', by: { ...known, address: request.ip ?? '' } });
    response.redirect(303, '/login');
  });
  if (config.oidc) router.use('/login/oidc', oidcRouter(parts, config.oidc, showProblem(parts)));
  return router;
}

const WRONG = {
  password: 'No user has this name and this password.',
  token: 'This is not the API token of this service.',
} as const;

async function byPassword(
  { database }: LoginParts,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<SessionOwner | undefined> {
  const user = await readUser(database, name);
  const isRight = await isPassword(password, user?.disabledAt === null ? user.passwordHash : undefined);
  return isRight && user ? { userName: user.name, role: user.role, userId: user.id, tokenHash: null } : undefined;
}

function byToken(apiToken: string | undefined, token: string): SessionOwner | undefined {
  if (apiToken === undefined || !sameText(token.trim(), apiToken)) return undefined;
  return { userName: ENVIRONMENT.user, role: ENVIRONMENT.role, userId: null, tokenHash: hashOf(apiToken) };
}

async function waysOf({ config, database }: LoginParts): Promise<SignInWays> {
  return {
    provider: config.oidc !== undefined,
    users: await hasUsers(database),
    token: config.apiToken !== undefined,
  };
}

/** Sends the sign-in page with what went wrong at the provider. */
function showProblem(parts: LoginParts) {
  return async (response: Response, status: number, problem: string) =>
    sendLogin(response, await waysOf(parts), '/', problem, status);
}
