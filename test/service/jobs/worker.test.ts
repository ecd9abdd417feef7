import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Database } from '../../../src/db/database.ts';
import { text } from '../../../src/dicom/dataset.ts';
import { refusal, RefusalError } from '../../../src/errors/refusal-error.ts';
import { type RunningOrthanc, startOrthanc } from '../../../src/tools/demo/orthanc.ts';
import { tinyCt, type TinyCt } from '../../support/ct.ts';
import { onBothDatabases } from '../../support/databases.ts';
import { without } from '../../support/programs.ts';
import { startTestService, type TestService } from '../../support/service.ts';

suite('a worker with a real Orthanc', { skip: without('Orthanc') }, () => {
  onBothDatabases((open) => {
    let database: Database;
    let orthanc: RunningOrthanc;
    let service: TestService;
    const sendAll = async (ct: TinyCt) => {
      for (const file of ct.files) await orthanc.send(file);
    };
    const sqlOne = async (sql: string, uid: string) => (await database.query(sql, [uid]))[0];
    /** The series of a study with what the rules and the analysis said of them. */
    const verdicts = async ({ studyInstanceUid }: TinyCt) =>
      await database.query(
        `select series_description as name, rank, refusal_code as refusal from series se
         join studies s on s.id = se.study where study_instance_uid = $1 order by 1`,
        [studyInstanceUid],
      );
    /** Announces a study and waits until it is analysed. */
    const analysed = async ({ studyInstanceUid }: TinyCt) => {
      await service.announce(studyInstanceUid, 'notification');
      await service.reaches(studyInstanceUid, 'done');
    };
    const modalities = async (uid: string) =>
      (await service.pacs.searchSeries(uid)).map((series) => text(series, 'Modality')).toSorted();
    const runs = (ct: TinyCt) => service.analyser.seen.filter((uid) => uid === ct.seriesInstanceUid).length;

    before(async () => {
      database = await open();
      orthanc = await startOrthanc();
      service = await startTestService(database, orthanc);
    });
    after(async () => {
      await service.stop();
      await orthanc.stop();
    });

    test('a study becomes SEG, SR and report in the PACS and measurements in the database', async () => {
      const ct = tinyCt({ name: 'whole' });
      await sendAll(ct);
      await analysed(ct);
      await service.idle();
      assert.deepEqual(await modalities(ct.studyInstanceUid), ['CT', 'DOC', 'KO', 'SEG', 'SEG', 'SR']);
      const analysis = await sqlOne(
        `select a.*, p.patient_id, s.study_date, s.study_time, se.rank, se.reason from analyses a
         join studies s on s.id = a.study join patients p on p.id = a.patient join series se on se.id = a.series
         where s.study_instance_uid = $1`,
        ct.studyInstanceUid,
      );
      assert.equal(analysis?.['patient_id'], 'whole');
      assert.equal(analysis?.['study_date'], '2026-01-02');
      assert.equal(analysis?.['study_time'], '10:11:12');
      assert.equal(analysis?.['acquired_at'], '2026-01-02 10:15:00');
      assert.equal(analysis?.['rank'], 1);
      assert.match(String(analysis?.['reason']), /only fitting series/);
      assert.deepEqual(analysis?.['spacing_mm'], [5, 20, 20]);
      // One row of 16 is infected in the test's analyser.
      assert.equal(analysis?.['infected_percent'], 6.25);
      // 24 slices of -800, -799, ... HU.
      const means = (analysis?.['findings'] as { meanHu: number }[]).map(({ meanHu }) => meanHu);
      assert.deepEqual(means, [-788.5, -788.5]);
      const value = await sqlOne(
        `select value from measurements m join analyses a on a.id = m.analysis join studies s on s.id = a.study
         where study_instance_uid = $1 and region = 'lungs' and quantity = 'infectedPercent'`,
        ct.studyInstanceUid,
      );
      assert.equal(value?.['value'], 6.25);
    });

    test('a study announced ten times from every source is analysed once, and our own results start nothing', async () => {
      const ct = tinyCt({ name: 'ten' });
      await sendAll(ct);
      const ways = ['notification', 'changes', 'query', 'backfill'] as const;
      await Promise.all(
        Array.from({ length: 10 }, (_, i) => service.announce(ct.studyInstanceUid, ways[i % 4] ?? 'query')),
      );
      await service.reaches(ct.studyInstanceUid, 'done');
      await service.announce(ct.studyInstanceUid, 'changes');
      await service.idle();
      assert.equal(runs(ct), 1);
      const arrivals = await sqlOne(
        'select sum(times) as times from arrivals a join studies s on s.id = a.study where study_instance_uid = $1',
        ct.studyInstanceUid,
      );
      assert.equal(arrivals?.['times'], 11);
    });

    test('slices that arrive late lead to a new analysis that supersedes the first', async () => {
      const ct = tinyCt({ name: 'late' });
      await sendAll(ct);
      await analysed(ct);
      await sendAll(tinyCt({ name: 'late', slices: 2, from: 24 }));
      await service.announce(ct.studyInstanceUid, 'notification');
      await service.idle();
      const rows = await database.query(
        `select number_of_slices as slices, superseded_by is null as current from analyses a
         join studies s on s.id = a.study where study_instance_uid = $1 order by a.id`,
        [ct.studyInstanceUid],
      );
      assert.deepEqual(rows, [
        { slices: 24, current: false },
        { slices: 26, current: true },
      ]);
    });

    test('slices that arrive unannounced during the analysis are found at its end', async () => {
      const ct = tinyCt({ name: 'meanwhile' });
      await sendAll(ct);
      service.analyser.onAnalyse = async () => {
        service.analyser.onAnalyse = async () => {};
        await sendAll(tinyCt({ name: 'meanwhile', slices: 2, from: 24 }));
      };
      await analysed(ct);
      await service.idle();
      assert.equal(runs(ct), 2);
    });

    test('a person who asks again gets a new run that writes the same objects', async () => {
      const ct = tinyCt({ name: 'again' });
      await sendAll(ct);
      await analysed(ct);
      await service.idle();
      await service.announce(ct.studyInstanceUid, 'person');
      await service.idle();
      assert.equal(runs(ct), 2);
      assert.deepEqual(await modalities(ct.studyInstanceUid), ['CT', 'DOC', 'KO', 'SEG', 'SEG', 'SR']);
      const [count] = await database.query(
        'select count(*) as n from analyses a join studies s on s.id = a.study where study_instance_uid = $1',
        [ct.studyInstanceUid],
      );
      assert.equal(count?.['n'], 1);
    });

    test('a study without chest CT is refused by name, once', async () => {
      const mr = tinyCt({ name: 'mr', modality: 'MR', slices: 3 });
      await sendAll(mr);
      await service.announce(mr.studyInstanceUid, 'notification');
      await service.reaches(mr.studyInstanceUid, 'refused');
      await service.announce(mr.studyInstanceUid, 'changes');
      await service.idle();
      const failure = await sqlOne(
        'select code, message, attempts from failures f join studies s on s.id = f.study where study_instance_uid = $1',
        mr.studyInstanceUid,
      );
      assert.deepEqual([failure?.['code'], failure?.['attempts']], ['NOT_CT', 1]);
      assert.match(String(failure?.['message']), /MR, not CT/);
    });

    test('if the preferred series turns out to be unusable, the next one is analysed and the reason is kept', async () => {
      const best = tinyCt({ name: 'two', series: 'best', slices: 26, pixels: false });
      const next = tinyCt({ name: 'two', series: 'next' });
      await sendAll(best);
      await sendAll(next);
      await analysed(best);
      assert.deepEqual(await verdicts(best), [
        { name: 'best', rank: null, refusal: 'NO_PIXEL_DATA' },
        { name: 'next', rank: 1, refusal: null },
      ]);
    });

    test('if the analysis finds no lungs in the preferred series, the next one is analysed', async () => {
      const best = tinyCt({ name: 'head and chest', series: 'best', slices: 26 });
      const next = tinyCt({ name: 'head and chest', series: 'next' });
      await sendAll(best);
      await sendAll(next);
      service.analyser.onAnalyse = async (volume) => {
        if (volume.header['SeriesInstanceUID'] === best.seriesInstanceUid)
          throw new RefusalError(refusal('NO_LUNGS', { foundMl: 0, leastMl: 400 }));
      };
      await analysed(best);
      service.analyser.onAnalyse = async () => {};
      assert.deepEqual(await verdicts(best), [
        { name: 'best', rank: null, refusal: 'NO_LUNGS' },
        { name: 'next', rank: 1, refusal: null },
      ]);
    });

    test('a corrected patient ID moves the study to the other patient', async () => {
      const ct = tinyCt({ name: 'moved', patientId: 'WRONG' });
      await sendAll(ct);
      await analysed(ct);
      await service.idle();
      const lookup = await fetch(`${orthanc.url}/tools/lookup`, { method: 'POST', body: ct.studyInstanceUid });
      const [{ Path }] = (await lookup.json()) as [{ Path: string }];
      await fetch(`${orthanc.url}${Path}`, { method: 'DELETE' });
      await sendAll(tinyCt({ name: 'moved', patientId: 'RIGHT' }));
      await service.announce(ct.studyInstanceUid, 'changes');
      await service.idle();
      const patient = await sqlOne(
        'select patient_id as id from patients p join studies s on s.patient = p.id where study_instance_uid = $1',
        ct.studyInstanceUid,
      );
      assert.equal(patient?.['id'], 'RIGHT');
      assert.equal(runs(ct), 2);
    });

    test('a refusal found by the analysis is recorded without another attempt', async () => {
      const ct = tinyCt({ name: 'nolungs' });
      await sendAll(ct);
      service.analyser.onAnalyse = async () => {
        throw new RefusalError(refusal('NO_LUNGS', { foundMl: 0, leastMl: 400 }));
      };
      await service.announce(ct.studyInstanceUid, 'notification');
      await service.reaches(ct.studyInstanceUid, 'refused');
      service.analyser.onAnalyse = async () => {};
      await service.idle();
      assert.equal(runs(ct), 1);
    });

    test('a failing study is retried, recorded as failed and never blocks another; a new announcement tries it again', async () => {
      const [bad, good] = [tinyCt({ name: 'bad' }), tinyCt({ name: 'good' })];
      await sendAll(bad);
      await sendAll(good);
      service.analyser.onAnalyse = async (volume) => {
        if (volume.header['SeriesInstanceUID'] === bad.seriesInstanceUid) throw new Error('broken on purpose');
      };
      await service.announce(bad.studyInstanceUid, 'notification');
      await analysed(good);
      await service.reaches(bad.studyInstanceUid, 'failed');
      const failure = () =>
        sqlOne(
          `select code, message, attempts, resolved_at is null as open from failures f
           join studies s on s.id = f.study where study_instance_uid = $1`,
          bad.studyInstanceUid,
        );
      assert.deepEqual(await failure(), {
        code: 'Error',
        message: 'broken on purpose. Look into the log of the worker; report it if it comes again.',
        attempts: 2,
        open: true,
      });
      service.analyser.onAnalyse = async () => {};
      await analysed(bad);
      assert.equal((await failure())?.['open'], false);
    });

    test('events report every change of state and that the patient is known, and name no patient', async () => {
      const ct = tinyCt({ name: 'events', patientId: 'SECRET-ID' });
      await sendAll(ct);
      await analysed(ct);
      const events = await database.query('select kind, data from events where study_instance_uid = $1 order by id', [
        ct.studyInstanceUid,
      ]);
      const states = events.filter(({ kind }) => kind === 'state').map(({ data }) => (data as { state: string }).state);
      assert.deepEqual(states, ['queued', 'running', 'running', 'done']);
      assert.ok(events.some(({ kind }) => kind === 'progress'));
      assert.doesNotMatch(JSON.stringify(events), /SECRET|Tiny/);
    });
  });
});
