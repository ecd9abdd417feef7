import { type Corrections, writeCorrections } from '../db/corrections.ts';
import type { Database } from '../db/database.ts';
import type { Queue } from '../db/queue.ts';
import { readKnownStudy } from '../db/states.ts';
import { readStudy, type StudyDetail } from '../db/study-detail.ts';
import { announceWithin } from '../service/arrivals/announce.ts';
import { SCHEMAS } from './openapi/schemas.ts';
import { HttpError, parsed } from './routes/http.ts';

/** Corrections that hold from now on. */
export interface WrittenCorrections extends Corrections {
  readonly studyInstanceUid: string;
  /** Whether a new analysis was asked for, since another series is chosen. */
  readonly again: boolean;
}

/**
 * Applies what a person says about a study, all of it or nothing: follow-ups are brought up to date, and where another series is
 * chosen the study is analysed anew. Throws HttpError 404 for a study that is not known, 400 for input that cannot be used.
 */
export async function correctStudy(
  { database, queue }: { readonly database: Database; readonly queue: Queue },
  studyInstanceUid: string,
  input: unknown,
): Promise<WrittenCorrections> {
  const study = await readStudy(database, studyInstanceUid);
  if (study === undefined) throw new HttpError('NO_STUDY', { uid: studyInstanceUid });
  const corrections = parsed(SCHEMAS.Corrections, input);
  return await database.transaction(async (tx) => {
    const before = (await readKnownStudy(tx, studyInstanceUid))?.chosenSeries ?? null;
    const again = corrections.seriesInstanceUid !== before;
    if (again) refuseUnfit(study, corrections.seriesInstanceUid);
    await writeCorrections(tx, studyInstanceUid, corrections);
    if (study.patient !== null) await queue.sendFollowUp(tx, study.patient);
    if (again) await announceWithin(tx, queue, studyInstanceUid, 'person');
    return { studyInstanceUid, ...corrections, again };
  });
}

/** A choice of earlier may stay, although the series fits no more: the rules step in. */
function refuseUnfit({ series }: StudyDetail, chosen: string | null): void {
  if (chosen === null || series.some(({ seriesInstanceUid, rank }) => seriesInstanceUid === chosen && rank !== null))
    return;
  throw new HttpError('BAD_REQUEST.series', { series: chosen });
}
