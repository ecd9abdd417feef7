import { replaceDecided, storedObject, writeArtefact } from '../../db/artefacts.ts';
import type { Claim } from '../../db/claim.ts';
import type { Database } from '../../db/database.ts';
import { type AnalysisObject, readUntoldDecision, type UntoldDecision } from '../../db/decisions.ts';
import type { Pacs } from '../../dicomweb/client.ts';
import type { Press } from '../../press/press.ts';

/** What decisions are told to the PACS with. */
export interface DecisionParts {
  readonly database: Database;
  readonly pacs: Pacs;
  readonly press: Press;
  /** For whom people decide. */
  readonly organization: string;
}

/**
 * Stores an object for each decision about the patient's results that the PACS does not know yet, in the order in which they were made. Who dies in between
 * leaves nothing but what the next one writes again.
 */
export async function tellDecisions(parts: DecisionParts, patient: number, claim: Claim): Promise<void> {
  const { database, pacs, press, organization } = parts;
  for (;;) {
    // One after the other: the object of one is what the next may withdraw.
    const untold = await readUntoldDecision(database, patient);
    if (untold === undefined) return;
    claim.signal.throwIfAborted();
    const { id, studyInstanceUid, analysis, outcome } = untold;
    const report = await fetchReport(pacs, untold, claim.signal);
    const decision = { ...untold, organization, report, objects: discounted(untold) };
    const object = await press.writeDecision(decision, claim.signal);
    await pacs.storeInstance({ studyInstanceUid, ...object }, object.bytes, claim.signal);
    await claim.transaction(async (tx) => {
      if (outcome === 'withdrawn') await replaceDecided(tx, analysis);
      await writeArtefact(tx, analysis, storedObject(object), id);
    });
  }
}

/** The report of the analysis as it is in the PACS: what a person accepts, and whose patient and study a rejection has. */
async function fetchReport(
  pacs: Pacs,
  { studyInstanceUid, objects }: UntoldDecision,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const report = objects.find(({ kind }) => kind === 'sr');
  if (report === undefined) throw new Error('no report of the analysis is recorded');
  const { seriesInstanceUid, sopInstanceUid } = report;
  const files = await pacs.retrieveInstances(studyInstanceUid, seriesInstanceUid, [sopInstanceUid], { signal });
  return files[0]?.bytes ?? new Uint8Array();
}

/** What does not count any more: the whole result, or what told of the decision before. Rejection notes are no part of a result. */
function discounted({ outcome, objects }: UntoldDecision): readonly AnalysisObject[] {
  if (outcome === 'accepted') return [];
  if (outcome === 'rejected') return objects.filter(({ kind }) => kind !== 'rejection-note');
  return objects.filter(({ decision }) => decision !== null).slice(-1);
}
