import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { loadConfig } from '../../src/config.ts';
import { appendAudit } from '../../src/db/audit.ts';
import { checkAudit } from '../../src/db/audit-chain.ts';
import { connect } from '../../src/db/connect.ts';
import { writeCorrections } from '../../src/db/corrections.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openQueue } from '../../src/db/queue.ts';
import { readStudy } from '../../src/db/study-detail.ts';
import { readWorklist } from '../../src/db/worklist.ts';
import { announcer } from '../../src/service/arrivals/announce.ts';
import { backfill } from '../../src/service/arrivals/query.ts';
import { type RunningOrthanc, startOrthanc } from '../../src/tools/demo/orthanc.ts';
import { tinyCt, type TinyCt } from '../support/ct.ts';
import { postgresProgram, startPostgres } from '../support/postgres.ts';
import { without } from '../support/programs.ts';
import { startTestService } from '../support/service.ts';

const CORRECTIONS = {
  seriesInstanceUid: null,
  excludedFromFollowUp: true,
  confirmedIdentity: false,
  note: 'moved during the scan',
  correctedBy: 'a radiologist',
};

suite('backup and restore', { skip: without('Orthanc', postgresProgram('pg_dump')) }, () => {
  let orthanc: RunningOrthanc;
  before(async () => (orthanc = await startOrthanc()));
  after(async () => await orthanc.stop());

  const patient = (patientId: string, month = '202601'): TinyCt[] =>
    ['01', '08', '15'].map((day) => tinyCt({ name: `${patientId}-${day}`, patientId, studyDate: `${month}${day}` }));

  /** Two studies are analysed and compared, a person corrects one, and the third waits in the queue. */
  async function writeAll(database: Database, studies: readonly TinyCt[]): Promise<void> {
    await migrate(database);
    for (const file of studies.flatMap(({ files }) => files)) await orthanc.send(file);
    const service = await startTestService(database, orthanc);
    const [first, second, third] = studies.map(({ studyInstanceUid }) => studyInstanceUid);
    for (const uid of [first!, second!]) await service.announce(uid, 'notification');
    await service.idle();
    await writeCorrections(database, first!, CORRECTIONS);
    const by = { user: 'anna', role: 'operator', via: 'session', address: '192.0.2.7' };
    await appendAudit(database, { event: 'corrected', by, study: first! });
    await service.stop();
    const queue = await openQueue(database, { ...loadConfig({}).worker, onError: () => {} });
    await announcer(database, queue)(third!, 'notification');
    await queue.stop();
  }

  /** The restored database has what the other had, and the service goes on with it. */
  async function goesOn(database: Database, studies: readonly TinyCt[], contents: unknown): Promise<void> {
    assert.deepEqual(await contentsOf(database), contents, 'nothing is missing, nothing is doubled');
    assert.deepEqual(await migrate(database), []);
    assert.equal((await checkAudit(database)).broken, null);
    const stored = await artefactsOf(database);
    const service = await startTestService(database, orthanc);
    await service.idle();
    const [first, second, third] = studies.map(({ studyInstanceUid }) => studyInstanceUid);
    assert.deepEqual(service.analyser.seen, [studies[2]!.seriesInstanceUid], 'only what had waited is analysed');
    const { entries } = await readWorklist(database);
    assert.deepEqual(
      entries.map(({ state }) => state),
      ['done', 'done', 'done'],
    );
    const corrected = await readStudy(database, first!);
    assert.equal(corrected?.corrections.note, CORRECTIONS.note);
    assert.equal(await comparedBy(database, third!), 2, 'the one that is excluded is not compared');
    const instances = await instancesOf();
    for (const uid of [first!, second!, third!]) await service.announce(uid, 'notification');
    await service.idle();
    await service.stop();
    assert.equal(await instancesOf(), instances, 'what is announced again is not stored again');
    const still = new Set((await artefactsOf(database)).map(({ uid }) => uid));
    assert.ok(stored.every(({ uid }) => still.has(uid)));
  }

  const instancesOf = async () =>
    ((await (await fetch(`${orthanc.url}/statistics`)).json()) as { CountInstances: number }).CountInstances;

  test('a dump restored into a new Postgres has every row, and the studies that waited are analysed', async () => {
    const studies = patient('DUMPED');
    const folder = await mkdtemp(join(tmpdir(), 'lungtrace-backup-'));
    const lost = await startPostgres();
    const url = await lost.createDatabase();
    const before = await connect({ databaseUrl: url, dataDir: '' });
    await writeAll(before, studies);
    const contents = await contentsOf(before);
    await before.close();
    const dump = join(folder, 'lungtrace.dump');
    execFileSync(postgresProgram('pg_dump'), ['--format=custom', `--file=${dump}`, url]);
    await lost.stop();

    const other = await startPostgres();
    const restored = await other.createDatabase();
    execFileSync(postgresProgram('pg_restore'), ['--exit-on-error', '--no-owner', `--dbname=${restored}`, dump]);
    const database = await connect({ databaseUrl: restored, dataDir: '' });
    await goesOn(database, studies, contents);
    await database.close();
    await other.stop();
    await rm(folder, { recursive: true });
  });

  test('the copied folder of the stopped embedded database has every row, and the studies that waited are analysed', async () => {
    const studies = patient('COPIED');
    const folder = await mkdtemp(join(tmpdir(), 'lungtrace-backup-'));
    const open = (name: string) => connect({ databaseUrl: undefined, dataDir: join(folder, name) });
    const before = await open('lost');
    await writeAll(before, studies);
    const contents = await contentsOf(before);
    await before.close();
    await cp(join(folder, 'lost'), join(folder, 'copy'), { recursive: true });
    await rm(join(folder, 'lost'), { recursive: true });

    const database = await open('copy');
    await goesOn(database, studies, contents);
    await database.close();
    await rm(folder, { recursive: true });
  });

  test('an empty database and a backfill derive the UIDs again that the PACS has', async () => {
    const studies = patient('LOST', '202602');
    const folder = await mkdtemp(join(tmpdir(), 'lungtrace-backup-'));
    const open = (name: string) => connect({ databaseUrl: undefined, dataDir: join(folder, name) });
    const before = await open('lost');
    await writeAll(before, studies);
    const analysed = (await artefactsOf(before)).filter(({ kind }) =>
      ['infection-seg', 'lungs-seg', 'sr', 'key-slices'].includes(kind),
    );
    await before.close();

    const database = await open('empty');
    await migrate(database);
    const service = await startTestService(database, orthanc);
    const parts = { pacs: service.pacs, announce: service.announce, modality: 'CT' };
    await backfill(parts, new Date('2026-02-01T00:00:00'), new Date('2026-02-28T00:00:00'));
    await service.idle();
    await service.stop();
    const again = new Set((await artefactsOf(database)).map(({ uid }) => uid));
    assert.equal(analysed.length, 8);
    assert.deepEqual(
      analysed.filter(({ uid }) => !again.has(uid)),
      [],
    );
    await database.close();
    await rm(folder, { recursive: true });
  });
});

/** Rows and digest of every table, and the jobs that wait. */
async function contentsOf(database: Database): Promise<unknown> {
  const tables = await database.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' order by 1",
  );
  const contents: unknown[] = [];
  for (const { name } of tables)
    contents.push([
      name,
      ...(await database.query(
        `select count(*), md5(string_agg(t::text, '' order by t::text)) as digest from "${name}" t`,
      )),
    ]);
  const jobs = "select name, data, state from pgboss.job where state < 'active' and name not like '\\_\\_%'";
  return [...contents, await database.query(jobs)];
}

async function artefactsOf(database: Database) {
  return await database.query<{ kind: string; uid: string }>('select kind, sop_instance_uid as uid from artefacts');
}

/** How many studies the follow-up of a study compares, itself among them. */
async function comparedBy(database: Database, studyInstanceUid: string): Promise<unknown> {
  const [row] = await database.query(
    `select cardinality(f.compared) as n from follow_ups f join analyses a on a.id = f.analysis join studies s on s.id = a.study
     where s.study_instance_uid = $1 and a.superseded_by is null`,
    [studyInstanceUid],
  );
  return row?.['n'];
}
