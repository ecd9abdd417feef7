import { type View, VIEW_KINDS, type ViewKind } from '../report/views.ts';
import type { Queryable, Transaction } from './database.ts';

/** Writes the views of an analysis in place of those before. */
export async function writeViews(tx: Transaction, analysis: number, views: readonly View[]): Promise<void> {
  await tx.statements.deleteFrom('views').where('analysis', '=', analysis).execute();
  for (const view of views)
    await tx.statements
      .insertInto('views')
      .values({ analysis, ...view })
      .execute();
}

/** Which views an analysis has, in the order in which they are shown. */
export async function readViewSizes(database: Queryable, analysis: number): Promise<Omit<View, 'jpeg'>[]> {
  const rows = await database.statements
    .selectFrom('views')
    .select(['kind', 'width', 'height'])
    .where('analysis', '=', analysis)
    .execute();
  return inOrder(rows);
}

/** The views of an analysis, in the order in which they are shown. */
export async function readViews(database: Queryable, analysis: number): Promise<View[]> {
  const rows = await database.statements
    .selectFrom('views')
    .select(['kind', 'width', 'height', 'jpeg'])
    .where('analysis', '=', analysis)
    .execute();
  return inOrder(rows);
}

/** The picture of a view; undefined when the analysis has none of the kind. */
export async function readView(database: Queryable, analysis: number, kind: ViewKind): Promise<Uint8Array | undefined> {
  const row = await database.statements
    .selectFrom('views')
    .select('jpeg')
    .where('analysis', '=', analysis)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return row?.jpeg;
}

function inOrder<T extends Pick<View, 'kind'>>(views: T[]): T[] {
  return views.sort((a, b) => VIEW_KINDS.indexOf(a.kind) - VIEW_KINDS.indexOf(b.kind));
}
