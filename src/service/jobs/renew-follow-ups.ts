import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import type { Queue } from '../../db/queue.ts';
import { readPatientsComparedOtherwise } from '../../db/follow-ups.ts';
import type { FollowUpThresholds } from '../../followup/thresholds.ts';

export interface RenewalParts {
  readonly database: Database;
  readonly queue: Queue;
  readonly followUp: { readonly thresholds: FollowUpThresholds };
  readonly log: Logger;
}

/**
 * Asks to bring those patients up to date whose comparisons were made with other thresholds than the present ones; gives how many
 * they are. Done twice it asks once, and where nothing has changed for nobody.
 */
export async function renewFollowUps(
  { database, queue, followUp: { thresholds }, log }: RenewalParts,
  signal: AbortSignal,
): Promise<number> {
  const patients = await readPatientsComparedOtherwise(database, thresholds);
  // One transaction each, so that the embedded database serves others in between.
  for (const patient of patients) {
    if (signal.aborted) break;
    await database.transaction((tx) => queue.sendFollowUp(tx, patient));
  }
  if (patients.length > 0)
    log.info({ patients: patients.length }, 'the thresholds have changed: follow-ups are made anew');
  return patients.length;
}
