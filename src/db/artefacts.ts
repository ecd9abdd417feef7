import { sql } from 'kysely';
import type { Artefact } from '../results/artefacts.ts';
import { type ArtefactKind, FOLLOW_UP_KINDS } from '../results/catalogue.ts';
import type { Queryable, Transaction } from './database.ts';

/** An artefact that is in the PACS. */
export interface StoredObject {
  readonly kind: ArtefactKind;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  /** Size of the file. */
  readonly bytes: number;
}

/** What is kept of an artefact once it is stored. */
export function storedObject(artefact: Artefact): StoredObject {
  const { kind, sopClassUid, sopInstanceUid, seriesInstanceUid, bytes } = artefact;
  return { kind, sopClassUid, sopInstanceUid, seriesInstanceUid, bytes: bytes.byteLength };
}

/** A series that an analysis, or its latest follow-up, wrote to the PACS. */
export interface StoredArtefact {
  readonly kind: ArtefactKind;
  readonly sopClassUid: string;
  /** The only instance, or one of them. */
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly instances: number;
  readonly bytes: number;
  readonly storedAt: Date;
}

/** Records an artefact of an analysis, or that it was stored once more; `decision` is what it tells of, if a person decided. */
export async function writeArtefact(
  tx: Transaction,
  analysis: number,
  object: StoredObject,
  decision: number | null = null,
): Promise<void> {
  const { kind, sopClassUid, sopInstanceUid, seriesInstanceUid, bytes } = object;
  await tx.statements
    .insertInto('artefacts')
    .values({ analysis, kind, sopClassUid, sopInstanceUid, seriesInstanceUid, bytes, decision })
    .onConflict((conflict) =>
      conflict.column('sopInstanceUid').doUpdateSet({ bytes, replaced: false, storedAt: sql<Date>`now()` }),
    )
    .execute();
}

/** Marks the reports of analyses as replaced: they stay in the PACS, but their comparison is no longer current. */
export async function replaceReports(tx: Transaction, analyses: readonly number[]): Promise<void> {
  await tx.statements
    .updateTable('artefacts')
    .set({ replaced: true })
    .where(({ eb, fn, val }) => eb('analysis', '=', fn.any(val(analyses))))
    .where('kind', 'in', FOLLOW_UP_KINDS)
    .execute();
}

/** Marks what told of decisions about an analysis as replaced, once the last one is taken back. */
export async function replaceDecided(tx: Transaction, analysis: number): Promise<void> {
  await tx.statements
    .updateTable('artefacts')
    .set({ replaced: true })
    .where('analysis', '=', analysis)
    .where('decision', 'is not', null)
    .execute();
}

/** The series that count for an analysis now, in the order in which they were written. */
export async function readArtefacts(database: Queryable, analysis: number): Promise<StoredArtefact[]> {
  return await database.statements
    .selectFrom('artefacts')
    .select(['kind', 'sopClassUid', 'seriesInstanceUid'])
    .select(({ fn }) => [
      fn.min('sopInstanceUid').as('sopInstanceUid'),
      fn.countAll<number>().as('instances'),
      fn.sum<number>('bytes').as('bytes'),
      fn.max('storedAt').as('storedAt'),
    ])
    .where('analysis', '=', analysis)
    .where('replaced', '=', false)
    .groupBy(['kind', 'sopClassUid', 'seriesInstanceUid'])
    .orderBy(({ fn }) => fn.min('id'))
    .execute();
}

/** Those of the series that lungtrace itself wrote. */
export async function readOwnSeries(database: Queryable, seriesInstanceUids: readonly string[]): Promise<Set<string>> {
  const rows = await database.statements
    .selectFrom('artefacts')
    .select('seriesInstanceUid')
    .distinct()
    .where(({ eb, fn, val }) => eb('seriesInstanceUid', '=', fn.any(val(seriesInstanceUids))))
    .execute();
  return new Set(rows.map(({ seriesInstanceUid }) => seriesInstanceUid));
}
