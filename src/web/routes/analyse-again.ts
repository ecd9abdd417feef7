import { appendAudit } from '../../db/audit.ts';
import { announceWithin } from '../../service/arrivals/announce.ts';
import type { Caller } from '../access/caller.ts';
import type { AppParts } from '../parts.ts';

/** Asks for a new analysis of a known study on behalf of a caller. False if one was waiting already. */
export async function analyseAgain(
  { database, queue }: Pick<AppParts, 'database' | 'queue'>,
  by: Caller,
  study: string,
): Promise<boolean> {
  return await database.transaction(async (tx) => {
    const added = await announceWithin(tx, queue, study, 'person');
    await appendAudit(tx, { event: 'analysis-requested', by, study });
    return added;
  });
}
