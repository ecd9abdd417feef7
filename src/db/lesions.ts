import type { LesionMap } from '../inference/lesions/lesions.ts';
import { json } from './columns.ts';
import type { Queryable, Transaction } from './database.ts';

/** Writes the lesions of an analysis in place of those before. */
export async function writeLesions(tx: Transaction, analysis: number, map: LesionMap): Promise<void> {
  const { lesions, lungs, smallerMl, cells } = map;
  const row = { lesions: json(lesions), lungs: json(lungs), smallerMl, cells };
  await tx.statements
    .insertInto('lesions')
    .values({ analysis, ...row })
    .onConflict((conflict) => conflict.column('analysis').doUpdateSet(row))
    .execute();
}

/** The lesions of analyses by their keys; analyses that kept none are missing. */
export async function readLesions(database: Queryable, keys: readonly string[]): Promise<Map<string, LesionMap>> {
  const rows = await database.statements
    .selectFrom('lesions as l')
    .innerJoin('analyses as a', 'a.id', 'l.analysis')
    .select(['a.key', 'l.lesions', 'l.lungs', 'l.smallerMl', 'l.cells'])
    .where(({ eb, fn, val }) => eb('a.key', '=', fn.any(val(keys))))
    .execute();
  return new Map(rows.map(({ key, ...map }) => [key, map]));
}
