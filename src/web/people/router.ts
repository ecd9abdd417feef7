import express, { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { appendAudit, type AuditedEvent } from '../../db/audit.ts';
import type { Database, Transaction } from '../../db/database.ts';
import { ROLES } from '../../db/roles.ts';
import { endSessionsOf } from '../../db/sessions.ts';
import { addToken, readTokens, revokeToken } from '../../db/tokens.ts';
import { changeUser, readUser, readUsers } from '../../db/users.ts';
import { AccountError, knownUser, makeUser, setPassword } from '../../service/people/accounts.ts';
import { isPassword } from '../../service/people/passwords.ts';
import { hashOf, newSecret } from '../../service/people/secrets.ts';
import { callerOf, personOf } from '../access/caller.ts';
import { requireRole } from '../access/guard.ts';
import type { Guesses } from '../access/guesses.ts';
import { closeSession } from '../access/session.ts';
import { audited, type AuditRule } from '../audit/rules.ts';
import { page, type PageOptions } from '../dashboard/page.ts';
import type { ApiParts } from '../parts.ts';
import { parsed } from '../routes/http.ts';
import { accountPage } from './account-page.ts';
import { type MadeToken, tokensPage } from './tokens-page.ts';
import { type MadePassword, usersPage } from './users-page.ts';

const form = express.urlencoded({ extended: false, limit: '4kb' });
const admin = requireRole('admin');
const role = z.enum(ROLES);
const name = z.string().trim().max(64);

type PeopleParts = Pick<ApiParts, 'audit' | 'database'> & { readonly guesses: Guesses };

/** Pages about users and tokens, for administrators, and about the own account. */
export function peopleRouter(parts: PeopleParts): Router {
  const router = Router();
  router.use(userRoutes(parts), tokenRoutes(parts), accountRoutes(parts));
  return router;
}

function userRoutes({ database, audit }: PeopleParts): Router {
  const leaves = (rule: AuditRule) => audited(audit, rule);
  const router = Router();
  const change = changer(database);
  const show = async (request: Request, response: Response, said: { made?: MadePassword; problem?: string } = {}) =>
    send(response, said.problem, {
      title: 'Users',
      section: '/users',
      content: usersPage(await readUsers(database), callerOf(request), said),
    });
  router.get('/users', admin, leaves('nothing'), (request, response) => show(request, response));
  router.post('/users', admin, leaves('change'), form, async (request, response) => {
    const user = parsed(z.object({ name, role }), request.body ?? {});
    const password = newSecret();
    const problem = await problemOf(() =>
      change(request, { event: 'user-changed', object: user.name, details: { added: true, role: user.role } }, (tx) =>
        makeUser(tx, { ...user, password }),
      ),
    );
    await show(request, response, problem === undefined ? { made: { name: user.name, password } } : { problem });
  });
  router.post('/users/:name', admin, leaves('change'), form, async (request, response) => {
    const wanted = parsed(UserChange, request.body ?? {});
    const user = await readUser(database, request.params.name);
    if (user === undefined) return await show(request, response, { problem: 'There is no such user.' });
    if (user.name === callerOf(request).user)
      return await show(request, response, { problem: 'Another administrator has to change your own account.' });
    if (wanted.do === 'role') {
      const fact = { event: 'role-changed', object: user.name, details: { from: user.role, to: wanted.role } } as const;
      await change(request, fact, (tx) => changeUser(tx, user.id, { role: wanted.role }));
      return response.redirect(303, '/users');
    }
    const fact = { event: 'user-changed', object: user.name, details: { change: wanted.do } } as const;
    if (wanted.do !== 'password') {
      await change(request, fact, (tx) => changeUser(tx, user.id, { disabled: wanted.do === 'disable' }));
      return response.redirect(303, '/users');
    }
    const password = newSecret();
    await change(request, fact, (tx) => setPassword(tx, user, password));
    await show(request, response, { made: { name: user.name, password } });
  });
  return router;
}

const UserChange = z.discriminatedUnion('do', [
  z.object({ do: z.literal('role'), role }),
  z.object({ do: z.enum(['disable', 'enable', 'password']) }),
]);

function tokenRoutes({ database, audit }: PeopleParts): Router {
  const leaves = (rule: AuditRule) => audited(audit, rule);
  const router = Router();
  const change = changer(database);
  const show = async (response: Response, said: { made?: MadeToken; problem?: string } = {}) =>
    send(response, said.problem, {
      title: 'Tokens',
      section: '/tokens',
      content: tokensPage(await readTokens(database), new Date(), said),
    });
  router.get('/tokens', admin, leaves('nothing'), (_request, response) => show(response));
  router.post('/tokens', admin, leaves('change'), form, async (request, response) => {
    const asked = parsed(NewToken, request.body ?? {});
    const token = newSecret();
    const createdBy = callerOf(request).user;
    const fact = { event: 'token-changed', object: asked.name, details: { made: true, ...asked } } as const;
    const problem = await problemOf(() =>
      change(request, fact, async (tx) => {
        if (!(await addToken(tx, { ...asked, tokenHash: hashOf(token), createdBy })))
          throw new AccountError('token', { name: asked.name });
      }),
    );
    await show(response, problem === undefined ? { made: { name: asked.name, token } } : { problem });
  });
  router.post('/tokens/:id/revoke', admin, leaves('change'), async (request, response) => {
    const { id } = parsed(z.object({ id: z.coerce.number().int().min(1) }), request.params);
    await database.transaction(async (tx) => {
      const object = await revokeToken(tx, id);
      const fact = { event: 'token-changed', by: callerOf(request), details: { revoked: true } } as const;
      if (object !== undefined) await appendAudit(tx, { ...fact, object });
    });
    response.redirect(303, '/tokens');
  });
  return router;
}

/** `environment` is LUNGTRACE_API_TOKEN. */
const NewToken = z.object({
  name: name.regex(/^(?!environment$)[a-z0-9][a-z0-9._-]*$/i, 'must be letters, digits and . _ -'),
  role,
  days: z.coerce.number().int().min(1).max(3650),
});

function accountRoutes({ database, audit, guesses }: PeopleParts): Router {
  const leaves = (rule: AuditRule) => audited(audit, rule);
  const router = Router();
  const change = changer(database);
  const show = async (request: Request, response: Response, problem?: string) => {
    const caller = callerOf(request);
    const isLocal = personOf(caller) !== undefined && (await readUser(database, caller.user)) !== undefined;
    send(response, problem, { title: 'Account', content: accountPage(caller, isLocal, problem) });
  };
  router.get('/account', leaves('nothing'), (request, response) => show(request, response));
  router.post('/account/password', leaves('change'), form, async (request, response) => {
    const { current, wanted } = parsed(z.object({ current: z.string(), wanted: z.string() }), request.body ?? {});
    const caller = callerOf(request);
    const name = personOf(caller) ?? '';
    const wait = await guesses.attempt(name.toLowerCase(), caller.address);
    if (wait > 0) return await show(request, response.set('retry-after', String(wait)), 'Too many attempts.');
    const problem = await problemOf(async () => {
      const user = await knownUser(database, name);
      if (!(await isPassword(current, user.passwordHash)))
        throw new AccountError('password', { problem: 'that you have now is another one' });
      await guesses.right(name.toLowerCase(), caller.address);
      const fact = { event: 'user-changed', object: user.name, details: { change: 'password' } } as const;
      await change(request, fact, (tx) => setPassword(tx, user, wanted));
    });
    if (problem !== undefined) return await show(request, response, problem);
    await closeSession(database, request);
    response.redirect(303, '/login?to=/account');
  });
  router.post('/account/sessions', leaves('change'), async (request, response) => {
    await endSessionsOf(database, callerOf(request).user);
    await closeSession(database, request);
    await audit.note({ event: 'signed-out', by: callerOf(request), object: 'all sessions' });
    response.redirect(303, '/login');
  });
  return router;
}

/** Changes people or tokens, together with its entry in the audit. */
function changer(database: Database) {
  return async (request: Request, fact: Omit<AuditedEvent, 'by'>, work: (tx: Transaction) => Promise<unknown>) => {
    await database.transaction(async (tx) => {
      await work(tx);
      await appendAudit(tx, { ...fact, by: callerOf(request) });
    });
  };
}

function send(response: Response, problem: string | undefined, shown: PageOptions): void {
  const text = page({ ...shown, caller: callerOf(response.req) });
  response
    .set('cache-control', 'no-store')
    .status(problem === undefined ? 200 : 400)
    .send(text);
}

/** Why an account cannot be so; undefined where it can. */
async function problemOf(change: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await change();
    return undefined;
  } catch (error) {
    if (error instanceof AccountError) return error.message;
    throw error;
  }
}
