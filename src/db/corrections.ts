import { sql } from 'kysely';
import type { Queryable } from './database.ts';
import { keyOfStudy } from './studies.ts';

/** A person's corrections of a study; no look ever changes them. */
export interface Corrections {
  /** The series to analyse instead of the one that the rules prefer. */
  readonly seriesInstanceUid: string | null;
  readonly excludedFromFollowUp: boolean;
  /** The study is of the same patient as the others under its Patient ID, whatever they contradict each other in. */
  readonly confirmedIdentity: boolean;
  /** Why. */
  readonly note: string;
  /** Who says so. */
  readonly correctedBy: string;
}

/** A person's corrections of a study. */
export interface RecordedCorrections extends Corrections {
  /** null if there are none. */
  readonly correctedAt: Date | null;
}

const NOTHING_SAID: Corrections = {
  seriesInstanceUid: null,
  excludedFromFollowUp: false,
  confirmedIdentity: false,
  note: '',
  correctedBy: '',
};

/** Replaces a person's corrections of a study; a no-op for an unknown study. */
export async function writeCorrections(database: Queryable, studyInstanceUid: string, corrections: Corrections) {
  const study = await keyOfStudy(database, studyInstanceUid).executeTakeFirst();
  if (study === undefined) return;
  const { seriesInstanceUid, excludedFromFollowUp, confirmedIdentity, note, correctedBy } = corrections;
  const said = { seriesInstanceUid, excludedFromFollowUp, confirmedIdentity, note, correctedBy };
  await database.statements
    .insertInto('corrections')
    .values({ study: study.id, ...said })
    .onConflict((conflict) => conflict.column('study').doUpdateSet({ ...said, correctedAt: sql<Date>`now()` }))
    .execute();
}

export async function readCorrections(database: Queryable, study: number): Promise<RecordedCorrections> {
  const row = await database.statements
    .selectFrom('corrections')
    .select(['seriesInstanceUid', 'excludedFromFollowUp', 'confirmedIdentity', 'note', 'correctedBy', 'correctedAt'])
    .where('study', '=', study)
    .executeTakeFirst();
  return row ?? { ...NOTHING_SAID, correctedAt: null };
}
