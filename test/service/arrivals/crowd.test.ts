import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from '../../../src/db/connect.ts';
import { DatabaseBusyError } from '../../../src/db/busy.ts';
import type { Database } from '../../../src/db/database.ts';
import { migrate } from '../../../src/db/migrate.ts';
import { openQueue, type Queue } from '../../../src/db/queue.ts';
import { announcer } from '../../../src/service/arrivals/announce.ts';
import { postgresProgram, startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { without } from '../../support/programs.ts';

suite('a crowd of announcements', { skip: without(postgresProgram('postgres')) }, () => {
  let postgres: TestPostgres;
  let url: string;
  let database: Database;
  let queue: Queue;

  before(async () => {
    postgres = await startPostgres();
    url = await postgres.createDatabase();
    database = await connect({ databaseUrl: url, dataDir: '' });
    await migrate(database);
    queue = await openQueue(database, { retries: 0, retryDelaySeconds: 1, timeoutMinutes: 1, onError: console.error });
    // A database that is slow to record.
    await database.exec(`
      create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.2); return new; end $$;
      create trigger slow before insert on arrivals for each row execute function slow();`);
  });
  after(async () => {
    await queue.stop();
    await database.close();
    await postgres.stop();
  });

  test('waits in turn, and leaves connections to everybody else', async () => {
    const announce = announcer(database, queue);
    const announced = Promise.all(Array.from({ length: 60 }, (_, n) => announce(`1.2.${n}`, 'notification')));
    await delay(500);
    const begun = performance.now();
    await database.query('select 1');
    const waited = performance.now() - begun;
    const { waiting } = database.connections()!;
    assert.equal((await announced).filter(Boolean).length, 60);
    assert.deepEqual([waiting, waited < 500], [0, true], `another waited for ${waited.toFixed(0)} ms`);
  });

  test('a database that stops is busy, not a fault of ours', async () => {
    const own = await connect({ databaseUrl: url, dataDir: '' });
    const slow = assert.rejects(
      own.transaction(async (tx) => await tx.query('select pg_sleep(30)')),
      DatabaseBusyError,
    );
    await delay(300);
    await database.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(30)%' and pid <> pg_backend_pid()",
    );
    await slow;
    await assert.rejects(own.query('select wrong from studies'), (error) => !(error instanceof DatabaseBusyError));
    await own.close();
  });
});
