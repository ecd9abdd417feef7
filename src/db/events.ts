import type { Queryable } from './database.ts';
import type { StudyState } from './worklist.ts';

/** What pages that are open are told of a study, by kind; names nobody. */
export interface StudyEvents {
  readonly state: { readonly state: StudyState };
  readonly progress: { readonly stage: string; readonly progress: number };
  /** SOP Instance UID of the PDF that counts from now on; null when none does. */
  readonly report: { readonly report: string | null };
}

/** Adds an event for whoever watches. */
export async function addEvent<K extends keyof StudyEvents>(
  database: Queryable,
  kind: K,
  event: { readonly studyInstanceUid: string } & StudyEvents[K],
): Promise<void> {
  await database.query('insert into events (study_instance_uid, kind, data) values ($1, $2, $3::jsonb)', [
    event.studyInstanceUid,
    kind,
    JSON.stringify(event),
  ]);
}

/** Forgets events that nobody waits for any more. */
export async function forgetOldEvents(database: Queryable): Promise<void> {
  await database.query("delete from events where happened_at < now() - interval '7 days'");
}
