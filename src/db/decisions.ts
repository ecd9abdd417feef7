import { type Expression, sql } from 'kysely';
import type { ObjectReference } from '../dicom/references.ts';
import type { ArtefactKind } from '../results/catalogue.ts';
import type { Queryable, Transaction } from './database.ts';
import type { Decisions } from './schema.ts';

export type Outcome = Decisions['outcome'];
/** An outcome that stands until it is withdrawn. */
export type Standing = Exclude<Outcome, 'withdrawn'>;

/** What a person decides about the result of an analysis. */
export interface Decision {
  readonly outcome: Outcome;
  /** Why a result is rejected; '' for the other outcomes. */
  readonly reason: string;
  readonly decidedBy: string;
}

/** A decision that stands. */
export interface StandingDecision extends Decision {
  readonly outcome: Standing;
  readonly decidedAt: Date;
  /** The object in the PACS that tells of it; null while none does. */
  readonly sopInstanceUid: string | null;
}

/** An object of an analysis in the PACS. */
export interface AnalysisObject extends ObjectReference {
  readonly kind: ArtefactKind;
  readonly seriesInstanceUid: string;
  /** The decision that it tells of. */
  readonly decision: number | null;
}

/** A decision that the PACS does not know yet. */
export interface UntoldDecision extends Decision {
  readonly id: number;
  readonly decidedAt: Date;
  readonly analysis: number;
  readonly analysisKey: string;
  readonly studyInstanceUid: string;
  /** Everything that the analysis, its follow-ups and earlier decisions wrote, in that order. */
  readonly objects: readonly AnalysisObject[];
}

/** What stands about the analysis with the key, as part of a statement: null where nobody decided, or who did took it back. */
export function standingOutcome(analysis: Expression<number | null>) {
  return sql<Standing | null>`(select nullif(last.outcome, 'withdrawn') from decisions as last where last.analysis = ${analysis} order by last.id desc limit 1)`;
}

/** Adds a decision; nobody else decides about the analysis until the transaction ends. */
export async function writeDecision(tx: Transaction, analysis: number, decision: Decision): Promise<void> {
  await tx.statements
    .insertInto('decisions')
    .values({ analysis, ...decision })
    .execute();
}

/** What stands about an analysis; undefined where nothing does. */
export async function readDecision(database: Queryable, analysis: number): Promise<StandingDecision | undefined> {
  const last = await database.statements
    .selectFrom('decisions as d')
    .leftJoin('artefacts as o', 'o.decision', 'd.id')
    .select(['d.outcome', 'd.reason', 'd.decidedBy', 'd.decidedAt', 'o.sopInstanceUid'])
    .where('d.analysis', '=', analysis)
    .orderBy('d.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last && stands(last) ? last : undefined;
}

function stands<D extends { readonly outcome: Outcome }>(decision: D): decision is D & { readonly outcome: Standing } {
  return decision.outcome !== 'withdrawn';
}

/** Keeps others from deciding about an analysis until the transaction ends. */
export async function holdAnalysis(tx: Transaction, analysis: number): Promise<void> {
  await tx.statements.selectFrom('analyses').select('id').where('id', '=', analysis).forUpdate().execute();
}

/** The first decision about a patient's analyses that the PACS does not know yet; undefined where it knows all. */
export async function readUntoldDecision(database: Queryable, patient: number): Promise<UntoldDecision | undefined> {
  const untold = await database.statements
    .selectFrom('decisions as d')
    .innerJoin('analyses as a', 'a.id', 'd.analysis')
    .innerJoin('studies as s', 's.id', 'a.study')
    .select(['d.id', 'd.outcome', 'd.reason', 'd.decidedBy', 'd.decidedAt', 'd.analysis', 'a.key as analysisKey'])
    .select('s.studyInstanceUid')
    .where('a.patient', '=', patient)
    .where(({ exists, not, selectFrom }) =>
      not(exists(selectFrom('artefacts as o').select('o.id').whereRef('o.decision', '=', 'd.id'))),
    )
    .orderBy('d.id')
    .limit(1)
    .executeTakeFirst();
  if (untold === undefined) return undefined;
  const objects = await database.statements
    .selectFrom('artefacts')
    .select(['kind', 'sopClassUid', 'sopInstanceUid', 'seriesInstanceUid', 'decision'])
    .where('analysis', '=', untold.analysis)
    .orderBy('id')
    .execute();
  return { ...untold, objects };
}
