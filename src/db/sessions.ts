import { sql } from 'kysely';
import type { Queryable } from './database.ts';
import type { Role } from './roles.ts';

/** A session ends this long after its last request, and this long after the sign-in. */
const LIMITS = { idle: '1 hour', absolute: '12 hours' } as const;
/** How long a browser keeps the session's cookie, s. */
export const SESSION_SECONDS = 12 * 3600;

/** Whom a session stands for. */
export interface SessionOwner {
  readonly userName: string;
  readonly role: Role;
  /** Key of a local user; null where a provider or a token vouches. */
  readonly userId: number | null;
  /** Hash of the token that opened it; null for people. */
  readonly tokenHash: string | null;
}

/** Records a session under the hash of its id. */
export async function addSession(database: Queryable, idHash: string, owner: SessionOwner): Promise<void> {
  await database.statements
    .insertInto('sessions')
    .values({ idHash, ...owner })
    .execute();
}

/**
 * Whom a session stands for now; undefined for one that has ended, or whose user is disabled. The role of a local user is the one that the
 * user has now. `seen` keeps it from ending for idleness.
 */
export async function readSession(
  database: Queryable,
  idHash: string,
  { seen }: { readonly seen: boolean },
): Promise<SessionOwner | undefined> {
  const found = await database.statements
    .selectFrom('sessions')
    .leftJoin('users', 'users.id', 'sessions.userId')
    .select(({ fn }) => [
      'userName',
      'userId',
      'tokenHash',
      fn.coalesce('users.role', 'sessions.role').as('role'),
      sql<boolean>`seen_at < now() - interval '1 minute'`.as('stale'),
    ])
    .where('idHash', '=', idHash)
    .where('seenAt', '>', sql<Date>`now() - ${sql.lit(LIMITS.idle)}::interval`)
    .where('sessions.createdAt', '>', sql<Date>`now() - ${sql.lit(LIMITS.absolute)}::interval`)
    .where('users.disabledAt', 'is', null)
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const { stale, ...owner } = found;
  if (seen && stale) await touch(database, idHash);
  return owner;
}

/** Ends one session. */
export async function endSession(database: Queryable, idHash: string): Promise<void> {
  await database.statements.deleteFrom('sessions').where('idHash', '=', idHash).execute();
}

/** Ends all sessions of a name. */
export async function endSessionsOf(database: Queryable, userName: string): Promise<void> {
  await database.statements.deleteFrom('sessions').where('userName', '=', userName).execute();
}

/** Deletes sessions that have ended by themselves. */
export async function forgetOldSessions(database: Queryable): Promise<void> {
  await database.statements
    .deleteFrom('sessions')
    .where(({ or, eb }) =>
      or([
        eb('seenAt', '<', sql<Date>`now() - ${sql.lit(LIMITS.idle)}::interval`),
        eb('createdAt', '<', sql<Date>`now() - ${sql.lit(LIMITS.absolute)}::interval`),
      ]),
    )
    .execute();
}

async function touch(database: Queryable, idHash: string): Promise<void> {
  await database.statements
    .updateTable('sessions')
    .set({ seenAt: sql<Date>`now()` })
    .where('idHash', '=', idHash)
    .execute();
}
