import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { serviceAs } from '../../src/audit/message.ts';
import { appendAudit, type AuditedEvent, type AuditQuery, readAudit } from '../../src/db/audit.ts';
import { checkAudit, readAuditEnd } from '../../src/db/audit-chain.ts';
import type { Database } from '../../src/db/database.ts';
import { onBothDatabases } from '../support/databases.ts';
import { writeManyStudies } from '../support/many-studies.ts';

const ANNA = { user: 'anna', role: 'operator', via: 'session', address: '192.0.2.7' };
const BORIS = { user: 'boris', role: 'viewer', via: 'session', address: '192.0.2.8' };
/** Of patient P-1; the fifth study is of P-2. */
const [FIRST, SECOND, FIFTH] = ['2.25.10000001', '2.25.10000002', '2.25.10000005'];

onBothDatabases((open) => {
  suite('the audit', () => {
    let database: Database;
    const add = (event: AuditedEvent) => appendAudit(database, event);
    const found = async (query: Partial<AuditQuery>) =>
      (await readAudit(database, { limit: 50, ...query })).entries.map(({ id }) => id);
    /** What a superuser can do: the triggers are off. */
    const tamper = async (sql: string) => {
      await database.exec(`alter table audit disable trigger all; ${sql}; alter table audit enable trigger audit_append;
        alter table audit enable always trigger audit_refuse`);
    };

    before(async () => {
      database = await open();
      await writeManyStudies(database, 8);
      await add({ event: 'started', by: serviceAs('server') });
      await add({ event: 'signed-in', by: ANNA });
      await add({ event: 'study-seen', by: ANNA, study: FIRST });
      await add({
        event: 'corrected',
        by: ANNA,
        study: SECOND,
        details: { 'note before': '', 'note after': 'motion' },
      });
      await add({ event: 'patient-seen', by: BORIS, patient: 2 });
      await add({ event: 'studies-listed', by: BORIS, query: 'q=family' });
      await add({ event: 'images-retrieved', by: BORIS, study: FIFTH });
      await add({ event: 'images-retrieved', by: BORIS, study: '1.2.3', isElsewhere: true });
      await add({ event: 'study-seen', by: BORIS, study: '1.2.4' });
      await add({ event: 'patient-seen', by: BORIS, patient: 99 });
    });

    test('an event tells who did what to whose record, from where and when, and never a name of a patient', async () => {
      const { entries } = await readAudit(database, { limit: 1, study: SECOND });
      const { recordedAt, message, hash, ...entry } = entries[0]!;
      assert.deepEqual(entry, {
        id: 4,
        event: 'corrected',
        user: 'anna',
        address: '192.0.2.7',
        patientId: 'P-1',
        issuerOfPatientId: null,
        studyInstanceUid: SECOND,
      });
      assert.ok(Math.abs(Date.parse(recordedAt) - Date.now()) < 60_000);
      assert.match(hash, /^[0-9a-f]{64}$/);
      assert.deepEqual(message.entity?.at(-1)?.detail, [{ type: 'note after', valueString: 'motion' }]);
      assert.doesNotMatch(JSON.stringify(message), /family|given/i);
    });

    test('events are found by patient, study, user, kind and time, the newest first', async () => {
      assert.deepEqual(await found({}), [8, 7, 6, 5, 4, 3, 2, 1]);
      assert.deepEqual(await found({ patient: 'P-1' }), [4, 3]);
      assert.deepEqual(await found({ patient: 'P-2' }), [7, 5]);
      assert.deepEqual(await found({ study: FIRST }), [3]);
      assert.deepEqual(await found({ user: 'anna', events: ['study-seen', 'signed-in'] }), [3, 2]);
      assert.deepEqual(await found({ user: 'anna', patient: 'P-2' }), []);
      const { entries } = await readAudit(database, { limit: 50 });
      const [from, to] = [entries[5]!, entries[2]!].map(({ recordedAt }) => new Date(recordedAt));
      const inTime = entries.filter(({ recordedAt: at }) => at >= from!.toISOString() && at < to!.toISOString());
      assert.deepEqual(
        await found({ from, to }),
        inTime.map(({ id }) => id),
      );
      assert.deepEqual(await found({ from: new Date(Date.now() + 60_000) }), []);
    });

    test('what was done before a study had its patient is found by that patient later', async () => {
      await database.query(`insert into studies (study_instance_uid, patient) values ('1.2.3', 2)`);
      assert.deepEqual(await found({ patient: 'P-2' }), [8, 7, 5]);
    });

    test('pages follow each other without a gap', async () => {
      const first = await readAudit(database, { limit: 3 });
      assert.equal(first.next, 6);
      const second = await readAudit(database, { limit: 5, before: first.next });
      assert.deepEqual([second.entries.map(({ id }) => id), second.next], [[5, 4, 3, 2, 1], null]);
    });

    test('nobody changes or removes an event, and an event of a transaction that fails is none', async () => {
      for (const sql of [
        `update audit set message = '{}' where id = 3`,
        'delete from audit where id = 3',
        'delete from audit where false',
        'truncate audit',
        'set session_replication_role = replica; delete from audit where id = 3',
      ])
        await assert.rejects(
          database.transaction((tx) => tx.exec(sql)),
          /the audit is only added to/,
          sql,
        );
      await assert.rejects(
        database.transaction(async (tx) => {
          await appendAudit(tx, { event: 'corrected', by: ANNA, study: FIRST });
          throw new Error('the change fails');
        }),
      );
      assert.equal((await readAuditEnd(database))!.id, 8);
    });

    test('twenty who write at once make one chain without a gap', async () => {
      await Promise.all(
        Array.from({ length: 20 }, (_, writer) =>
          database.transaction(async (tx) => {
            await tx.query('select 1');
            await appendAudit(tx, { event: 'study-seen', by: { user: `user ${writer}`, address: '' }, study: FIRST });
          }),
        ),
      );
      const check = await checkAudit(database);
      assert.deepEqual([check.events, check.end?.id, check.broken], [28, 28, null]);
    });

    test('an altered, a removed and an exchanged row break the chain, and cut rows are missed where its end is known', async () => {
      const end = (await readAuditEnd(database))!;
      await tamper(`create table kept as select id, message, hash from audit`);
      const restore = () =>
        tamper(
          `delete from audit; insert into audit (id, message, hash) select id, message, hash from kept order by id`,
        );
      const brokenAfter = async (sql: string) => {
        await tamper(sql);
        const { broken } = await checkAudit(database, end);
        await restore();
        return broken;
      };
      const renamed = `message = replace(message::text, 'anna', 'eve')::json`;
      assert.deepEqual(await brokenAfter(`update audit set ${renamed} where id = 3`), { id: 3, problem: 'altered' });
      assert.deepEqual(await brokenAfter('delete from audit where id = 3'), { id: 3, problem: 'missing' });
      const closed =
        'delete from audit where id = 3; update audit set id = id + 1000 where id > 3; update audit set id = id - 1001 where id > 3';
      assert.deepEqual(await brokenAfter(closed), { id: 3, problem: 'altered' });
      assert.deepEqual(await brokenAfter('delete from audit where id > 26'), { id: 27, problem: 'missing' });
      await tamper('delete from audit where id > 26');
      assert.equal((await checkAudit(database)).broken, null, 'without a known end nobody can tell');
      await restore();
      assert.deepEqual(await checkAudit(database, end), { events: 28, end, broken: null });
    });

    test('an event in ten thousand is found in less than 50 ms', async () => {
      await tamper(`insert into audit (id, message)
        select 100 + n, replace(replace(replace(message::text, 'anna', 'user ' || n % 50), 'P-1', 'P-' || n % 500), '${SECOND}', '2.25.' || n)::json
        from (select message from audit where id = 4) as one, generate_series(1, 10000) n`);
      await database.exec('analyze audit');
      const queries: Partial<AuditQuery>[] = [
        {},
        { patient: 'P-77' },
        { user: 'user 7', events: ['corrected'] },
        { from: new Date(Date.now() - 60_000), patient: 'P-77' },
      ];
      for (const query of queries) {
        const times = [];
        for (let n = 0; n < 15; n++) {
          const start = watch(database);
          assert.ok((await found(query)).length > 0);
          times.push(watch(database) - start);
        }
        const median = times.toSorted((a, b) => a - b)[7]!;
        assert.ok(median < 50, `${JSON.stringify(query)} takes ${median} ms`);
      }
    });
  });
});

/** ms on a clock that other processes on the machine do not slow down, where there is one: the embedded database works in this process. */
function watch({ kind }: Database): number {
  const { user, system } = process.cpuUsage();
  return kind === 'pglite' ? (user + system) / 1000 : performance.now();
}
