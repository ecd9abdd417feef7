import assert from 'node:assert/strict';
import { after, before, suite } from 'node:test';
import { text } from '../../src/dicom/dataset.ts';
import { type ArchiveWorld, startArchiveWorld } from '../support/archive-world.ts';
import { tinyCt, type TinyCt } from '../support/ct.ts';
import { hardCase } from './case.ts';

suite('an archive that knows each SOP Instance UID once', () => {
  let world: ArchiveWorld;
  before(async () => (world = await startArchiveWorld({ takesUidOnce: true })));
  after(() => world.stop());

  async function analysed(ct: TinyCt): Promise<void> {
    for (const file of ct.files) world.archive.add(file);
    await world.service.announce(ct.studyInstanceUid, 'notification');
    await world.service.reaches(ct.studyInstanceUid, 'done');
    await world.service.idle();
  }

  /** What a study has: objects in the archive, and in the database the series and slices of its current analysis. */
  async function resultsOf({ studyInstanceUid }: TinyCt): Promise<string> {
    const series = await world.service.pacs.searchSeries(studyInstanceUid);
    const modalities = series.map((one) => text(one, 'Modality')).toSorted();
    const rows = await world.database.query(
      `select number_of_slices as slices, (select count(*) from series c where c.study = s.id and c.modality = 'CT') as series
       from analyses a join studies s on s.id = a.study where s.study_instance_uid = $1 and superseded_by is null`,
      [studyInstanceUid],
    );
    const known = rows.map(({ slices, series: count }) => `${String(count)} series, ${String(slices)} slices`);
    return `${modalities.join(' ')}; ${known.join()}`;
  }
  const FULL = 'CT DOC KO SEG SEG SR; 1 series, 24 slices';

  for (const first of ['original', 'copy'])
    hardCase(
      'stored',
      `a copied study, only its Study UID new, the ${first} analysed first`,
      `${FULL} (both)`,
      async () => {
        const original = tinyCt({ name: `copied ${first}` });
        const copy = tinyCt({ name: `copied ${first}`, study: `copy ${first}` });
        assert.deepEqual(copy.sopInstanceUids, original.sopInstanceUids);
        const both = first === 'original' ? [original, copy] : [copy, original];
        for (const ct of both) await analysed(ct);
        for (const ct of both) assert.equal(await resultsOf(ct), FULL);
        const compared = await world.database.query('select category from follow_ups where category is not null');
        assert.deepEqual(compared, [], 'a copy is not followed up as a later study');
        return `${FULL} (both)`;
      },
    );

  hardCase('stored', 'a Series UID that another patient has as well', `${FULL} (both)`, async () => {
    const one = tinyCt({ name: 'again' });
    const other = tinyCt({ name: 'again', study: 'someone else', patientId: 'someone else', from: 100 });
    assert.equal(one.seriesInstanceUid, other.seriesInstanceUid);
    for (const ct of [one, other]) await analysed(ct);
    for (const ct of [one, other]) assert.equal(await resultsOf(ct), FULL);
    return `${FULL} (both)`;
  });

  hardCase('stored', 'an object that the archive has in another study', 'not stored, by name', async () => {
    const original = tinyCt({ name: 'elsewhere', slices: 1 });
    const copy = tinyCt({ name: 'elsewhere', slices: 1, study: 'elsewhere copy' });
    const store = async ({
      sopInstanceUids: [sopInstanceUid = ''],
      files: [file = new Uint8Array()],
      ...uids
    }: TinyCt) => await world.service.pacs.storeInstance({ ...uids, sopInstanceUid }, file);
    await store(original);
    await store(original);
    await assert.rejects(store(copy), { name: 'StoreError', message: /another study or series/ });
    return 'not stored, by name';
  });
});
