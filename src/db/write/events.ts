import type { Queryable } from '../database.ts';
import type { StudyState } from '../read/worklist.ts';

/** What the live worklist is told; names nobody. */
export type StudyEvent =
  | { readonly studyInstanceUid: string; readonly state: StudyState }
  | { readonly studyInstanceUid: string; readonly stage: string; readonly progress: number };

/** Adds an event for whoever watches the worklist. */
export async function addEvent(database: Queryable, kind: 'state' | 'progress', event: StudyEvent): Promise<void> {
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
