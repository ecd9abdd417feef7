import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { noteAnnounced, noteSightings } from '../../src/db/arrivals.ts';
import type { Database } from '../../src/db/database.ts';
import { writeStudy } from '../../src/db/studies.ts';
import { onBothDatabases } from '../support/databases.ts';

onBothDatabases((open) => {
  let database: Database;
  before(async () => (database = await open()));
  const write = async (uid: string, header: Record<string, unknown>) => {
    await database.query('insert into studies (study_instance_uid) values ($1) on conflict do nothing', [uid]);
    return await database.transaction((tx) => writeStudy(tx, uid, header, []));
  };

  test('a patient is PatientID and issuer: the same pair is one patient, another issuer is another patient', async () => {
    const a = await write('1.1', { PatientID: 'P1', IssuerOfPatientID: 'A', PatientName: 'Old^Name' });
    const again = await write('1.2', { PatientID: 'P1', IssuerOfPatientID: 'A', PatientName: 'New^Name' });
    const other = await write('1.3', { PatientID: 'P1', IssuerOfPatientID: 'B' });
    assert.equal(a.patient, again.patient);
    assert.notEqual(a.patient, other.patient);
    const [row] = await database.query('select patient_name as name from patients where id = $1', [a.patient]);
    assert.equal(row?.['name'], 'New^Name');
  });

  test('studies without PatientID belong to different patients, and each keeps its own', async () => {
    const one = await write('2.1', { PatientName: 'Same^Name' });
    const other = await write('2.2', { PatientName: 'Same^Name' });
    assert.notEqual(one.patient, other.patient);
    assert.equal((await write('2.1', { PatientName: 'Same^Name' })).patient, one.patient);
  });

  test('invalid dates are omitted', async () => {
    await write('3.1', { PatientID: 'P3', StudyDate: '20260231', StudyTime: '101500', PatientBirthDate: 'unknown' });
    const [row] = await database.query(
      `select study_date, study_time, patient_birth_date from studies s join patients p on p.id = s.patient
       where study_instance_uid = '3.1'`,
    );
    assert.deepEqual(row, { study_date: null, study_time: null, patient_birth_date: null });
  });

  test('a study is settled when two queries have seen the same number of instances, and stays news until it is announced', async () => {
    const see = (instances: number) => noteSightings(database, [{ studyInstanceUid: '4.1', instances }]);
    assert.deepEqual(await see(10), []);
    assert.deepEqual(await see(20), []);
    assert.deepEqual(await see(20), ['4.1']);
    assert.deepEqual(await see(20), ['4.1'], 'not announced yet');
    await noteAnnounced(database, '4.1');
    assert.deepEqual(await see(20), []);
    assert.deepEqual(await see(21), []);
    assert.deepEqual(await see(21), ['4.1']);
  });
});
