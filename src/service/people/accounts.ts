import type { Queryable } from '../../db/database.ts';
import type { Role } from '../../db/roles.ts';
import { addUser, changeUser, readUser, type User } from '../../db/users.ts';
import { PRODUCT } from '../../product.ts';
import { type CauseWording, KnownError, problemOf } from '../../errors/known-error.ts';
import { hashPassword, weaknessOf } from './passwords.ts';

/** Thrown when a user cannot be made or changed. */
export class AccountError extends KnownError {
  override readonly name = 'AccountError';

  constructor(...[cause, details, options]: CauseWording<'AccountError'>) {
    super(problemOf('AccountError', cause, details), options);
  }
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;

/** Makes a user. Throws AccountError for a name that is taken or unfit, and for a weak password. */
export async function makeUser(
  database: Queryable,
  { name, role, password }: { readonly name: string; readonly role: Role; readonly password: string },
): Promise<User> {
  if (!NAME.test(name) || isReserved(name)) throw new AccountError('name', { name });
  const user = await addUser(database, { name, role, passwordHash: await strongHash(password, name) });
  if (user === undefined) throw new AccountError('taken', { name });
  return user;
}

/** Gives a user another password, which ends all their sessions. Throws AccountError for a weak one. */
export async function setPassword(database: Queryable, { id, name }: User, password: string): Promise<void> {
  await changeUser(database, id, { passwordHash: await strongHash(password, name) });
}

/** The user of a name. Throws AccountError where there is none. */
export async function knownUser(database: Queryable, name: string): Promise<User & { readonly passwordHash: string }> {
  const user = await readUser(database, name);
  if (user === undefined) throw new AccountError('unknown', { name });
  return user;
}

/** Whether a name stands for callers who are no people, in the audit too, or looks as if: see Caller. */
export function isReserved(name: string): boolean {
  const plain = name.normalize('NFKC').trim().toLowerCase();
  return RESERVED.includes(plain) || /^(token|command)\s*:/.test(plain);
}

const RESERVED = ['local', 'unknown', 'nobody', PRODUCT.name.toLowerCase()];

async function strongHash(password: string, name: string): Promise<string> {
  const problem = weaknessOf(password, name);
  if (problem !== undefined) throw new AccountError('password', { problem });
  return await hashPassword(password);
}
