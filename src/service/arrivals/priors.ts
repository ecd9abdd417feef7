import type { Transaction } from '../../db/database.ts';
import { notePriorsSought } from '../../db/patients.ts';
import type { Queue } from '../../db/queue.ts';
import { queueOutdatedPriors } from '../../db/states.ts';
import { writePrior } from '../../db/studies.ts';
import { type Dataset, text } from '../../dicom/dataset.ts';
import type { Pacs } from '../../dicomweb/client.ts';
import { acquiredAt } from '../../followup/acquisition.ts';
import { isPlaceholder } from '../../followup/identity.ts';
import { CHEST_WORDS, OTHER_PARTS } from '../../volume/series/vocabulary.ts';
import { announceWithin } from './announce.ts';
import { dicomDate } from './query.ts';

/** How many earlier studies of a patient are analysed, and how old they may be. */
export interface PriorsOptions {
  readonly limit: number;
  readonly days: number;
}

/** An earlier study of a patient in the PACS. */
export interface Prior {
  readonly studyInstanceUid: string;
  /** DA (PS3.5 6.2). */
  readonly studyDate: string;
}

/** Patients have many CT of other parts of the body; at most so many studies are asked for their series, a wanted prior. */
const CANDIDATES = 5;
const DAY = 24 * 3600 * 1000;

/** Asks the PACS for the patient's chest CT of the same day and before, the latest first; the study of the header left out. */
export async function findPriors(
  pacs: Pacs,
  header: Dataset,
  { limit, days }: PriorsOptions,
  signal: AbortSignal,
): Promise<Prior[]> {
  const acquired = acquiredAt(header);
  // Under a placeholder, the studies are of anybody.
  if (acquired === undefined || isPlaceholder(text(header, 'PatientID'))) return [];
  const candidates = (await findStudies(pacs, header, new Date(acquired), days, signal)).slice(0, limit * CANDIDATES);
  const priors: Prior[] = [];
  for (const study of candidates) {
    const studyInstanceUid = text(study, 'StudyInstanceUID');
    if (priors.length === limit) break;
    const series = await pacs.searchSeries(studyInstanceUid, signal);
    if (series.some((one) => mayShowChest(study, one)))
      priors.push({ studyInstanceUid, studyDate: text(study, 'StudyDate') });
  }
  return priors;
}

/** Announces priors as studies of the patient, so that follow-ups wait for them, and notes that they were looked for. */
export async function announcePriors(tx: Transaction, queue: Queue, patient: number, priors: readonly Prior[]) {
  for (const { studyInstanceUid, studyDate } of priors) {
    await announceWithin(tx, queue, studyInstanceUid, 'prior');
    await writePrior(tx, studyInstanceUid, patient, studyDate);
  }
  await notePriorsSought(tx, patient);
}

/** Asks for a new analysis of the study's priors that other models analysed, since only the same model set is compared. */
export async function announceOutdated(
  tx: Transaction,
  queue: Queue,
  analysed: { study: number; analysedBy: string },
  options: PriorsOptions,
): Promise<void> {
  for (const studyInstanceUid of await queueOutdatedPriors(tx, analysed, options))
    await announceWithin(tx, queue, studyInstanceUid, 'prior');
}

/** CT studies with the same PatientID; archives match patterns and leave out keys, so what they answer is checked again. */
async function findStudies(pacs: Pacs, header: Dataset, acquired: Date, days: number, signal: AbortSignal) {
  const [patientId, issuer] = [text(header, 'PatientID'), text(header, 'IssuerOfPatientID')];
  const from = new Date(acquired.getTime() - days * DAY);
  const query = {
    PatientID: patientId,
    StudyDate: `${dicomDate(from)}-${dicomDate(acquired)}`,
    ModalitiesInStudy: 'CT',
    includefield: 'IssuerOfPatientID',
  };
  const found = await pacs.searchStudies(query, signal);
  return found
    .filter((study) => text(study, 'StudyInstanceUID') !== text(header, 'StudyInstanceUID'))
    .filter((study) => text(study, 'PatientID') === patientId)
    .filter((study) => issuer === '' || ['', issuer].includes(text(study, 'IssuerOfPatientID')))
    .toSorted((a, b) => text(b, 'StudyDate').localeCompare(text(a, 'StudyDate')));
}

/** By what people typed, as a series is judged later; what is not labelled may be a chest. */
function mayShowChest(study: Dataset, series: Dataset): boolean {
  const words = [text(study, 'StudyDescription'), text(series, 'SeriesDescription'), text(series, 'BodyPartExamined')];
  if (text(series, 'Modality') !== 'CT') return false;
  return words.some((label) => CHEST_WORDS.test(label)) || !OTHER_PARTS.test(text(series, 'BodyPartExamined'));
}
