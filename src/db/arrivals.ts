import { sql } from 'kysely';
import type { Queryable, Transaction } from './database.ts';
import { addEvent } from './events.ts';
import type { Arrivals } from './schema.ts';
import { keyOfStudy } from './studies.ts';

/** How a study became known; 'person' requests a new run even if nothing changed, 'prior' is an earlier study of a patient. */
export type ArrivalSource = Arrivals['source'];

/** Notes an arrival; the study is queued by its first one. */
export async function noteArrival(tx: Transaction, studyInstanceUid: string, source: ArrivalSource): Promise<void> {
  const added = await tx.statements
    .insertInto('studies')
    .values({ studyInstanceUid })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (added !== undefined) await addEvent(tx, 'state', { studyInstanceUid, state: 'queued' });
  await tx.statements
    .insertInto('arrivals')
    .values({ study: keyOfStudy(tx, studyInstanceUid), source })
    .onConflict((conflict) =>
      conflict
        .columns(['study', 'source'])
        .doUpdateSet(({ eb }) => ({ times: eb('arrivals.times', '+', 1), lastAnnouncedAt: sql<Date>`now()` })),
    )
    .execute();
}

/** When a study was last announced by anything but this service and its users; undefined before the first one. */
export async function readLastArrival(database: Queryable): Promise<Date | undefined> {
  const row = await database.statements
    .selectFrom('arrivals')
    .select('lastAnnouncedAt')
    .where('source', 'in', ['notification', 'changes', 'query'])
    .orderBy('lastAnnouncedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.lastAnnouncedAt;
}

/** A study as a query of the PACS saw it. */
export interface Sighting {
  readonly studyInstanceUid: string;
  readonly instances: number;
}

/**
 * Records how many instances each study has now. Returns the studies that have stopped growing since the last query and were not
 * announced with that number: a study that is still being sent is left to grow.
 */
export async function noteSightings(database: Queryable, seen: readonly Sighting[]): Promise<string[]> {
  const rows = await database.statements
    .insertInto('sightings')
    .columns(['studyInstanceUid', 'numberOfStudyRelatedInstances'])
    // One parameter for all studies: a statement takes at most 65,535.
    .expression(
      sql`select * from jsonb_to_recordset(${JSON.stringify(seen)}::jsonb) as s ("studyInstanceUid" text, instances integer)`,
    )
    .onConflict((conflict) =>
      conflict.column('studyInstanceUid').doUpdateSet(({ eb, ref }) => {
        const instances = ref('excluded.numberOfStudyRelatedInstances');
        const stayed = eb('sightings.numberOfStudyRelatedInstances', '=', instances);
        return {
          announced: eb.and([ref('sightings.announced'), stayed]).$castTo<boolean>(),
          settled: stayed.$castTo<boolean>(),
          numberOfStudyRelatedInstances: instances,
          seenAt: sql<Date>`now()`,
        };
      }),
    )
    .returning(['studyInstanceUid', 'announced', 'settled'])
    .execute();
  return rows.filter(({ settled, announced }) => settled && !announced).map((row) => row.studyInstanceUid);
}

/** Records that a study was announced with the instances last seen. */
export async function noteAnnounced(database: Queryable, studyInstanceUid: string): Promise<void> {
  await database.statements
    .updateTable('sightings')
    .set({ announced: true })
    .where('studyInstanceUid', '=', studyInstanceUid)
    .execute();
}

/** How far a feed was read; undefined before the first read. */
export async function readCursor(database: Queryable, name: string): Promise<number | undefined> {
  const row = await database.statements
    .selectFrom('cursors')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.value;
}

export async function writeCursor(database: Queryable, name: string, value: number): Promise<void> {
  await database.statements
    .insertInto('cursors')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value, movedAt: sql<Date>`now()` }))
    .execute();
}
