import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from '../../src/db/connect.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openQueue } from '../../src/db/queue.ts';
import { postgresProgram, startPostgres } from '../support/postgres.ts';
import { without } from '../support/programs.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

/** Longer than a claim lives without its database, ms. */
const SILENT = 45_000;

suite('a silent Postgres', { skip: without(postgresProgram('postgres')) }, () => {
  test('ends what runs, and uses up no attempt of it', async () => {
    const postgres = await startPostgres();
    const proxy = await startTcpProxy(await postgres.createDatabase());
    const database = await connect({ databaseUrl: proxy.url, dataDir: '' });
    await migrate(database);
    const queue = await openQueue(database, {
      retries: 3,
      retryDelaySeconds: 5,
      timeoutMinutes: 10,
      onError: () => {},
    });
    const attempts: number[] = [];
    let failures = 0;
    await queue.work(1, {
      work: async ({ attempt, claim: { signal } }) => {
        attempts.push(attempt);
        if (attempts.length === 1) await delay(600_000, undefined, { signal });
      },
      failed: async () => void (failures += 1),
    });
    await database.transaction((tx) => queue.send(tx, '1.2.3'));
    await until(() => attempts.length === 1, 'the job runs');
    proxy.fallSilent();
    await delay(SILENT);
    proxy.resume();
    await until(() => attempts.length === 2, 'it runs again', 120);
    assert.deepEqual([attempts, failures], [[1, 1], 0]);
    await queue.stop();
    await database.close();
    await proxy.stop();
    await postgres.stop();
  });
});
