import { type Selectable, sql } from 'kysely';
import { containing, wordsOf } from './columns.ts';
import { type MetricShown, metricsShown } from '../inference/measure/metrics.ts';
import type { Queryable } from './database.ts';
import { type Standing, standingOutcome } from './decisions.ts';
import { STUDIES } from './queue-setup.ts';
import type { FollowUps, Studies } from './schema.ts';

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
  /** Percentage points by which more of both lungs is infected than at the timepoint before; null where nothing can be compared. */
  readonly changePoints: number | null;
  /** What the comparison with that says. */
  readonly category: Selectable<FollowUps>['category'];
  /** When a study that waits after a failed attempt is tried again; null once its turn has come. */
  readonly nextAttemptAt: Date | null;
  /** What a person decided about the current analysis; null where nothing stands. */
  readonly outcome: Standing | null;
  /** Of the open failure. */
  readonly failureCode: string | null;
  readonly failureMessage: string | null;
  readonly changedAt: Date;
}

/** What became of the infection since the timepoint before, as people ask for it, by the verdicts of follow-ups. */
export const COURSES = {
  worse: ['new', 'increasing', 'mixed'],
  better: ['decreasing', 'resolved'],
  unchanged: ['stable', 'noInfection'],
  unclear: ['notMeasured', 'notComparable'],
} as const;
export type Course = keyof typeof COURSES;
export const COURSE_NAMES = Object.keys(COURSES) as Course[];

/** The newest first, or the greatest increase or score first; those have only studies with the number. */
export const WORKLIST_ORDERS = ['arrival', 'change', 'score'] as const;
export type WorklistOrder = (typeof WORKLIST_ORDERS)[number];

export interface WorklistQuery {
  /** Words that must all occur in the record of a study, or a Study Instance UID. */
  readonly search?: string | undefined;
  readonly states?: readonly StudyState[] | undefined;
  /** Only studies with an open failure: failed and refused ones, and those that are tried again. */
  readonly failing?: boolean | undefined;
  /** Only studies of which the latest comparison says so. */
  readonly course?: Course | undefined;
  /** Only studies with at least this zone score. */
  readonly leastScore?: number | undefined;
  /** @default 'arrival' */
  readonly order?: WorklistOrder | undefined;
  /** Only studies behind the study with this id, in this order. */
  readonly before?: number | undefined;
  readonly limit?: number | undefined;
}

export interface WorklistPage {
  readonly entries: readonly WorklistEntry[];
  /** `before` of the next page; null on the last. */
  readonly next: number | null;
}

const PAGE = 50;

/** One page of the worklist; paged by key, so that arrivals in the meantime neither repeat nor hide a study. */
export async function readWorklist(database: Queryable, query: WorklistQuery = {}): Promise<WorklistPage> {
  const { search = '', states, failing = false, course, leastScore, order = 'arrival', before, limit = PAGE } = query;
  let matching = selectEntries(database).where(({ eb, and, or }) =>
    or([
      and(wordsOf(search).map((word) => eb('s.searchText', 'like', containing(word)))),
      eb('s.studyInstanceUid', '=', search.trim()),
    ]),
  );
  if (states !== undefined) matching = matching.where(({ eb, fn, val }) => eb('s.state', '=', fn.any(val(states))));
  if (failing) matching = matching.where('f.id', 'is not', null);
  if (course !== undefined)
    matching = matching.where(({ eb }) => eb(eb.cast<string>('u.category', 'text'), 'in', COURSES[course]));
  if (leastScore !== undefined) matching = matching.where('a.severityScore', '>=', leastScore);
  const found = await ordered(database, matching, order, before)
    .limit(limit + 1)
    .execute();
  const entries = found.slice(0, limit);
  return { entries, next: found.length > limit ? (entries.at(-1)?.id ?? null) : null };
}

/** What the worklist is sorted by, the greatest first; the second column parts what is equal. */
const SORTED_BY = {
  change: ['u.changePoints', 'u.analysis'],
  score: ['a.severityScore', 'a.id'],
} as const;

/** The studies in order; where one with the id `before` has been shown, those behind it. */
function ordered(database: Queryable, matching: Entries, order: WorklistOrder, before: number | undefined): Entries {
  if (order === 'arrival') {
    const rest = before === undefined ? matching : matching.where('s.id', '<', before);
    return rest.orderBy('s.id', 'desc');
  }
  const [value, id] = SORTED_BY[order];
  const sorted = matching.where(value, 'is not', null).orderBy(value, 'desc').orderBy(id, 'desc');
  if (before === undefined) return sorted;
  const last = selectEntries(database).clearSelect().select([value, id]).where('s.id', '=', before);
  return sorted.where(({ refTuple }) => sql<boolean>`${refTuple(value, id)} < (${last})`);
}

type Entries = ReturnType<typeof selectEntries>;

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
    .leftJoin('followUps as u', 'u.analysis', 'a.id')
    .leftJoin('failures as f', (join) => join.onRef('f.study', '=', 's.id').on('f.resolvedAt', 'is', null))
    .select(['s.id', 's.studyInstanceUid', 's.patient', 'p.patientId', 'p.patientName', 's.studyDate'])
    .select(['s.studyDescription', 's.accessionNumber', 's.state', 's.stage', 's.progress', 's.changedAt'])
    .select(['a.severityScore', 'u.changePoints', 'u.category', 'f.code as failureCode', 'f.message as failureMessage'])
    .select(({ selectFrom }) =>
      selectFrom('pgboss.job as j')
        .select(({ fn }) => fn.min('j.startAfter').as('at'))
        .where('j.name', '=', STUDIES)
        .whereRef('j.singletonKey', '=', 's.studyInstanceUid')
        .where('j.state', '<', 'active')
        .where('j.startAfter', '>', sql<Date>`now()`)
        // Only these are looked up.
        .where('s.state', '=', 'queued')
        .where('f.id', 'is not', null)
        .as('nextAttemptAt'),
    )
    .select(({ ref }) => standingOutcome(ref('a.id')).as('outcome'))
    .select(({ eb, ref }) => {
      const lungs = ref('a.measurements', '->>').key('regions').key('lungs');
      return metricsShown('overview').map((key) => eb.cast<number | null>(lungs.key(key), 'double precision').as(key));
    });
}
