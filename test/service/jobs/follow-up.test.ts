import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { pino } from 'pino';
import { loadConfig } from '../../../src/config.ts';
import { writeCorrections } from '../../../src/db/corrections.ts';
import type { Database } from '../../../src/db/database.ts';
import { text } from '../../../src/dicom/dataset.ts';
import { renewFollowUps } from '../../../src/service/jobs/follow-up.ts';
import { type RunningOrthanc, startOrthanc } from '../../../src/tools/demo/orthanc.ts';
import { tinyCt, type TinyCt } from '../../support/ct.ts';
import { onBothDatabases } from '../../support/databases.ts';
import { without } from '../../support/programs.ts';
import { startServiceWith, startTestService, type TestService } from '../../support/service.ts';
import { simpleAnalyser } from '../../support/simple-analyser.ts';

suite('follow-up with a real Orthanc', { skip: without('Orthanc') }, () => {
  onBothDatabases((open) => {
    let database: Database;
    let orthanc: RunningOrthanc;
    let service: TestService;

    const course = (patientId: string, ...dates: string[]) =>
      dates.map((studyDate) => tinyCt({ name: `${patientId}-${studyDate}`, patientId, studyDate }));
    const sendAll = async (...all: TinyCt[]) => {
      for (const { files } of all) for (const file of files) await orthanc.send(file);
    };
    const announce = async (...all: TinyCt[]) => {
      for (const { studyInstanceUid } of all) await service.announce(studyInstanceUid, 'notification');
      await service.idle();
    };
    /** The compared studies of a study's follow-up, in order; undefined where there is none. */
    const compared = async ({ studyInstanceUid }: TinyCt) => {
      const [row] = await database.query<{ uids: string[] }>(
        `select array(select s.study_instance_uid from unnest(f.compared) with ordinality as c (key, place)
           join analyses a on a.key = c.key join studies s on s.id = a.study order by place) as uids
         from follow_ups f join analyses a on a.id = f.analysis join studies s on s.id = a.study
         where s.study_instance_uid = $1 and a.superseded_by is null`,
        [studyInstanceUid],
      );
      return row?.uids;
    };
    const uids = (...all: TinyCt[]) => all.map(({ studyInstanceUid }) => studyInstanceUid);
    const compareAgain = async (patientId: string) => {
      const [row] = await database.query<{ id: number }>('select id from patients where patient_id = $1', [patientId]);
      await database.transaction((tx) => service.queue.sendFollowUp(tx, row!.id));
      await service.idle();
      return row!.id;
    };

    /** Thresholds, language and current reports of studies. */
    const reports = (...all: TinyCt[]) =>
      database.query(
        `select s.study_instance_uid, f.thresholds ->> 'percentPoints' as points, f.language, f.summary,
           (select array_agg(sop_instance_uid) from artefacts where analysis = a.id and kind = 'report-pdf' and not replaced) as report
         from follow_ups f join analyses a on a.id = f.analysis join studies s on s.id = a.study
         where study_instance_uid = any($1::text[]) order by study_date, 1`,
        [uids(...all)],
      );
    /** Starts the service again, with other variables; returns how many patients are followed up anew. */
    const restart = async (env: Record<string, string>) => {
      await service.stop();
      service = await startTestService(database, orthanc, env);
      const { followUp } = loadConfig(env);
      const parts = { database, queue: service.queue, followUp, log: pino({ level: 'silent' }) };
      const asked = await renewFollowUps(parts, new AbortController().signal);
      await service.idle();
      return asked;
    };

    before(async () => {
      database = await open();
      orthanc = await startOrthanc();
      service = await startTestService(database, orthanc);
    });
    after(async () => {
      await service.stop();
      await orthanc.stop();
    });

    test('a study that a person excludes is compared with nothing, and its report counts as replaced', async () => {
      const [one, two, three] = course('left-out', '20260101', '20260105', '20260109') as [TinyCt, TinyCt, TinyCt];
      await sendAll(one, two, three);
      await announce(one, two, three);
      assert.deepEqual(await compared(three), uids(one, two, three));
      const corrections = {
        seriesInstanceUid: null,
        confirmedIdentity: false,
        correctedBy: '',
        excludedFromFollowUp: true,
        note: 'motion',
      };
      await writeCorrections(database, two.studyInstanceUid, corrections);
      await compareAgain('left-out');
      assert.deepEqual(await compared(three), uids(one, three));
      assert.equal(await compared(two), undefined);
      const current = await database.query(
        `select kind from artefacts f join analyses a on a.id = f.analysis join studies s on s.id = a.study
         where s.study_instance_uid = $1 and kind in ('report-pdf', 'follow-up-sr') and not replaced`,
        [two.studyInstanceUid],
      );
      assert.deepEqual(current, []);
    });

    test('a follow-up that cannot be written is reported, undoes nothing, and is written as soon as possible', async () => {
      const [one, two] = course('trouble', '20260101', '20260105') as [TinyCt, TinyCt];
      await sendAll(one, two);
      await announce(one);
      await database.query(
        `update thumbnails set jpeg = '\\x00'::bytea
         where analysis in (select a.id from analyses a join patients p on p.id = a.patient where patient_id = 'trouble')`,
      );
      await announce(two);
      const failure = () =>
        database.query(
          "select message, attempts from follow_up_failures join patients p on p.id = patient where patient_id = 'trouble'",
        );
      const [told] = await failure();
      assert.equal(told?.['attempts'], 2);
      assert.match(String(told?.['message']), /image/i);
      const states = await database.query('select state from studies where study_instance_uid = any($1::text[])', [
        uids(one, two),
      ]);
      assert.deepEqual(states, [{ state: 'done' }, { state: 'done' }]);
      assert.equal(await compared(two), undefined);
      // A new analysis of the earlier study makes its pictures anew.
      await service.announce(one.studyInstanceUid, 'person');
      await service.idle();
      assert.deepEqual(await compared(two), uids(one, two));
      assert.deepEqual(await failure(), []);
    });

    test('when a patient is first seen, up to the configured number of priors are analysed, the latest first, and only chests', async () => {
      const priors = course('priors', '20250101', '20250601', '20251201');
      const [current] = course('priors', '20260101') as [TinyCt];
      const old = tinyCt({ name: 'priors-old', patientId: 'priors', studyDate: '20100101' });
      const magnet = tinyCt({
        name: 'priors-mr',
        patientId: 'priors',
        studyDate: '20251231',
        modality: 'MR',
        slices: 2,
      });
      const [other] = course('priors-of-another', '20251230') as [TinyCt];
      await sendAll(...priors, current, old, magnet, other);
      await service.stop();
      service = await startTestService(database, orthanc, { LUNGTRACE_PRIORS: '2' });
      await announce(current);
      assert.deepEqual(await compared(current), uids(...priors.slice(1), current));
      const known = await database.query<{ uid: string }>(
        'select study_instance_uid as uid from studies where study_instance_uid = any($1::text[])',
        [uids(priors[0]!, old, magnet, other)],
      );
      assert.deepEqual(known, []);
    });

    test('under another model set the priors are analysed again before they are compared', async () => {
      const [one, two, three] = course('models', '20260101', '20260105', '20260109') as [TinyCt, TinyCt, TinyCt];
      await sendAll(one, two);
      await announce(one, two);
      await service.stop();
      service = await startServiceWith(simpleAnalyser('simple-2'), database, orthanc);
      await sendAll(three);
      await announce(three);
      assert.deepEqual(service.analyser.seen.length, 3);
      assert.deepEqual(await compared(three), uids(one, two, three));
      const sets = await database.query(
        `select model_set, superseded_by is null as current, count(*) as n from analyses a join studies s on s.id = a.study
         where study_instance_uid = any($1::text[]) group by 1, 2 order by 1`,
        [uids(one, two, three)],
      );
      assert.deepEqual(sets, [
        { model_set: 'simple-1', current: false, n: 2 },
        { model_set: 'simple-2', current: true, n: 3 },
      ]);
      await service.stop();
      service = await startTestService(database, orthanc);
    });

    test('new thresholds take effect at the next start, once, and only for patients compared under other thresholds', async () => {
      const [one, two] = course('thresholds', '20260101', '20260105') as [TinyCt, TinyCt];
      const [first] = course('thresholds-first', '20260101') as [TinyCt];
      await sendAll(one, two, first);
      await announce(one, two, first);
      const state = () => reports(one, two, first);
      const before = await state();
      assert.equal(await restart({}), 0);
      assert.deepEqual(await state(), before);
      const strict = { LUNGTRACE_CHANGE_POINTS: '3' };
      assert.ok((await restart(strict)) > 0);
      const after = await state();
      const of = (rows: typeof before, { studyInstanceUid }: TinyCt) =>
        rows.find((row) => row['study_instance_uid'] === studyInstanceUid);
      assert.equal(of(after, two)?.['points'], '3');
      assert.notDeepEqual(of(after, two)?.['report'], of(before, two)?.['report']);
      for (const compared of [one, first]) assert.deepEqual(of(after, compared), of(before, compared), 'a first study');
      assert.equal(await restart(strict), 0);
      assert.deepEqual(await state(), after);
      assert.ok((await restart({})) > 0);
      assert.deepEqual(await state(), before);
    });

    test('another language takes effect at the next start, once, and in the reports of first studies too', async () => {
      const [one, two] = course('language', '20260101', '20260105') as [TinyCt, TinyCt];
      await sendAll(one, two);
      await announce(one, two);
      const before = await reports(one, two);
      assert.deepEqual(
        before.map(({ language }) => language),
        ['en', 'en'],
      );
      const german = { LUNGTRACE_LANGUAGE: 'de' };
      assert.ok((await restart(german)) > 0);
      const after = await reports(one, two);
      for (const [at, row] of after.entries()) {
        assert.equal(row['language'], 'de');
        assert.match(String(row['summary']), /Infektion/);
        assert.notDeepEqual(row['report'], before[at]?.['report']);
      }
      assert.equal(await restart(german), 0);
      assert.deepEqual(await reports(one, two), after);
      assert.ok((await restart({})) > 0);
      assert.deepEqual(await reports(one, two), before);
    });

    test('an overlay series is stored when configured', async () => {
      const [ct] = course('overlay', '20260101') as [TinyCt];
      await sendAll(ct);
      await service.stop();
      service = await startTestService(database, orthanc, { LUNGTRACE_OVERLAY_SERIES: 'on' });
      await announce(ct);
      const series = await service.pacs.searchSeries(ct.studyInstanceUid);
      const overlay = series.find((one) => text(one, 'Modality') === 'OT');
      const pictures = await service.pacs.listInstances(ct.studyInstanceUid, text(overlay ?? {}, 'SeriesInstanceUID'));
      assert.equal(pictures.length, 24);
    });
  });
});
