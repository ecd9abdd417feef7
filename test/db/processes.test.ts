import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import type { Database } from '../../src/db/database.ts';
import { beat, leave, readProcesses } from '../../src/db/processes.ts';
import { onBothDatabases } from '../support/databases.ts';

const IDLE = { running: 0, stage: '', stillSeconds: 0 };

onBothDatabases((open) => {
  let database: Database;
  before(async () => (database = await open()));

  const one = (name: string) => ({
    id: randomUUID(),
    role: 'worker' as const,
    host: name,
    pid: 7,
    version: '1.2.3',
    modelSet: 'infnet',
    device: 'cpu',
  });
  const stateOf = async (host: string) =>
    (await readProcesses(database)).find((process) => process.host === host)?.state;
  const silentFor = (id: string, span: string) =>
    database.query(`update processes set seen_at = now() - interval '${span}' where id = $1`, [id]);

  test('a worker is idle, works, and makes no progress once its study has not moved for five minutes', async () => {
    const worker = one('alive');
    await beat(database, worker, IDLE);
    assert.equal(await stateOf('alive'), 'idle');
    await beat(database, worker, { running: 2, stage: 'infection', stillSeconds: 299 });
    assert.equal(await stateOf('alive'), 'working');
    await beat(database, worker, { running: 1, stage: 'infection', stillSeconds: 301 });
    assert.equal(await stateOf('alive'), 'stuck');
    const [seen] = await readProcesses(database);
    assert.deepEqual([seen?.stage, seen?.running, seen?.version], ['infection', 1, '1.2.3']);
  });

  test('a worker that is silent for a minute is lost, and seen again when it speaks', async () => {
    const worker = one('silent');
    await beat(database, worker, { running: 1, stage: 'lungs', stillSeconds: 0 });
    await silentFor(worker.id, '61 seconds');
    assert.equal(await stateOf('silent'), 'lost');
    await beat(database, worker, IDLE);
    assert.equal(await stateOf('silent'), 'idle');
  });

  test('who ends in order is forgotten at once, and who was silent for a day by the next beat of another', async () => {
    const [gone, old, other] = [one('gone'), one('old'), one('other')];
    for (const worker of [gone, old]) await beat(database, worker, IDLE);
    await leave(database, gone.id);
    assert.equal(await stateOf('gone'), undefined);
    await silentFor(old.id, '25 hours');
    await beat(database, other, IDLE);
    assert.equal(await stateOf('old'), undefined);
    assert.equal(await stateOf('other'), 'idle');
  });
});
