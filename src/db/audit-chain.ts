import { sql } from 'kysely';
import { chainedHash } from '../audit/chain.ts';
import type { Queryable } from './database.ts';

/** Where a chain ends: noted elsewhere, it shows later that nothing was cut off. */
export interface AuditEnd {
  readonly id: number;
  readonly hash: string;
}

/** What following the chain from its first row to its last one found. */
export interface AuditCheck {
  /** Rows that hold, from the first one on. */
  readonly events: number;
  /** null for an empty audit. */
  readonly end: AuditEnd | null;
  /** The first row that does not follow from the one before; null where all do. */
  readonly broken: { readonly id: number; readonly problem: 'missing' | 'altered' } | null;
}

const BATCH = 1000;

/**
 * Follows the chain of the audit: a row that was altered, removed or put between shows. That the newest rows were cut off shows only
 * against an end that was noted elsewhere: `expected`.
 */
export async function checkAudit(database: Queryable, expected?: AuditEnd): Promise<AuditCheck> {
  let end: AuditEnd = START;
  const found = (broken: AuditCheck['broken']) => ({ events: end.id, end: end === START ? null : end, broken });
  for (let batch; (batch = await readRows(database, end.id)).length > 0;) {
    for (const { id, hash, message } of batch) {
      const next = end.id + 1;
      if (id !== next) return found({ id: next, problem: 'missing' });
      const isAltered = hash !== chainedHash(end.hash, message) || (id === expected?.id && hash !== expected.hash);
      if (isAltered) return found({ id, problem: 'altered' });
      end = { id, hash };
    }
  }
  const isCut = expected !== undefined && expected.id > end.id;
  return found(isCut ? { id: end.id + 1, problem: 'missing' } : null);
}

/** Before the first row. */
const START: AuditEnd = { id: 0, hash: '' };

/** The last row of the audit; undefined for an empty one. */
export async function readAuditEnd(database: Queryable): Promise<AuditEnd | undefined> {
  return await database.statements.selectFrom('audit').select(['id', 'hash']).orderBy('id', 'desc').executeTakeFirst();
}

async function readRows(database: Queryable, after: number) {
  return await database.statements
    .selectFrom('audit')
    .select(['id', 'hash', sql<string>`message::text`.as('message')])
    .where('id', '>', after)
    .orderBy('id')
    .limit(BATCH)
    .execute();
}
