import type { Queryable } from './database.ts';

/** What a person says about a study; no look ever changes it. */
export interface Corrections {
  /** The series to analyse instead of the one that the rules prefer. */
  readonly seriesInstanceUid: string | null;
  readonly excludedFromFollowUp: boolean;
  readonly note: string;
}

export async function writeCorrections(database: Queryable, studyInstanceUid: string, corrections: Corrections) {
  await database.query(
    `insert into corrections (study, series_instance_uid, excluded_from_follow_up, note)
     select id, $2, $3, $4 from studies where study_instance_uid = $1
     on conflict (study) do update set series_instance_uid = excluded.series_instance_uid,
       excluded_from_follow_up = excluded.excluded_from_follow_up, note = excluded.note, corrected_at = now()`,
    [studyInstanceUid, corrections.seriesInstanceUid, corrections.excludedFromFollowUp, corrections.note],
  );
}
