import { getConstructionPlans } from 'pg-boss';
import type { Database } from '../../src/db/database.ts';

/** Makes the tables of the queue where no queue is opened: what a study waits for is read from them. */
export async function makeQueueTables(database: Database): Promise<void> {
  const [found] = await database.query("select to_regclass('pgboss.job') is not null as made");
  if (found?.['made'] !== true) await database.exec(getConstructionPlans('pgboss'));
}
