import { sql } from 'kysely';
import type { Queryable } from './database.ts';
import type { Role } from './roles.ts';

/** A person whom this service knows by itself, without a provider. */
export interface User {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
}

/** Adds a user; undefined where the name is taken, in whatever case. */
export async function addUser(
  database: Queryable,
  user: { readonly name: string; readonly role: Role; readonly passwordHash: string },
): Promise<User | undefined> {
  return await database.statements
    .insertInto('users')
    .values(user)
    .onConflict((conflict) => conflict.doNothing())
    .returning(COLUMNS)
    .executeTakeFirst();
}

/** Changes what is given of a user. Whoever is disabled or gets another password loses all sessions. */
export async function changeUser(
  database: Queryable,
  id: number,
  change: { readonly role?: Role; readonly passwordHash?: string; readonly disabled?: boolean },
): Promise<void> {
  const { disabled, ...columns } = change;
  await database.statements
    .updateTable('users')
    .set({ ...columns, ...(disabled !== undefined && { disabledAt: disabled ? sql<Date>`now()` : null }) })
    .where('id', '=', id)
    .execute();
  if (disabled === true || change.passwordHash !== undefined)
    await database.statements.deleteFrom('sessions').where('userId', '=', id).execute();
}

/** The users by name. */
export async function readUsers(database: Queryable): Promise<User[]> {
  return await database.statements.selectFrom('users').select(COLUMNS).orderBy('name').execute();
}

/** The user of a name, in whatever case, with the hash of the password. */
export async function readUser(
  database: Queryable,
  name: string,
): Promise<(User & { readonly passwordHash: string }) | undefined> {
  return await database.statements
    .selectFrom('users')
    .select([...COLUMNS, 'passwordHash'])
    .where(sql`lower(name)`, '=', name.toLowerCase())
    .executeTakeFirst();
}

/** Whether anybody was ever made a user: from then on people sign in. */
export async function hasUsers(database: Queryable): Promise<boolean> {
  return (await database.statements.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
}

const COLUMNS = ['id', 'name', 'role', 'disabledAt', 'createdAt'] as const;
