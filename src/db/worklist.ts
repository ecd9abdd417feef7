import type { Queryable } from './database.ts';

/** As in the schema: what is going on with a study. */
export const STUDY_STATES = ['queued', 'running', 'done', 'failed', 'refused'] as const;
export type StudyState = (typeof STUDY_STATES)[number];

/** A study as the worklist shows it; null or '' where nothing is known yet. */
export interface WorklistEntry {
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
  /** Of the current analysis, percent of both lungs' volume. */
  readonly infectedPercent: number | null;
  readonly ggoPercent: number | null;
  readonly consolidationPercent: number | null;
  readonly severityScore: number | null;
  /** Of the open failure. */
  readonly failureCode: string | null;
  readonly failureMessage: string | null;
  readonly changedAt: Date;
}

export interface WorklistQuery {
  /** Words that must all occur in what is known of a study, or a Study Instance UID. */
  readonly search?: string | undefined;
  readonly states?: readonly StudyState[] | undefined;
  /** Only studies that arrived before the one with this id. */
  readonly before?: number | undefined;
  readonly limit?: number | undefined;
}

export interface WorklistPage {
  /** The newest first. */
  readonly entries: readonly WorklistEntry[];
  /** `before` of the next page; null on the last. */
  readonly next: number | null;
}

const PAGE = 50;

const ENTRIES = `
  select s.id, s.study_instance_uid as "studyInstanceUid", s.patient, p.patient_id as "patientId",
    p.patient_name as "patientName", s.study_date as "studyDate", s.study_description as "studyDescription",
    s.accession_number as "accessionNumber", s.state, s.stage, s.progress, a.infected_percent as "infectedPercent",
    (a.measurements #>> '{regions,lungs,ggoPercent}')::double precision as "ggoPercent",
    (a.measurements #>> '{regions,lungs,consolidationPercent}')::double precision as "consolidationPercent",
    a.severity_score as "severityScore", f.code as "failureCode", f.message as "failureMessage",
    s.changed_at as "changedAt"
  from studies s
  left join patients p on p.id = s.patient
  left join analyses a on a.study = s.id and a.superseded_by is null
  left join failures f on f.study = s.id and f.resolved_at is null`;

/** One page of the worklist; paged by key, so that arrivals meanwhile neither repeat nor hide a study. */
export async function readWorklist(database: Queryable, query: WorklistQuery = {}): Promise<WorklistPage> {
  const { search = '', states, before, limit = PAGE } = query;
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = await database.query<WorklistEntry>(
    `${ENTRIES}
     where ($1::bigint is null or s.id < $1)
       and ($2::text[] is null or s.state = any($2))
       and (s.search_text like all($3::text[]) or s.study_instance_uid = $4)
     order by s.id desc limit $5`,
    [before ?? null, states ?? null, words.map(containing), search.trim(), limit + 1],
  );
  const entries = found.slice(0, limit);
  return { entries, next: found.length > limit ? (entries.at(-1)?.id ?? null) : null };
}

/** One study as the worklist shows it; undefined when it is not known. */
export async function readWorklistEntry(
  database: Queryable,
  studyInstanceUid: string,
): Promise<WorklistEntry | undefined> {
  const [entry] = await database.query<WorklistEntry>(`${ENTRIES} where s.study_instance_uid = $1`, [studyInstanceUid]);
  return entry;
}

/** How many studies are in each state. */
export async function countStates(database: Queryable): Promise<Record<StudyState, number>> {
  const rows = await database.query<{ state: StudyState; count: number }>(
    'select state, count(*) as count from studies group by state',
  );
  const counts = { queued: 0, running: 0, done: 0, failed: 0, refused: 0 };
  for (const { state, count } of rows) counts[state] = count;
  return counts;
}

/** A pattern for LIKE that finds the word anywhere, its own wildcards taken literally. */
function containing(word: string): string {
  return `%${word.replace(/[\\%_]/g, '\\$&')}%`;
}
