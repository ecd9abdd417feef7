import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { connectPglite } from '../../src/db/pglite.ts';
import type { Database } from '../../src/db/database.ts';
import { startedThreads } from '../support/started-threads.ts';
import { longestTurn } from '../support/turns.ts';

suite('the embedded database on its thread', () => {
  const started = startedThreads();
  let folder: string;
  let database: Database;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lungtrace-pglite-'));
    database = await connectPglite(folder);
    await database.exec('create table notes (number int primary key)');
  });
  after(async () => {
    started[Symbol.dispose]();
    await database.close();
    await rm(folder, { recursive: true });
  });
  const numbers = async () => (await database.query('select number from notes order by 1')).map(({ number }) => number);

  test('what others ask for meanwhile does not get into a transaction', async () => {
    let other: Promise<unknown> = Promise.resolve();
    const given = database.transaction(async (tx) => {
      await tx.query('insert into notes values (1)');
      other = database.query('insert into notes values (2)');
      throw new Error('not wanted');
    });
    await assert.rejects(given, { message: 'not wanted' });
    await other;
    assert.deepEqual(await numbers(), [2]);
  });

  test('an error has its SQLSTATE, and not the parameters', async () => {
    const error: unknown = await database
      .query('insert into notes values ($1)', [2])
      .catch((thrown: unknown) => thrown);
    assert.ok(error instanceof Error);
    assert.deepEqual(Object.entries(error), [['code', '23505']]);
  });

  test('the process answers while a statement computes', async () => {
    const longest = await longestTurn(() => database.query('select sum(sqrt(n)) from generate_series(1, 2000000) n'));
    assert.ok(longest < 100, `${longest.toFixed(0)} ms of the main thread`);
  });

  test('a transaction whose thread dies fails as a whole, and the next one gets a new thread', async () => {
    const lost = database.transaction(async (tx) => {
      await tx.query('insert into notes values (3)');
      await started.threads.at(-1)!.terminate();
      await tx.query('select 1').catch(() => {});
      await tx.query('insert into notes values (4)');
    });
    await assert.rejects(lost, { code: 'ThreadError', end: 'died' });
    assert.deepEqual(await numbers(), [2]);
  });
});
