import { announceOutdated, announcePriors, type Prior } from '../arrivals/priors.ts';
import { writeAnalysis } from '../../db/analyses.ts';
import type { Seen } from '../../db/states.ts';
import { readPatientOf } from '../../db/patients.ts';
import { endLook, setState, writeFailure } from '../../db/states.ts';
import { writeStudy } from '../../db/studies.ts';
import type { Refusal, RefusalError } from '../../refusal.ts';
import type { AnalysedStudy } from './analyse-study.ts';
import type { Candidates } from './candidates.ts';
import type { StudyLook } from './look.ts';
import type { WorkerParts } from './worker.ts';
import { seenSeries, studyHeader } from './seen.ts';

/** Records a finished analysis, and asks for all that follows from it, in one transaction. */
export async function recordDone(
  { database, queue, followUp }: WorkerParts,
  look: StudyLook,
  candidates: Candidates,
  refusals: ReadonlyMap<string, Refusal>,
  { finished }: AnalysedStudy,
  /** What the PACS has of the patient besides; undefined when it was not asked. */
  priors: readonly Prior[] | undefined,
  seen: Seen,
): Promise<void> {
  await database.transaction(async (tx) => {
    const series = seenSeries(candidates, refusals);
    const former = await readPatientOf(tx, look.studyInstanceUid);
    const keys = await writeStudy(tx, look.studyInstanceUid, studyHeader(look, candidates), series);
    await writeAnalysis(tx, keys, finished);
    await endLook(tx, look.studyInstanceUid, 'done', seen);
    if (priors) await announcePriors(tx, queue, keys.patient, priors);
    await announceOutdated(tx, queue, { study: keys.study, analysedBy: seen.analysedBy }, followUp.priors);
    await queue.sendFollowUp(tx, keys.patient);
    // The study may have been another patient's until now: that one's follow-ups are without it.
    if (former !== undefined && former !== keys.patient) await queue.sendFollowUp(tx, former);
  });
}

/** Records that no series of the study can be analysed: final for what was seen. */
export async function recordRefused(
  { database, queue }: WorkerParts,
  look: StudyLook,
  candidates: Candidates,
  refusals: ReadonlyMap<string, Refusal>,
  refusal: RefusalError,
  seen: Seen,
): Promise<void> {
  await database.transaction(async (tx) => {
    const series = seenSeries(candidates, refusals);
    const { patient } = await writeStudy(tx, look.studyInstanceUid, studyHeader(look, candidates), series);
    await writeFailure(tx, look.studyInstanceUid, refusal.code, refusal.message);
    await endLook(tx, look.studyInstanceUid, 'refused', seen);
    // Follow-ups of later studies may wait for this one.
    await queue.sendFollowUp(tx, patient);
  });
}

/** Records an attempt that failed; the queue makes another. */
export async function recordFailure({ database }: WorkerParts, studyInstanceUid: string, error: Error): Promise<void> {
  await database.transaction(async (tx) => {
    await writeFailure(tx, studyInstanceUid, error.name, error.message);
    await setState(tx, studyInstanceUid, 'queued');
  });
}
