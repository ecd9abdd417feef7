import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { after, before, suite, test } from 'node:test';
import express from 'express';
import { pino } from 'pino';
import request from 'supertest';
import { loadConfig } from '../../src/config.ts';
import { connect } from '../../src/db/connect.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { readPatient } from '../../src/db/patients.ts';
import { text } from '../../src/dicom/dataset.ts';
import { REGIONS } from '../../src/inference/measure/measurements.ts';
import { ENGLISH } from '../../src/language/en.ts';
import type { Analyser } from '../../src/service/jobs/parts.ts';
import { type RunningOrthanc, startOrthanc } from '../../src/tools/demo/orthanc.ts';
import { makePhantom, type Phantom, phantomInstances } from '../../src/tools/phantom/phantom.ts';
import { Audit } from '../../src/web/audit/recorder.ts';
import { endpointRouter } from '../../src/web/endpoints/router.ts';
import type { ApiParts } from '../../src/web/parts.ts';
import { followUpEndpoints } from '../../src/web/routes/follow-ups.ts';
import { asCaller, LOCAL } from '../support/callers.ts';
import { iodErrors, output, withFiles } from '../support/dicom-files.ts';
import { countRegions } from '../support/naive-regions.ts';
import { truthfulAnalyser } from '../support/phantom-world.ts';
import { postgresProgram, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { without } from '../support/programs.ts';
import { realTimepoint } from '../support/real-timepoint.ts';
import { startServiceWith, type TestService } from '../support/service.ts';
import { withoutShared } from '../support/shared.ts';

/** Outbreak, growth, peak, going back, healed: date, size of the lesions in a phantom, and in a real CT where one is here. */
const COURSE = [
  ['20200301', 0.6],
  ['20200305', 0.85, 0.5],
  ['20200309', 1.1],
  ['20200323', 0.75, 0.3],
  ['20200420', 0],
] as const;

const { decimal, signed } = ENGLISH;
const phantoms: Phantom[] = [];
for (const one of COURSE) phantoms.push(await timepoint(one));
const uids = phantoms.map(({ volume }) => text(volume.header, 'StudyInstanceUID'));
const counted = phantoms.map(countRegions);

interface World {
  readonly database: Database;
  readonly orthanc: RunningOrthanc;
  readonly service: TestService<Analyser>;
  /** Studies that were analysed, in order. */
  readonly analysed: string[];
}

const skip = without('Orthanc', postgresProgram('postgres'), 'pdftotext', 'dciodvfy', 'dcm2pdf');
suite('a patient with five studies of known lesions', { skip }, () => {
  const worlds: World[] = [];
  let postgres: TestPostgres;
  let inOrder: World;
  let end: ReturnType<typeof finalState> | undefined;
  const expected = () => (end ??= finalState(inOrder));

  async function openWorld(): Promise<World> {
    const database = await connect({ databaseUrl: await postgres.createDatabase(), dataDir: '' });
    await migrate(database);
    const orthanc = await startOrthanc();
    const truth = truthfulAnalyser(new Map(phantoms.map((one) => [text(one.volume.header, 'SeriesInstanceUID'), one])));
    const analysed: string[] = [];
    const analyse: Analyser['analyse'] = (volume, hooks) => {
      analysed.push(text(volume.header, 'StudyInstanceUID'));
      return truth.analyse(volume, hooks);
    };
    const service = await startServiceWith({ ...truth, analyse }, database, orthanc);
    const world = { database, orthanc, service, analysed };
    worlds.push(world);
    return world;
  }

  before(async () => {
    postgres = await startPostgres();
    inOrder = await openWorld();
    await arrive(inOrder, [0, 1, 2, 3, 4]);
  });
  after(async () => {
    for (const { service, orthanc, database } of worlds) {
      await service.stop();
      await orthanc.stop();
      await database.close();
    }
    const left = await postgres.leftConnections();
    await postgres.stop();
    assert.equal(left, 0, 'connections to Postgres were left open');
  });

  test('the report of each study has for every region the numbers counted in the masks', async () => {
    for (const [index, uid] of uids.entries()) {
      const page = execFileSync('pdftotext', ['-layout', '-', '-'], { input: await pdf(inOrder, uid) }).toString();
      for (const region of REGIONS) {
        const title = ENGLISH.region[region];
        const line = page.split('\n').find((one) => one.trim().startsWith(title)) ?? '';
        const row = line.trim().slice(title.length).trim().split(/\s+/);
        // The course stands between the numbers, in words: phantoms and real CT differ in more than the disease.
        if (index > 0) assertPrinted(row.toSpliced(5, 1), followUpRow(index, region), `${title} of study ${index + 1}`);
        else assertPrinted(row.slice(0, 3), firstRow(region), `${title} of the first study`);
      }
      const words = page.replaceAll('\u00a0', ' ').replace(/\s+/g, ' ');
      assert.ok(words.includes(`${decimal(counted[index]!.lungs.infected)} %`));
      assert.ok(words.includes(SENTENCES[index]!), `${SENTENCES[index]} in ${words.slice(0, 900)}`);
    }
  });

  test('the numbers of the follow-up SR are those counted in the masks', async () => {
    const { content } = (await objects(inOrder, uids[3]!)).find(({ kind }) => kind === 'follow-up-sr')!;
    const printed = await withFiles({ sr: content }, ({ sr }) => output('dsrdump', '+Pl', sr!));
    const change = (to: number, from: number) => {
      const difference = counted[to]!.lungs.infected - counted[from]!.lungs.infected;
      return `"${Number(difference.toPrecision(6))}"`;
    };
    assert.ok(printed.includes(`Infection change since previous CT (percentage points)")=${change(3, 2)}`));
    assert.ok(printed.includes(`Infection change since first CT (percentage points)")=${change(3, 0)}`));
    const peak = Number(counted[2]!.lungs.infected.toPrecision(6));
    assert.ok(printed.includes(`Infection peak so far (percent of lung)")="${peak}"`));
    assert.match(printed, /"Time Point"\)="Follow-up CT 3"/);
    assert.match(printed, /"Course of infection since previous CT"\)=\(DECREASING,99LUNGTRACE,"Decreasing"\)/);
    assert.ok(printed.includes(`"Summary")="${SENTENCES[3]}`));
  });

  test('stored objects have no error, and the PDF in the PACS is the one that can be downloaded', async () => {
    const kinds: string[] = [];
    for (const uid of uids)
      for (const { kind, content } of await objects(inOrder, uid)) {
        kinds.push(kind);
        await withFiles({ content }, async ({ content: path }) => {
          assert.deepEqual(await iodErrors(path!), [], kind);
          if (kind !== 'report-pdf') return;
          await output('dcm2pdf', path!, `${path}.pdf`);
          const [stored, sent] = [await readFile(`${path}.pdf`), await pdf(inOrder, uid)];
          assert.ok(stored.subarray(0, sent.length).equals(sent), 'the same bytes');
          await rm(`${path}.pdf`);
        });
      }
    const count = (kind: string) => kinds.filter((one) => one === kind).length;
    // The last study is healed, so it has no SEG of an infection; the first is compared with nothing.
    assert.deepEqual(
      ['infection-seg', 'lungs-seg', 'sr', 'key-slices', 'report-pdf', 'follow-up-sr'].map(count),
      [4, 5, 5, 4, 5, 4],
    );
  });

  test('our own results start nothing, and a second comparison writes nothing', async () => {
    const written = () =>
      inOrder.database.query('select sop_instance_uid, stored_at from artefacts order by sop_instance_uid');
    const before = await written();
    for (const uid of uids) await inOrder.service.announce(uid, 'changes');
    await inOrder.service.idle();
    await compareAgain(inOrder);
    assert.equal(inOrder.analysed.length, 5);
    assert.deepEqual(await written(), before);
  });

  for (const [name, order] of [
    ['the newest first', [4, 3, 2, 1, 0]],
    ['shuffled, one of them twice', [2, 0, 2, 4, 1, 3]],
  ] as const)
    test(`studies that arrive ${name} end with the same objects`, async () => {
      const world = await openWorld();
      await arrive(world, order);
      assert.deepEqual(await finalState(world), await expected());
    });

  test('if only the newest study is announced, its priors are found, and no report is shown without them', async () => {
    const world = await openWorld();
    for (const phantom of phantoms) await send(world, phantom);
    await world.service.announce(uids[4]!, 'notification');
    await world.service.idle();
    assert.deepEqual(world.analysed.toSorted(), uids.toSorted());
    const replaced = await world.database.query('select kind from artefacts where replaced');
    assert.deepEqual(replaced, []);
    assert.deepEqual(await finalState(world), await expected());
  });
});

const SENTENCES = [
  'No earlier CT to compare with.',
  'Infection has increased to',
  'Infection has increased to',
  'Infection has decreased to',
  'Infection has resolved: 0.0 %',
];

async function timepoint([studyDate, inPhantom, inRealCt]: (typeof COURSE)[number]): Promise<Phantom> {
  const study = { patientId: 'FIVE', patientName: 'Course^Fay', studyDate };
  if (inRealCt === undefined || withoutShared)
    return makePhantom({ ...study, shape: [28, 96, 96], lesionScale: inPhantom });
  return await realTimepoint({ ...study, lesionScale: inRealCt });
}

async function send({ orthanc }: World, phantom: Phantom): Promise<void> {
  for (const { bytes } of phantomInstances(phantom)) await orthanc.send(bytes);
}

async function arrive(world: World, order: readonly number[]): Promise<void> {
  for (const index of order) {
    await send(world, phantoms[index]!);
    await world.service.announce(uids[index]!, 'notification');
    await world.service.idle();
  }
}

async function compareAgain({ database, service }: World): Promise<void> {
  const [patient] = await database.query<{ id: number }>('select id from patients');
  await database.transaction((tx) => service.queue.sendFollowUp(tx, patient!.id));
  await service.idle();
}

/** All that is left at the end, as if all studies had been analysed at the same moment. */
async function finalState(world: World) {
  const { database } = world;
  await database.query("update analyses set analysed_at = '2020-05-01 12:00:00Z'");
  await compareAgain(world);
  const analyses = await database.query(
    `select s.study_instance_uid, a.key, a.measurements, a.slices, a.source, a.findings, f.identity, f.compared, f.category,
       f.summary, f.performed_at, (select array_agg(md5(jpeg) order by position) from thumbnails where analysis = a.id) as pictures
     from analyses a join studies s on s.id = a.study left join follow_ups f on f.analysis = a.id
     where superseded_by is null order by 1`,
  );
  const artefacts = await database.query(
    'select kind, sop_instance_uid, series_instance_uid, bytes from artefacts where not replaced order by 1, 2',
  );
  const reports = await Promise.all(uids.map(async (uid) => (await pdf(world, uid)).toString('latin1')));
  const patient = await readPatient(database, 1);
  return { analyses, artefacts, reports, patient };
}

async function pdf({ database, service: { press } }: World, uid: string): Promise<Buffer> {
  const audit = new Audit(database, pino({ level: 'silent' }));
  const parts: Partial<ApiParts> = { database, audit, press, config: loadConfig({}) };
  const app = express().use(asCaller(LOCAL), endpointRouter([followUpEndpoints.reportPdf], parts as ApiParts));
  const { body } = await request(app).get(`/studies/${uid}/report.pdf`).responseType('blob').expect(200);
  return body as Buffer;
}

/** The current objects that lungtrace stored in a study, as they come back from the PACS. */
async function objects({ database, service }: World, uid: string) {
  const rows = await database.query<{ kind: string; instance: string; series: string }>(
    `select kind, sop_instance_uid as instance, series_instance_uid as series from artefacts f
     join analyses a on a.id = f.analysis join studies s on s.id = a.study
     where s.study_instance_uid = $1 and not replaced`,
    [uid],
  );
  return await Promise.all(
    rows.map(async ({ kind, instance, series }) => {
      const [file] = await service.pacs.retrieveInstances(uid, series, [instance]);
      return { kind, content: file!.bytes };
    }),
  );
}

function firstRow(region: (typeof REGIONS)[number]): string[] {
  const { lungMl, infectedMl, infected } = counted[0]![region];
  return [decimal(lungMl, 0), decimal(infectedMl), decimal(infected)];
}

function followUpRow(index: number, region: (typeof REGIONS)[number]): string[] {
  const [now, before, first] = [counted[index]![region], counted[index - 1]![region], counted[0]![region]];
  const [from, to] = [index - 1, index].map((at) => Date.parse(dashed(COURSE[at]![0])));
  const days = (to! - from!) / 86_400_000;
  const points = now.infected - before.infected;
  return [
    decimal(now.lungMl, 0),
    decimal(now.infectedMl),
    decimal(now.infected),
    decimal(before.infected),
    signed(points),
    before.infected < 0.5 ? '–' : signed((points / before.infected) * 100, 0),
    signed(points / days, 2),
    ...(index === 1 ? [] : [signed(now.infected - first.infected)]),
    ...(['ggo', 'consolidation', 'highOpacity'] as const).flatMap((finding) => [
      decimal(now[finding]),
      signed(now[finding] - before[finding]),
    ]),
  ];
}

/** Numbers are rounded so that parts add up to their whole: the last digit may be one off. What is below its limit is said to be (`<1.5`). */
function assertPrinted(row: readonly string[], expected: readonly string[], what: string): void {
  const isNear = (printed: string, at: number) => {
    const wanted = expected[at] ?? '';
    const [a, b] = [printed, wanted].map((words) => Number(words.replace('−', '-')));
    if (printed.startsWith('<')) return b! < Number(printed.slice(1));
    const unit = 10 ** -(wanted.split('.')[1]?.length ?? 0);
    return printed === wanted || Math.abs(a! - b!) < 1.01 * unit;
  };
  assert.ok(
    row.length === expected.length && row.every(isNear),
    `${what}: ${row.join(' ')}, not ${expected.join(' ')}`,
  );
}

function dashed(date: string): string {
  return `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
}
