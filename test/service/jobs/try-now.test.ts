import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Database } from '../../../src/db/database.ts';
import { readWorklistEntry } from '../../../src/db/worklist.ts';
import { outageOf } from '../../../src/errors/edges.ts';
import { tinyCt } from '../../support/ct.ts';
import { onBothDatabases } from '../../support/databases.ts';
import { type FakeArchive, startFakeArchive } from '../../support/fake-archive.ts';
import { startTestService, type TestService } from '../../support/service.ts';
import { until } from '../../support/until.ts';

onBothDatabases((open) => {
  suite('a study that waits for its next attempt', () => {
    let database: Database;
    let archive: FakeArchive;
    let service: TestService;
    before(async () => {
      database = await open();
      archive = await startFakeArchive();
      // Longer than anything here waits.
      service = await startTestService(database, archive, { LUNGTRACE_RETRY_DELAY_SECONDS: '600' }, { outageOf });
    });
    after(async () => {
      await service.stop();
      await archive.stop();
    });
    const sent = (name: string) => {
      const ct = tinyCt({ name });
      for (const file of ct.files) archive.add(file);
      return ct.studyInstanceUid;
    };
    const nextAttempt = async (study: string) => (await readWorklistEntry(database, study))?.nextAttemptAt ?? null;
    const fails = async (study: string) => {
      await service.announce(study, 'notification');
      await until(async () => (await nextAttempt(study)) !== null, 'the study waits for its next attempt');
      const seconds = ((await nextAttempt(study))!.getTime() - Date.now()) / 1000;
      assert.ok(seconds > 120, `the next attempt is in ${seconds} s`);
    };

    const isTaken = (study: string) =>
      until(async () => (await readWorklistEntry(database, study))?.state !== 'queued', 'a worker takes the study');

    test('after a failed attempt it says when, and a person has it tried now', async () => {
      const study = sent('attempt');
      service.analyser.onAnalyse = async () => {
        throw new Error('broken on purpose');
      };
      await fails(study);
      service.analyser.onAnalyse = async () => {};
      await service.announce(study, 'person');
      await isTaken(study);
    });

    test('so does one that an outage of the archive keeps waiting; what another source announces leaves it waiting', async () => {
      const study = sent('outage');
      archive.setQuirk(study, () => ({ status: 503, headers: {}, body: new Uint8Array() }));
      await fails(study);
      archive.setQuirk(study, undefined);
      assert.equal(await service.announce(study, 'changes'), false);
      assert.ok((await nextAttempt(study)) !== null);
      await service.announce(study, 'person');
      assert.equal(await nextAttempt(study), null);
      await isTaken(study);
    });
  });
});
