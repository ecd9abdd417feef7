import type { Logger } from 'pino';
import type { Claim } from '../../db/claim.ts';
import { hasOpenFailure, writeFailure } from '../../db/failures.ts';
import { werePriorsSought } from '../../db/patients.ts';
import type { Handler, Job } from '../../db/queue.ts';
import { beginLook, type KnownStudy, readKnownStudy, type Seen, setState } from '../../db/states.ts';
import { describeStudy, readPatientOf } from '../../db/studies.ts';
import type { Dataset } from '../../dicom/dataset.ts';
import { outageOf } from '../../errors/edges.ts';
import { KnownError, problem } from '../../errors/known-error.ts';
import { type Refusal, RefusalError } from '../../errors/refusal-error.ts';
import { ACTIVITY, type Running } from '../../telemetry/activity.ts';
import { METRICS } from '../../telemetry/metrics.ts';
import { tell, traced } from '../../telemetry/spans.ts';
import { noteStages, timed } from '../../telemetry/stages.ts';
import { nothingLeft } from '../../volume/series/select.ts';
import { findPriors, type Prior } from '../arrivals/priors.ts';
import { analyseStudy, type StudyHooks } from './analyse-study.ts';
import { findCandidates, lookAtStudy, type StudyLook } from './look.ts';
import type { WorkerParts } from './parts.ts';
import { Progress } from './progress.ts';
import { recordDone, recordFailure, recordLook, recordRefused } from './record.ts';

/** What a worker does with the studies of the queue. */
export function studyHandler(parts: WorkerParts): Handler<Job> {
  return {
    work: (job) => {
      const { studyInstanceUid, attempt } = job;
      const attributes = { 'lungtrace.study_instance_uid': studyInstanceUid, 'lungtrace.attempt': attempt };
      return traced('study', attributes, () => handleJob(parts, job));
    },
    async failed({ studyInstanceUid, attempt, claim }, error) {
      parts.log.warn({ studyInstanceUid, attempt, err: error }, 'the study was not analysed; the queue tries again');
      await recordFailure(parts, studyInstanceUid, claim, error);
      METRICS.retries.inc({
        kind: outageOf(error) ? 'outage' : 'attempt',
        code: error instanceof KnownError ? error.code : 'Error',
      });
    },
  };
}

/**
 * Takes one job: looks at the study, and analyses it unless the same content was analysed by the same models. A refusal is recorded and
 * final; any other error is thrown.
 */
async function handleJob(parts: WorkerParts, { studyInstanceUid, attempt, claim }: Job): Promise<void> {
  const log = parts.log.child({ studyInstanceUid, attempt });
  const { signal } = claim;
  const running = ACTIVITY.begin();
  try {
    const look = await timed('look', () => lookAtStudy(parts.pacs, studyInstanceUid, signal));
    const known = await readKnownStudy(parts.database, studyInstanceUid);
    const seen = { contentHash: look.contentHash, analysedBy: parts.analyser.identity };
    if (known === undefined || isAnswered(known, seen)) return log.debug('nothing new in the study');
    await claim.transaction(async (tx) => {
      await describeStudy(tx, studyInstanceUid, look.header);
      await beginLook(tx, studyInstanceUid);
    });
    await work(parts, look, known, seen, claim, running, log);
    await lookAgain(parts, look, signal);
  } catch (error) {
    if (claim.isLost) log.info({ reason: String(signal.reason) }, 'the study is left to another worker');
    throw error;
  } finally {
    running.end();
  }
}

/** Records a study that the queue has given up, because its last attempt failed or its worker was lost with it. */
export async function handleDeadJob(
  { database, queue, log }: Pick<WorkerParts, 'database' | 'queue' | 'log'>,
  uid: string,
  attempts: number,
) {
  // A second announcement ends at once when it fails while the first one waits for its next attempt: that one is not over.
  if (await queue.holds(uid))
    return log.warn({ studyInstanceUid: uid }, 'one of two jobs of the study failed; the other goes on');
  log.error({ studyInstanceUid: uid, attempts }, 'the study is given up');
  await database.transaction(async (tx) => {
    const { code, message } = problem('WORKER_LOST', { attempts });
    if (!(await hasOpenFailure(tx, uid))) await writeFailure(tx, uid, code, message);
    await setState(tx, uid, 'failed');
    // Follow-ups of later studies may wait for this one.
    const patient = await readPatientOf(tx, uid);
    if (patient !== undefined) await queue.sendFollowUp(tx, patient);
  });
  METRICS.studies.inc({ result: 'failed', code: '' });
}

function isAnswered({ state, again, contentHash, analysedBy }: KnownStudy, seen: Seen): boolean {
  const ended = state === 'done' || state === 'refused';
  return ended && !again && contentHash === seen.contentHash && analysedBy === seen.analysedBy;
}

async function work(
  parts: WorkerParts,
  look: StudyLook,
  known: KnownStudy,
  seen: Seen,
  claim: Claim,
  running: Running,
  log: Logger,
): Promise<void> {
  const { database, pacs, stallMinutes } = parts;
  const { signal } = claim;
  const progress = new Progress(database, look.studyInstanceUid, claim, stallMinutes);
  progress.report('look', 0, 1);
  const candidates = await findCandidates(pacs, database, look, known.chosenSeries, signal);
  await recordLook(parts, claim, look, candidates);
  const refusals = new Map<string, Refusal>();
  try {
    const onProgress: StudyHooks['onProgress'] = (stage, done, total) => {
      running.moved(stage);
      progress.report(stage, done, total);
    };
    const hooks = { onProgress, signal };
    if (candidates.series.length === 0) throw nothingLeft([]);
    const analysed = await analyseStudy(parts, look, candidates, refusals, hooks);
    await progress.end();
    const priors = await seekPriors(parts, analysed.finished.analysis.volume.header, signal, log);
    await timed('record', () => recordDone(parts, claim, look, candidates, refusals, analysed, priors, seen));
    noteStages(analysed.finished.timingsMs);
    METRICS.studies.inc({ result: 'done', code: '' });
    tell({ 'lungtrace.result': 'done' });
    log.info({ timingsMs: analysed.finished.timingsMs }, 'the study is analysed');
  } catch (error) {
    await progress.end();
    if (!(error instanceof RefusalError)) throw error;
    await recordRefused(parts, claim, look, candidates, refusals, error, seen);
    METRICS.studies.inc({ result: 'refused', code: error.code });
    tell({ 'lungtrace.result': 'refused', 'lungtrace.code': error.code });
    log.info({ code: error.code }, 'the study is refused');
  }
}

/** Slices that arrived during the analysis may not have been announced: the study itself shows them. */
async function lookAgain({ pacs, announce }: WorkerParts, before: StudyLook, signal: AbortSignal): Promise<void> {
  const now = await lookAtStudy(pacs, before.studyInstanceUid, signal).catch(() => undefined);
  if (now?.contentHash !== before.contentHash) await announce(before.studyInstanceUid, 'worker');
}

/**
 * The patient's earlier studies in the PACS, searched once per patient; undefined if that is done, or failed now: the patient's next
 * study tries again.
 */
async function seekPriors(
  { database, pacs, followUp: { priors } }: WorkerParts,
  header: Dataset,
  signal: AbortSignal,
  log: Logger,
): Promise<Prior[] | undefined> {
  if (priors.limit === 0) return undefined;
  if (await werePriorsSought(database, header)) return undefined;
  try {
    return await findPriors(pacs, header, priors, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    log.warn({ err: error }, 'earlier studies of the patient cannot be looked for');
    return undefined;
  }
}
