import type { Logger } from 'pino';
import { findPriors, type Prior } from '../arrivals/priors.ts';
import type { Dataset } from '../../dicom/dataset.ts';
import { text } from '../../dicom/dataset.ts';
import type { WorkerParts } from './worker.ts';

/**
 * The patient's earlier studies in the PACS, looked for once a patient; undefined when that is done already, or could not be
 * done now: the patient's next study tries again.
 */
export async function seekPriors(
  { database, pacs, followUp: { priors } }: WorkerParts,
  header: Dataset,
  signal: AbortSignal,
  log: Logger,
): Promise<Prior[] | undefined> {
  if (priors.limit === 0) return undefined;
  const [sought] = await database.query(
    'select from patients where patient_id = $1 and issuer_of_patient_id = $2 and priors_sought_at is not null',
    [text(header, 'PatientID'), text(header, 'IssuerOfPatientID')],
  );
  if (sought !== undefined) return undefined;
  try {
    return await findPriors(pacs, header, priors, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    log.warn({ err: error }, 'earlier studies of the patient cannot be looked for');
    return undefined;
  }
}
