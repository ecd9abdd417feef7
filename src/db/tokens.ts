import { sql } from 'kysely';
import type { Queryable } from './database.ts';
import type { Role } from './roles.ts';

/** A token for a program, without the token itself. */
export interface ApiToken {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  /** To the minute; null before the first use. */
  readonly usedAt: Date | null;
}

/** Records a token by its hash; false where the name is taken. */
export async function addToken(
  database: Queryable,
  token: {
    readonly name: string;
    readonly role: Role;
    readonly tokenHash: string;
    readonly createdBy: string;
    readonly days: number;
  },
): Promise<boolean> {
  const { days, ...columns } = token;
  const added = await database.statements
    .insertInto('apiTokens')
    .values({ ...columns, expiresAt: sql<Date>`now() + make_interval(days => ${days}::int)` })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return added !== undefined;
}

/** The tokens by name, those that have ended too. */
export async function readTokens(database: Queryable): Promise<ApiToken[]> {
  return await database.statements
    .selectFrom('apiTokens')
    .select(['id', 'name', 'role', 'createdBy', 'createdAt', 'expiresAt', 'revokedAt', 'usedAt'])
    .orderBy('name')
    .execute();
}

/** Name and role of the token that has this hash; undefined for one that is unknown, has ended or was revoked. */
export async function useToken(
  database: Queryable,
  tokenHash: string,
): Promise<{ readonly name: string; readonly role: Role } | undefined> {
  const found = await database.statements
    .selectFrom('apiTokens')
    .select(['id', 'name', 'role', sql<boolean>`coalesce(used_at < now() - interval '1 minute', true)`.as('stale')])
    .where('tokenHash', '=', tokenHash)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', sql<Date>`now()`)
    .executeTakeFirst();
  if (found?.stale) await noteUse(database, found.id);
  return found && { name: found.name, role: found.role };
}

/** Ends a token for good and gives its name; undefined where there was none to end. */
export async function revokeToken(database: Queryable, id: number): Promise<string | undefined> {
  const revoked = await database.statements
    .updateTable('apiTokens')
    .set({ revokedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .returning('name')
    .executeTakeFirst();
  return revoked?.name;
}

async function noteUse(database: Queryable, id: number): Promise<void> {
  await database.statements
    .updateTable('apiTokens')
    .set({ usedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
}
