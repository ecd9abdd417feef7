import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { loadConfig } from '../../src/config.ts';
import { connect } from '../../src/db/connect.ts';
import type { Database } from '../../src/db/database.ts';
import { readFollowUp } from '../../src/db/follow-ups.ts';
import { migrate } from '../../src/db/migrate.ts';
import { readPatient } from '../../src/db/patients.ts';
import { openQueue, type Queue } from '../../src/db/queue.ts';
import { readStudy } from '../../src/db/study-detail.ts';
import { readTimepoints } from '../../src/db/timepoints.ts';
import { readWorklist } from '../../src/db/worklist.ts';
import { zoneScore } from '../../src/inference/measure/zones.ts';
import { postgresProgram, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { without } from '../support/programs.ts';

/**
 * Databases as releases left them, by pg_dump: two studies of a patient with their follow-ups, one of them with a note, a study that was
 * refused, and one that waits in the queue. 0.1 and 0.2 have the tables of 0.3.
 */
const RELEASES = join(import.meta.dirname, 'releases');

suite('a database of release', { skip: without(postgresProgram('postgres')) }, () => {
  let server: TestPostgres;
  before(async () => (server = await startPostgres()));
  after(async () => await server.stop());

  for (const file of readdirSync(RELEASES))
    test(`${file.replace('.sql', '')} is migrated, and everything in it is read`, async () => {
      const databaseUrl = await server.createDatabase();
      const options = ['--quiet', '--set=ON_ERROR_STOP=1', `--file=${join(RELEASES, file)}`, databaseUrl];
      execFileSync(postgresProgram('psql'), options, { stdio: ['ignore', 'ignore', 'inherit'] });
      const database = await connect({ databaseUrl, dataDir: '' });
      const queue = await migrated(database);
      try {
        await isReadable(database, queue);
      } finally {
        await queue.stop();
        await database.close();
      }
    });
});

async function migrated(database: Database): Promise<Queue> {
  assert.notEqual((await migrate(database)).length, 0);
  return await openQueue(database, { ...loadConfig({}).worker, onError: () => {} });
}

async function isReadable(database: Database, queue: Queue): Promise<void> {
  const { entries } = await readWorklist(database);
  assert.deepEqual(
    entries.map(({ state }) => state),
    ['queued', 'refused', 'done', 'done'],
  );
  const [, , later, earlier] = entries;
  const study = await readStudy(database, earlier!.studyInstanceUid);
  assert.equal(study?.corrections.note, 'noted before the upgrade');
  assert.equal(study.analysis?.numberOfSlices, 24);
  assert.ok(study.analysis.regions.lungs.infectedMl > 0);
  assert.equal(
    study.analysis.severityScore,
    zoneScore(study.analysis.regions),
    'the score of before is of another scale',
  );
  assert.equal(study.artefacts.length, 4);
  const patient = await readPatient(database, later!.patient!);
  assert.equal(patient?.timepoints.length, 2);
  assert.equal((await readTimepoints(database, later!.patient!)).length, 2);
  const followUp = await readFollowUp(database, later!.studyInstanceUid);
  assert.equal(followUp?.compared.length, 2);
  assert.equal(followUp.language, 'en');
  assert.equal(followUp.category, 'stable');
  assert.equal(followUp.lesions, null, 'analyses of before kept no lesions');
  assert.deepEqual(await queue.counts(), { waiting: 1, running: 0 });
}
