import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { readAudit } from '../../../src/db/audit.ts';
import type { Database } from '../../../src/db/database.ts';
import type { Outcome } from '../../../src/db/decisions.ts';
import { readPatient } from '../../../src/db/patients.ts';
import { readStudy } from '../../../src/db/study-detail.ts';
import { items, text } from '../../../src/dicom/dataset.ts';
import { type RunningOrthanc, startOrthanc } from '../../../src/tools/demo/orthanc.ts';
import { HttpError } from '../../../src/web/routes/http.ts';
import { decideStudy } from '../../../src/web/routes/decisions.ts';
import { LOCAL } from '../../support/callers.ts';
import { tinyCt, type TinyCt } from '../../support/ct.ts';
import { onBothDatabases } from '../../support/databases.ts';
import { iodErrors, withFiles } from '../../support/dicom-files.ts';
import { without } from '../../support/programs.ts';
import { startServiceWith, startTestService, type TestService } from '../../support/service.ts';
import { simpleAnalyser } from '../../support/simple-analyser.ts';

suite('decisions with a real Orthanc', { skip: without('Orthanc', 'dciodvfy') }, () => {
  onBothDatabases((open) => {
    let database: Database;
    let orthanc: RunningOrthanc;
    let service: TestService;
    let earlier: TinyCt;
    let later: TinyCt;
    const studies = () => [earlier, later];

    before(async () => {
      database = await open();
      orthanc = await startOrthanc();
      service = await startTestService(database, orthanc, { LUNGTRACE_ORGANIZATION: 'St. Elsewhere' });
      const ct = (studyDate: string) => tinyCt({ name: `decided-${studyDate}`, patientId: 'decided', studyDate });
      [earlier, later] = [ct('20260101'), ct('20260105')];
      for (const { files } of studies()) for (const file of files) await orthanc.send(file);
      for (const { studyInstanceUid } of studies()) await service.announce(studyInstanceUid, 'notification');
      await service.idle();
    });
    after(async () => {
      await service.stop();
      await orthanc.stop();
    });

    const study = async ({ studyInstanceUid }: TinyCt) => (await readStudy(database, studyInstanceUid))!;
    const decide = async (ct: TinyCt, outcome: Outcome, reason = '', decidedBy = 'Doe^Jane') => {
      const analysis = (await study(ct)).analysis!.id;
      const said = { analysis, outcome, reason, decidedBy };
      const written = await decideStudy({ database, queue: service.queue }, LOCAL, ct.studyInstanceUid, said);
      await service.idle();
      return written;
    };
    const kinds = async (ct: TinyCt) => (await study(ct)).artefacts.map(({ kind }) => kind).toSorted();
    /** What Orthanc has of a kind of object of a study, as a header of each. */
    const stored = async ({ studyInstanceUid }: TinyCt, description: string) => {
      const series = await service.pacs.searchSeries(studyInstanceUid);
      const of = series.filter((one) => text(one, 'SeriesDescription').includes(description));
      const headers = of.map((one) => service.pacs.seriesMetadata(studyInstanceUid, text(one, 'SeriesInstanceUID')));
      return (await Promise.all(headers)).flat();
    };
    /** The compared studies of each study's follow-up. */
    const compared = async () =>
      Object.fromEntries(
        (
          await database.query<{ date: string; n: number }>(
            `select to_char(s.study_date, 'YYYYMMDD') as date, cardinality(f.compared) as n
             from follow_ups f join analyses a on a.id = f.analysis join studies s on s.id = a.study`,
          )
        ).map(({ date, n }) => [date, n]),
      );

    test('an accepted result becomes a verified report in the PACS, and a repeated attempt writes the same one', async () => {
      const ct = later;
      const written = await decide(ct, 'accepted');
      assert.deepEqual([written?.decision?.outcome, written?.decision?.decidedBy], ['accepted', 'Doe^Jane']);
      const [report, ...others] = await stored(ct, 'measurements, verified');
      assert.deepEqual(others, []);
      assert.equal(text(report!, 'VerificationFlag'), 'VERIFIED');
      const [verifier] = items(report!, 'VerifyingObserverSequence');
      assert.equal(text(verifier!, 'VerifyingObserverName'), 'Doe^Jane');
      assert.equal(text(verifier!, 'VerifyingOrganization'), 'St. Elsewhere');
      assert.equal((await study(ct)).decision?.sopInstanceUid, text(report!, 'SOPInstanceUID'));
      // A worker that stored the object and died before it could record it.
      await database.query("delete from artefacts where kind = 'verified-sr'");
      const { patient } = await study(ct);
      await database.transaction((tx) => service.queue.sendFollowUp(tx, patient!));
      await service.idle();
      assert.deepEqual(
        (await stored(ct, 'verified')).map((one) => text(one, 'SOPInstanceUID')),
        [text(report!, 'SOPInstanceUID')],
      );
      assert.ok((await kinds(ct)).includes('verified-sr'));
    });

    test('a rejected result leaves the comparisons and the curve, and its objects are rejected in the PACS', async () => {
      const ct = earlier;
      assert.deepEqual(await compared(), { 20260101: 1, 20260105: 2 });
      await decide(ct, 'rejected', 'Motion.');
      assert.deepEqual(await compared(), { 20260105: 1 });
      const { patient, artefacts, outcome } = await study(ct);
      assert.equal(outcome, 'rejected');
      assert.deepEqual(
        (await readPatient(database, patient!))!.timepoints.map((one) => one.outcome),
        ['rejected', 'accepted'],
      );
      assert.ok(artefacts.some(({ kind }) => kind === 'rejection-note'));
      const [note] = await stored(ct, 'Rejection note');
      const evidence = items(note!, 'CurrentRequestedProcedureEvidenceSequence').flatMap((one) =>
        items(one, 'ReferencedSeriesSequence'),
      );
      const rejected = new Set(evidence.map((one) => text(one, 'SeriesInstanceUID')));
      const own = (await service.pacs.searchSeries(ct.studyInstanceUid)).filter(
        (one) => !['CT', 'KO'].includes(text(one, 'Modality')),
      );
      assert.ok(own.length >= 4, 'two SEG, the report and its PDF');
      assert.deepEqual(
        own.filter((one) => !rejected.has(text(one, 'SeriesInstanceUID'))),
        [],
      );
      const uids = (await kindsOf(ct, 'rejection-note'))[0]!;
      const [file] = await service.pacs.retrieveInstances(ct.studyInstanceUid, uids.series, [uids.instance]);
      assert.deepEqual(await withFiles({ file: file!.bytes }, ({ file: path }) => iodErrors(path!)), []);
    });

    const kindsOf = async ({ studyInstanceUid }: TinyCt, kind: string) =>
      await database.query<{ series: string; instance: string }>(
        `select o.series_instance_uid as series, o.sop_instance_uid as instance from artefacts o
         join analyses a on a.id = o.analysis join studies s on s.id = a.study
         where s.study_instance_uid = $1 and o.kind = $2 order by o.id`,
        [studyInstanceUid, kind],
      );

    test('a decision can be taken back, which brings the result back into the comparisons', async () => {
      const ct = earlier;
      const [note] = await stored(ct, 'Rejection note');
      await decide(ct, 'withdrawn', '', 'Roe^Richard');
      assert.equal((await study(ct)).decision, undefined);
      assert.deepEqual(await compared(), { 20260101: 1, 20260105: 2 });
      const notes = await stored(ct, 'Rejection note');
      assert.equal(notes.length, 2);
      const withdrawal = notes.find((one) => text(one, 'SOPInstanceUID') !== text(note!, 'SOPInstanceUID'));
      assert.ok(JSON.stringify(withdrawal).includes(text(note!, 'SOPInstanceUID')));
      const { entries } = await readAudit(database, { study: ct.studyInstanceUid, limit: 10 });
      const events = entries.map(({ event }) => event).filter((event) => /^(result|decision)/.test(event));
      assert.deepEqual(events, ['decision-withdrawn', 'result-rejected']);
      assert.match(JSON.stringify(entries[0]!.message), /Roe\^Richard/);
    });

    test('one decision stands at a time, and only about the result that was seen', async () => {
      const refused = (code: string) => (error: unknown) => error instanceof HttpError && error.code === code;
      await assert.rejects(decide(later, 'rejected', 'Motion.'), refused('CONFLICT'));
      await assert.rejects(decide(earlier, 'withdrawn'), refused('CONFLICT'));
      const said = { analysis: 9999, outcome: 'accepted', reason: '', decidedBy: 'A' } as const;
      const parts = { database, queue: service.queue };
      await assert.rejects(decideStudy(parts, LOCAL, earlier.studyInstanceUid, said), refused('CONFLICT'));
      const analysis = (await study(earlier)).analysis!.id;
      const both = ['A', 'B'].map((decidedBy) =>
        decideStudy(parts, LOCAL, earlier.studyInstanceUid, { ...said, analysis, decidedBy }),
      );
      const settled = (await Promise.allSettled(both)).map(({ status }) => status);
      assert.deepEqual(settled.toSorted(), ['fulfilled', 'rejected']);
      await service.idle();
    });

    test('our own objects of decisions start nothing', async () => {
      const seen = service.analyser.seen.length;
      for (const { studyInstanceUid } of studies()) await service.announce(studyInstanceUid, 'changes');
      await service.idle();
      assert.equal(service.analyser.seen.length, seen);
    });

    test('the same analysis again keeps its decision, another one asks for a new decision', async () => {
      const ct = earlier;
      await service.announce(ct.studyInstanceUid, 'person');
      await service.idle();
      assert.equal((await study(ct)).outcome, 'accepted');
      await service.stop();
      service = await startServiceWith(simpleAnalyser('simple-2'), database, orthanc);
      await service.announce(ct.studyInstanceUid, 'notification');
      await service.idle();
      const { outcome, decision, analysis } = await study(ct);
      assert.deepEqual([outcome, decision, analysis?.modelSet], [null, undefined, 'simple-2']);
    });
  });
});
