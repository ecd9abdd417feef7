import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Database } from '../../../src/db/database.ts';
import { readWorklist, readWorklistEntry } from '../../../src/db/worklist.ts';
import { tinyCt } from '../../support/ct.ts';
import { onBothDatabases } from '../../support/databases.ts';
import { type FakeArchive, startFakeArchive } from '../../support/fake-archive.ts';
import { startTestService, type TestService } from '../../support/service.ts';
import { until } from '../../support/until.ts';

onBothDatabases((open) => {
  suite('what people see of a study after the first look', () => {
    let database: Database;
    let archive: FakeArchive;
    let service: TestService;
    before(async () => {
      database = await open();
      archive = await startFakeArchive();
      service = await startTestService(database, archive);
    });
    after(async () => {
      await service.stop();
      await archive.stop();
    });

    test('patient, date and series are known while the study is analysed', async () => {
      const ct = tinyCt({ name: 'seen early' });
      for (const file of ct.files) archive.add(file);
      const analysing = Promise.withResolvers<void>();
      const looked = Promise.withResolvers<void>();
      service.analyser.onAnalyse = async () => {
        analysing.resolve();
        await looked.promise;
      };
      await service.announce(ct.studyInstanceUid, 'notification');
      await analysing.promise;
      const entry = await readWorklistEntry(database, ct.studyInstanceUid);
      const series = await database.query('select rank from series where series_instance_uid = $1', [
        ct.seriesInstanceUid,
      ]);
      looked.resolve();
      service.analyser.onAnalyse = async () => {};
      assert.deepEqual(
        [entry?.state, entry?.patientId, entry?.studyDate, series],
        ['running', 'seen early', '2026-01-02', [{ rank: 1 }]],
      );
      await service.reaches(ct.studyInstanceUid, 'done');
    });

    test('a study whose headers the archive does not give has its date, and is found by its patient', async () => {
      const ct = tinyCt({ name: 'no-headers' });
      for (const file of ct.files) archive.add(file);
      const fails = { status: 500, headers: {}, body: new Uint8Array() };
      archive.setQuirk(ct.studyInstanceUid, ({ kind }, answer) =>
        kind === 'metadata' || kind === 'instance' ? fails : answer,
      );
      await service.announce(ct.studyInstanceUid, 'notification');
      await until(
        async () => (await readWorklistEntry(database, ct.studyInstanceUid))?.failureCode === 'PacsError',
        'the headers were not given',
      );
      const { entries } = await readWorklist(database, { search: 'NO-HEADERS' });
      assert.deepEqual(
        entries.map(({ studyInstanceUid, studyDate, patient }) => ({ studyInstanceUid, studyDate, patient })),
        [{ studyInstanceUid: ct.studyInstanceUid, studyDate: '2026-01-02', patient: null }],
      );
      archive.setQuirk(ct.studyInstanceUid, undefined);
    });
  });
});
