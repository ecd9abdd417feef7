import { sql } from 'kysely';
import { json } from './columns.ts';
import type { Queryable } from './database.ts';
import type { Events } from './schema.ts';
import type { StudyState } from './worklist.ts';

/** What open pages are told about a study, by kind; names no patient. */
export interface StudyEvents {
  readonly state: { readonly state: StudyState };
  readonly progress: { readonly stage: string; readonly progress: number };
  /** SOP Instance UID of the PDF that is current from now on; null if there is none. */
  readonly report: { readonly report: string | null };
}

/** Something that happened to a study, as it is recorded. */
export interface RecordedEvent {
  /** Grows with every event, yet events may be committed in another order. */
  readonly id: number;
  readonly kind: Events['kind'];
  readonly data: object;
}

/** Adds an event for watchers. */
export async function addEvent<K extends keyof StudyEvents>(
  database: Queryable,
  kind: K,
  event: { readonly studyInstanceUid: string } & StudyEvents[K],
): Promise<void> {
  const { studyInstanceUid } = event;
  await database.statements
    .insertInto('events')
    .values({ studyInstanceUid, kind, data: json<object>(event) })
    .execute();
}

/** The events with a greater id, in order of their ids. */
export async function readEventsSince(database: Queryable, id: number): Promise<RecordedEvent[]> {
  return await selectEvents(database).where('id', '>', id).execute();
}

/** The events of the last `seconds`, in order of their ids. */
export async function readRecentEvents(database: Queryable, seconds: number): Promise<RecordedEvent[]> {
  return await selectEvents(database)
    .where('happenedAt', '>', sql<Date>`now() - make_interval(secs => ${seconds})`)
    .execute();
}

/** Id of the newest event; 0 before the first. */
export async function readLastEvent(database: Queryable): Promise<number> {
  const row = await database.statements
    .selectFrom('events')
    .select(({ fn }) => fn.max('id').as('last'))
    .executeTakeFirst();
  return row?.last ?? 0;
}

/** Deletes events that nobody waits for any more. */
export async function forgetOldEvents(database: Queryable): Promise<void> {
  await database.statements
    .deleteFrom('events')
    .where('happenedAt', '<', sql<Date>`now() - interval '7 days'`)
    .execute();
}

function selectEvents(database: Queryable) {
  return database.statements.selectFrom('events').select(['id', 'kind', 'data']).orderBy('id');
}
