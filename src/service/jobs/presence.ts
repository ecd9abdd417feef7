import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Database } from '../../db/database.ts';
import { beat, leave, type ProcessRecord } from '../../db/processes.ts';
import { PRODUCT } from '../../product.ts';
import { ACTIVITY } from '../../telemetry/activity.ts';

export interface Presence {
  readonly role: ProcessRecord['role'];
  readonly modelSet: string | undefined;
  readonly device: string | undefined;
}

const BEAT_MS = 10_000;

/**
 * Tells the database every ten seconds that this process lives and what it works on, until the function that it gives is called. A beat
 * that fails proves nothing here: who reads sees the silence.
 */
export async function showPresence(
  database: Database,
  { role, modelSet = '', device = '' }: Presence,
): Promise<() => Promise<void>> {
  const id = randomUUID();
  const record = { id, role, host: hostname(), pid: process.pid, version: PRODUCT.version, modelSet, device };
  let beating: Promise<void> | undefined;
  const tell = async () => {
    beating ??= beat(database, record, ACTIVITY.now()).finally(() => (beating = undefined));
    await beating.catch(() => {});
  };
  await tell();
  const timer = setInterval(() => void tell(), BEAT_MS);
  return async () => {
    clearInterval(timer);
    await beating?.catch(() => {});
    await leave(database, id).catch(() => {});
  };
}
