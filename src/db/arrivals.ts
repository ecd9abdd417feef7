import type { Queryable } from './database.ts';

export interface Sighting {
  readonly studyInstanceUid: string;
  readonly instances: number;
}

/**
 * Notes how many instances each study has now, and gives the studies that have stopped growing since the last time and
 * were not announced with that many: a study that is still being sent is left to grow.
 */
export async function noteSightings(database: Queryable, seen: readonly Sighting[]): Promise<string[]> {
  const rows = await database.query<{ uid: string }>(
    `insert into sightings (study_instance_uid, number_of_study_related_instances)
     select * from jsonb_to_recordset($1::jsonb) as s ("studyInstanceUid" text, instances integer)
     on conflict (study_instance_uid) do update set
       announced = sightings.announced
         and sightings.number_of_study_related_instances = excluded.number_of_study_related_instances,
       settled = sightings.number_of_study_related_instances = excluded.number_of_study_related_instances,
       number_of_study_related_instances = excluded.number_of_study_related_instances, seen_at = now()
     returning study_instance_uid as uid, announced, settled`,
    [JSON.stringify(seen)],
  );
  return rows.filter((row) => settledNews(row)).map(({ uid }) => uid);
}

/** Notes that a study was announced with the instances that were last seen. */
export async function noteAnnounced(database: Queryable, studyInstanceUid: string): Promise<void> {
  await database.query('update sightings set announced = true where study_instance_uid = $1', [studyInstanceUid]);
}

function settledNews(row: Readonly<Record<string, unknown>>): boolean {
  return row['settled'] === true && row['announced'] === false;
}

/** How far a feed was read; undefined before the first time. */
export async function readCursor(database: Queryable, name: string): Promise<number | undefined> {
  const [row] = await database.query<{ value: number }>('select value from cursors where name = $1', [name]);
  return row?.value;
}

export async function writeCursor(database: Queryable, name: string, value: number): Promise<void> {
  await database.query(
    `insert into cursors (name, value) values ($1, $2)
     on conflict (name) do update set value = excluded.value, moved_at = now()`,
    [name, value],
  );
}
