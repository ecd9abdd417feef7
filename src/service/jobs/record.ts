import { readAnalysedPatient, writeAnalysis } from '../../db/analyses.ts';
import type { Claim } from '../../db/claim.ts';
import { writeFailure } from '../../db/failures.ts';
import type { SeenSeries } from '../../db/series.ts';
import { addEvent } from '../../db/events.ts';
import { endLook, type Seen, setState } from '../../db/states.ts';
import { readPatientOf, writeStudy } from '../../db/studies.ts';
import { type Dataset, number } from '../../dicom/dataset.ts';
import { failureOf } from '../../errors/edges.ts';
import type { Refusal, RefusalError } from '../../errors/refusal-error.ts';
import { announceOutdated, announcePriors, type Prior } from '../arrivals/priors.ts';
import type { AnalysedStudy } from './analyse-study.ts';
import type { Candidates, StudyLook } from './look.ts';
import type { WorkerParts } from './parts.ts';

/** Records whose study it is and what it consists of, so that people see it while it is analysed. */
export async function recordLook(
  { queue }: WorkerParts,
  claim: Claim,
  look: StudyLook,
  candidates: Candidates,
): Promise<void> {
  const { studyInstanceUid } = look;
  await claim.transaction(async (tx) => {
    const former = await readPatientOf(tx, studyInstanceUid);
    const series = seenSeries(candidates, new Map());
    const { patient } = await writeStudy(tx, studyInstanceUid, studyHeader(look, candidates), series);
    // Follow-ups of the patient whose study it was until now need not wait for it.
    if (former !== undefined && former !== patient) await queue.sendFollowUp(tx, former);
    await addEvent(tx, 'state', { studyInstanceUid, state: 'running' });
  });
}

/** Records a finished analysis, and asks for all that follows from it, in one transaction. */
export async function recordDone(
  { queue, followUp }: WorkerParts,
  claim: Claim,
  look: StudyLook,
  candidates: Candidates,
  refusals: ReadonlyMap<string, Refusal>,
  { finished }: AnalysedStudy,
  /** What the PACS has of the patient besides; undefined when it was not asked. */
  priors: readonly Prior[] | undefined,
  seen: Seen,
): Promise<void> {
  await claim.transaction(async (tx) => {
    const series = seenSeries(candidates, refusals);
    const former = await readAnalysedPatient(tx, look.studyInstanceUid);
    const keys = await writeStudy(tx, look.studyInstanceUid, studyHeader(look, candidates), series);
    await writeAnalysis(tx, keys, finished);
    await endLook(tx, look.studyInstanceUid, 'done', seen);
    if (priors) await announcePriors(tx, queue, keys.patient, priors);
    await announceOutdated(tx, queue, { study: keys.study, analysedBy: seen.analysedBy }, followUp.priors);
    await queue.sendFollowUp(tx, keys.patient);
    // The analysis may have been another patient's until now: that one's follow-ups are without it.
    if (former !== undefined && former !== keys.patient) await queue.sendFollowUp(tx, former);
  });
}

/** Records that no series of the study can be analysed: final for this content. */
export async function recordRefused(
  { queue }: WorkerParts,
  claim: Claim,
  look: StudyLook,
  candidates: Candidates,
  refusals: ReadonlyMap<string, Refusal>,
  refusal: RefusalError,
  seen: Seen,
): Promise<void> {
  await claim.transaction(async (tx) => {
    const series = seenSeries(candidates, refusals);
    const { patient } = await writeStudy(tx, look.studyInstanceUid, studyHeader(look, candidates), series);
    await writeFailure(tx, look.studyInstanceUid, refusal.code, refusal.message);
    await endLook(tx, look.studyInstanceUid, 'refused', seen);
    // Follow-ups of later studies may wait for this one.
    await queue.sendFollowUp(tx, patient);
  });
}

/** Records a failed attempt; the queue makes another. */
export async function recordFailure(
  { database }: WorkerParts,
  studyInstanceUid: string,
  claim: Claim,
  error: unknown,
): Promise<void> {
  const { code, message } = failureOf(error);
  await database.transaction(async (tx) => {
    await claim.hold(tx);
    await writeFailure(tx, studyInstanceUid, code, message);
    await setState(tx, studyInstanceUid, 'queued');
  });
}

/**
 * The candidates as they are recorded: rank and reason of those that fit, the refusal of the others. `late` are the
 * refusals of series that fitted by their headers and showed a defect when they were fetched.
 */
function seenSeries({ series, headers, selection }: Candidates, late: ReadonlyMap<string, Refusal>): SeenSeries[] {
  const early = new Map(selection.refused.map(({ summary, refusal }) => [summary.seriesInstanceUid, refusal]));
  const fitting = selection.ranked.filter(({ summary }) => !late.has(summary.seriesInstanceUid));
  return series.map(({ seriesInstanceUid, header, sopInstanceUids }) => {
    const index = fitting.findIndex(({ summary }) => summary.seriesInstanceUid === seriesInstanceUid);
    return {
      header: headers.get(seriesInstanceUid) ?? header,
      numberOfInstances: sopInstanceUids.length || (number(header, 'NumberOfSeriesRelatedInstances') ?? 0),
      rank: index < 0 ? null : index + 1,
      reason: fitting[index]?.reason ?? '',
      refusal: late.get(seriesInstanceUid) ?? early.get(seriesInstanceUid),
    };
  });
}

/** Attributes of study and patient: what a full header says goes before the short answer of a query. */
function studyHeader({ header, series }: StudyLook, { headers }: Candidates): Dataset {
  const full = series.find(({ sopInstanceUids }) => sopInstanceUids.length > 0);
  return { ...header, ...(full && headers.get(full.seriesInstanceUid)) };
}
