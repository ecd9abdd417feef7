import type { Logger } from 'pino';
import { replaceReports, storedObject, writeArtefact } from '../../db/artefacts.ts';
import type { Claim } from '../../db/claim.ts';
import type { Database } from '../../db/database.ts';
import { addEvent } from '../../db/events.ts';
import {
  dropFollowUps,
  readAwaitedDates,
  readFollowUps,
  readPatientsComparedOtherwise,
  type RecordedFollowUp,
  resolveFollowUpFailure,
  writeFollowUp,
  writeFollowUpFailure,
} from '../../db/follow-ups.ts';
import type { FollowUpJob, Handler, Queue } from '../../db/queue.ts';
import { readLesions } from '../../db/lesions.ts';
import { readTimepoints } from '../../db/timepoints.ts';
import { failureOf } from '../../errors/edges.ts';
import { dateOf } from '../../followup/timepoint.ts';
import { LANGUAGES } from '../../language/languages.ts';
import { markedWarnings } from '../../report/marks.ts';
import { headlineOf, reportSentences } from '../../report/sentences.ts';
import { reportIdentity } from '../../results/identity.ts';
import type { WrittenFollowUp } from '../../press/press.ts';
import { METRICS } from '../../telemetry/metrics.ts';
import { traced } from '../../telemetry/spans.ts';
import { type DecisionParts, tellDecisions } from './decisions.ts';
import {
  type Compared,
  compareRecorded,
  type FollowUpOptions,
  type Reported,
  reportInputOf,
} from './recorded-comparison.ts';

/** What follow-ups are made with. */
export interface FollowUpParts extends DecisionParts {
  readonly followUp: FollowUpOptions;
  /** A report that takes longer is given up. */
  readonly stallMinutes: number;
  readonly log: Logger;
}

/** What a worker does with the follow-ups of the queue; an error is recorded, and analyses stay as they are. */
export function followUpHandler(parts: FollowUpParts): Handler<FollowUpJob> {
  return {
    work: (job) => traced('follow-up', {}, () => handleFollowUp(parts, job)),
    async failed({ patient, claim }, error) {
      METRICS.followUps.inc({ result: 'failed' });
      parts.log.warn({ err: error, patient }, 'the follow-up was not made; the queue tries again');
      await parts.database.transaction(async (tx) => {
        await claim.hold(tx);
        await writeFollowUpFailure(tx, patient, failureOf(error).message);
      });
    },
  };
}

/**
 * Compares each timepoint of the patient with the earlier ones, and writes the reports of those whose comparison is new or has changed. Then the PACS hears what
 * people decided.
 */
async function handleFollowUp(parts: FollowUpParts, { patient, claim }: FollowUpJob): Promise<void> {
  await bringUpToDate(parts, patient, claim);
  await tellDecisions(parts, patient, claim);
  await resolveFollowUpFailure(parts.database, patient);
  METRICS.followUps.inc({ result: 'done' });
}

async function bringUpToDate(parts: FollowUpParts, patient: number, claim: Claim): Promise<void> {
  const { database, followUp } = parts;
  // Read first: what ends between the two reads is rather waited for than left out.
  const awaited = await readAwaitedDates(database, patient);
  const timepoints = await readTimepoints(database, patient);
  await dropFollowUps(
    database,
    patient,
    timepoints.map(({ id }) => id),
  );
  const known = await readFollowUps(database, patient);
  for (const current of timepoints) {
    if (awaited.some((date) => date <= dateOf(current.timepoint.acquiredAt))) continue;
    const compared = compareRecorded(timepoints, current, followUp);
    if (isUpToDate(compared, known.get(current.id))) continue;
    claim.signal.throwIfAborted();
    await report(parts, compared, claim);
  }
}

function isUpToDate({ current, followUp, leftOut, language }: Compared, known: RecordedFollowUp | undefined): boolean {
  return (
    known?.identity === reportIdentity(current.timepoint.analysisKey, followUp, leftOut, language) &&
    known.performedAt.getTime() === current.performedAt.getTime()
  );
}

/** Stores the reports of a comparison, then records it: who dies in between leaves nothing but what the next one writes again. */
async function report(parts: FollowUpParts, compared: Compared, claim: Claim): Promise<void> {
  const { database, press, pacs, log, stallMinutes } = parts;
  const { current, followUp, leftOut, thresholds, language } = compared;
  const { id, timepoint, performedAt } = current;
  claim.moved(stallMinutes * 60);
  const keys = followUp?.timepoints.map(({ analysisKey }) => analysisKey) ?? [];
  const lesions =
    followUp && (await press.compareLesions({ followUp, maps: await readLesions(database, keys) }, claim.signal));
  const artefacts = await writeReports(parts, { ...compared, lesions }, claim.signal);
  claim.moved();
  const [{ sopInstanceUid: pdf }] = artefacts;
  const { studyInstanceUid } = timepoint;
  for (const { bytes, ...uids } of artefacts)
    await pacs.storeInstance({ studyInstanceUid, ...uids }, bytes, claim.signal);
  const words = LANGUAGES[language];
  const sentences = reportSentences(timepoint, followUp, thresholds, words);
  await claim.transaction(async (tx) => {
    await replaceReports(tx, [id]);
    for (const artefact of artefacts) await writeArtefact(tx, id, storedObject(artefact));
    await writeFollowUp(tx, id, {
      identity: reportIdentity(timepoint.analysisKey, followUp, leftOut, language),
      compared: (followUp?.timepoints ?? [timepoint]).map(({ analysisKey }) => analysisKey),
      leftOut,
      lesions,
      thresholds,
      language,
      category: followUp?.verdict.kind ?? null,
      headline: followUp ? headlineOf(followUp.verdict, words) : '',
      warnings: markedWarnings(timepoint, followUp, leftOut, words),
      summary: sentences[0] ?? '',
      performedAt,
    });
    await addEvent(tx, 'report', { studyInstanceUid, report: pdf });
  });
  log.info({ studyInstanceUid, verdict: followUp?.verdict.kind }, 'the study is followed up');
}

/** The report as PDF first, and with a comparison its numbers as a structured report. */
async function writeReports(
  { database, press }: FollowUpParts,
  compared: Reported,
  signal: AbortSignal,
): Promise<WrittenFollowUp> {
  const { current, followUp, leftOut, lesions, language } = compared;
  const { source, findings, models, segmentation, timepoint, performedAt } = current;
  const report = await reportInputOf(database, compared);
  const sources = source.slices;
  if (followUp === null) return await press.writeFollowUp({ report, sources }, signal);
  const { modelSet } = timepoint;
  const measured = { volume: source, findings, models, modelSet, performedAt, ...(segmentation && { segmentation }) };
  return await press.writeFollowUp({ report, sources, sr: { measured, followUp, leftOut, lesions, language } }, signal);
}

export interface RenewalParts {
  readonly database: Database;
  readonly queue: Queue;
  readonly followUp: FollowUpOptions;
  readonly log: Logger;
}

/**
 * Asks to bring those patients up to date whose comparisons were made with other thresholds than the present ones, or whose reports are
 * in another language; gives how many they are. Done twice it asks once, and where nothing has changed for nobody.
 */
export async function renewFollowUps(
  { database, queue, followUp, log }: RenewalParts,
  signal: AbortSignal,
): Promise<number> {
  const patients = await readPatientsComparedOtherwise(database, followUp);
  // One transaction each, so that the embedded database serves others in between.
  for (const patient of patients) {
    if (signal.aborted) break;
    await database.transaction((tx) => queue.sendFollowUp(tx, patient));
  }
  if (patients.length > 0)
    log.info({ patients: patients.length }, 'the thresholds or the language have changed: follow-ups are made anew');
  return patients.length;
}
