import type { Database } from '../db/database.ts';
import { writeAnalysis } from '../db/write/analysis.ts';
import type { Seen } from '../db/write/state.ts';
import { endLook, setState, writeFailure } from '../db/write/state.ts';
import { writeStudy } from '../db/write/study.ts';
import type { Refusal, RefusalError } from '../study/refusal.ts';
import type { AnalysedStudy } from './analyse-study.ts';
import type { Candidates } from './candidates.ts';
import type { StudyLook } from './look.ts';
import { seenSeries, studyHeader } from './seen.ts';

/** Records a finished analysis, all in one transaction. */
export async function recordDone(
  database: Database,
  look: StudyLook,
  candidates: Candidates,
  refusals: ReadonlyMap<string, Refusal>,
  { finished }: AnalysedStudy,
  seen: Seen,
): Promise<void> {
  await database.transaction(async (tx) => {
    const series = seenSeries(candidates, refusals);
    const keys = await writeStudy(tx, look.studyInstanceUid, studyHeader(look, candidates), series);
    await writeAnalysis(tx, keys, finished);
    await endLook(tx, look.studyInstanceUid, 'done', seen);
  });
}

/** Records that no series of the study can be analysed: final for what was seen. */
export async function recordRefused(
  database: Database,
  look: StudyLook,
  candidates: Candidates,
  refusals: ReadonlyMap<string, Refusal>,
  refusal: RefusalError,
  seen: Seen,
): Promise<void> {
  await database.transaction(async (tx) => {
    await writeStudy(tx, look.studyInstanceUid, studyHeader(look, candidates), seenSeries(candidates, refusals));
    await writeFailure(tx, look.studyInstanceUid, refusal.code, refusal.message);
    await endLook(tx, look.studyInstanceUid, 'refused', seen);
  });
}

/** Records an attempt that failed; the queue makes another. */
export async function recordFailure(database: Database, studyInstanceUid: string, error: Error): Promise<void> {
  await database.transaction(async (tx) => {
    await writeFailure(tx, studyInstanceUid, error.name, error.message);
    await setState(tx, studyInstanceUid, 'queued');
  });
}
