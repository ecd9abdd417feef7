import type { Selectable } from 'kysely';
import { containing, wordsOf } from './columns.ts';
import { type MetricShown, metricsShown } from '../inference/measure/metrics.ts';
import type { Queryable } from './database.ts';
import type { Studies } from './schema.ts';

/** What is going on with a study. */
export type StudyState = Selectable<Studies>['state'];
export const STUDY_STATES = ['queued', 'running', 'done', 'failed', 'refused'] as const satisfies readonly StudyState[];

/** What the worklist shows of both lungs in the current analysis. */
type Overview = Readonly<Record<MetricShown<'overview'>, number | null>>;

/** A study in the worklist; null or '' for what is not known yet. */
export interface WorklistEntry extends Overview {
  /** Grows with arrival: the newest study has the greatest. */
  readonly id: number;
  readonly studyInstanceUid: string;
  /** Key of the patient in the database. */
  readonly patient: number | null;
  readonly patientId: string | null;
  readonly patientName: string | null;
  readonly studyDate: string | null;
  readonly studyDescription: string;
  readonly accessionNumber: string;
  readonly state: StudyState;
  /** While running: what is being done, and how much of it, 0..1. */
  readonly stage: string;
  readonly progress: number;
  readonly severityScore: number | null;
  /** Of the open failure. */
  readonly failureCode: string | null;
  readonly failureMessage: string | null;
  readonly changedAt: Date;
}

export interface WorklistQuery {
  /** Words that must all occur in the record of a study, or a Study Instance UID. */
  readonly search?: string | undefined;
  readonly states?: readonly StudyState[] | undefined;
  /** Only studies that arrived before the study with this id. */
  readonly before?: number | undefined;
  readonly limit?: number | undefined;
}

export interface WorklistPage {
  /** Newest first. */
  readonly entries: readonly WorklistEntry[];
  /** `before` of the next page; null on the last. */
  readonly next: number | null;
}

const PAGE = 50;

/** One page of the worklist; paged by key, so that arrivals in the meantime neither repeat nor hide a study. */
export async function readWorklist(database: Queryable, query: WorklistQuery = {}): Promise<WorklistPage> {
  const { search = '', states, before, limit = PAGE } = query;
  let matching = selectEntries(database).where(({ eb, and, or }) =>
    or([
      and(wordsOf(search).map((word) => eb('s.searchText', 'like', containing(word)))),
      eb('s.studyInstanceUid', '=', search.trim()),
    ]),
  );
  if (before !== undefined) matching = matching.where('s.id', '<', before);
  if (states !== undefined) matching = matching.where(({ eb, fn, val }) => eb('s.state', '=', fn.any(val(states))));
  const found = await matching
    .orderBy('s.id', 'desc')
    .limit(limit + 1)
    .execute();
  const entries = found.slice(0, limit);
  return { entries, next: found.length > limit ? (entries.at(-1)?.id ?? null) : null };
}

/** One study as the worklist shows it; undefined when it is not known. */
export async function readWorklistEntry(
  database: Queryable,
  studyInstanceUid: string,
): Promise<WorklistEntry | undefined> {
  return await selectEntries(database).where('s.studyInstanceUid', '=', studyInstanceUid).executeTakeFirst();
}

/** Number of studies per state. */
export async function countStates(database: Queryable): Promise<Record<StudyState, number>> {
  const rows = await database.statements
    .selectFrom('studies')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  const counts = { queued: 0, running: 0, done: 0, failed: 0, refused: 0 };
  for (const { state, count } of rows) counts[state] = count;
  return counts;
}

function selectEntries(database: Queryable) {
  return database.statements
    .selectFrom('studies as s')
    .leftJoin('patients as p', 'p.id', 's.patient')
    .leftJoin('analyses as a', (join) => join.onRef('a.study', '=', 's.id').on('a.supersededBy', 'is', null))
    .leftJoin('failures as f', (join) => join.onRef('f.study', '=', 's.id').on('f.resolvedAt', 'is', null))
    .select(['s.id', 's.studyInstanceUid', 's.patient', 'p.patientId', 'p.patientName', 's.studyDate'])
    .select(['s.studyDescription', 's.accessionNumber', 's.state', 's.stage', 's.progress', 's.changedAt'])
    .select(['a.severityScore', 'f.code as failureCode', 'f.message as failureMessage'])
    .select(({ eb, ref }) => {
      const lungs = ref('a.measurements', '->>').key('regions').key('lungs');
      return metricsShown('overview').map((key) => eb.cast<number | null>(lungs.key(key), 'double precision').as(key));
    });
}
