import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, suite, test } from 'node:test';
import { connect } from '../../src/db/connect.ts';
import { listMigrations, migrate } from '../../src/db/migrate.ts';
import { onBothDatabases } from '../support/databases.ts';
import { postgresProgram, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { without } from '../support/programs.ts';
import { dumpSchema } from '../support/schema.ts';

onBothDatabases((open) => {
  test('a second migration of the same database runs nothing', async () => {
    assert.deepEqual(await migrate(await open()), []);
  });

  test('every migration records its version', async () => {
    const database = await open();
    const rows = await database.query('select number, name from migrations order by number');
    assert.deepEqual(
      rows,
      (await listMigrations()).map(({ number, name }) => ({ number, name })),
    );
  });

  test('a transaction that throws leaves no rows', async () => {
    const database = await open();
    const failing = database.transaction(async (tx) => {
      await tx.query("insert into patients (patient_id) values ('thrown')");
      throw new Error('thrown on purpose');
    });
    await assert.rejects(failing, /thrown on purpose/);
    assert.deepEqual(await database.query("select * from patients where patient_id = 'thrown'"), []);
  });

  test('both databases return numbers, dates and JSON in the same types', async () => {
    const database = await open();
    const [row] = await database.query(
      "select 9007199254740991::bigint as big, date '2026-02-03' as day, timestamp '2026-02-03 04:05:06' as local, timestamptz '2026-02-03 04:05:06Z' as instant, $1::jsonb as json, $2::double precision[] as list",
      [JSON.stringify([1, 'x']), [1.5, 2]],
    );
    assert.deepEqual(row, {
      big: 9007199254740991,
      day: '2026-02-03',
      local: '2026-02-03 04:05:06',
      instant: new Date('2026-02-03T04:05:06Z'),
      json: [1, 'x'],
      list: [1.5, 2],
    });
  });

  test('two current analyses of one study are refused at commit', async () => {
    const database = await open();
    const twoCurrent = database.transaction(async (tx) => {
      await tx.exec(`
        insert into patients (patient_id) values ('twice');
        insert into studies (study_instance_uid) values ('1.2.3');
        insert into series (study, series_instance_uid) select id, '1.2.3.4' from studies where study_instance_uid = '1.2.3';
        insert into analyses (key, study, series, patient, content_hash, model_set, models, device, number_of_slices, spacing_mm, measurements, slices, timings_ms)
        select n::text, s.study, s.id, p.id, '', '', '[]', 'cpu', 1, '{1,1,1}', '{}', '[]', '{}'
        from generate_series(1, 2) n, series s, patients p where s.series_instance_uid = '1.2.3.4' and p.patient_id = 'twice';
      `);
    });
    await assert.rejects(twoCurrent, /analyses_current/);
  });

  // Last, since it leaves the database unusable.
  test('a database of a newer version is refused', async () => {
    const database = await open();
    await database.query("insert into migrations (number, name) values (999, 'from_the_future')");
    await assert.rejects(migrate(database), { name: 'OutdatedError', message: /999 \(from_the_future\)/ });
  });
});

suite('on Postgres only', { skip: without(postgresProgram('postgres')) }, () => {
  let server: TestPostgres;
  before(async () => (server = await startPostgres()));
  after(async () => await server.stop());

  test('src/db/schema.sql and src/db/schema.ts are what the migrations make (else run scripts/dump-schema.sh)', async () => {
    const committed = (name: string) => readFile(new URL(`../../src/db/${name}`, import.meta.url), 'utf8');
    const { sql, types } = await dumpSchema(await server.createDatabase());
    assert.equal(sql, await committed('schema.sql'));
    assert.equal(types, await committed('schema.ts'));
  });

  test('ten processes that migrate at once run each migration once', async () => {
    const databaseUrl = await server.createDatabase();
    const all = await Promise.all(Array.from({ length: 10 }, () => connect({ databaseUrl, dataDir: '' })));
    const ran = (await Promise.all(all.map(migrate))).flat();
    await Promise.all(all.map((database) => database.close()));
    assert.deepEqual(
      ran.map(({ number }) => number).toSorted((a, b) => a - b),
      (await listMigrations()).map(({ number }) => number),
    );
  });

  test('a Postgres that does not answer is an error that names DATABASE_URL', async () => {
    const nobody = connect({ databaseUrl: 'postgres://nobody@127.0.0.1:9/none', dataDir: '' });
    await assert.rejects(nobody, { name: 'DatabaseError', message: /DATABASE_URL/ });
  });
});
