import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { loadConfig } from '../../src/config.ts';
import { numbers, text } from '../../src/dicom/dataset.ts';
import { readPart10 } from '../../src/dicom/read-part10.ts';
import { openPacs, type Pacs } from '../../src/dicomweb/client.ts';
import { type RunningOrthanc, startOrthanc } from '../../src/tools/demo/orthanc.ts';
import { tinyCt } from '../support/ct.ts';
import { without } from '../support/programs.ts';
import { shared, withoutShared } from '../support/shared.ts';

const UIDS = ['StudyInstanceUID', 'SeriesInstanceUID', 'SOPInstanceUID'];

suite('against a real Orthanc', { skip: without('Orthanc') }, () => {
  const credentials = { user: 'lungtrace', password: 'päss:word' };
  const ct = tinyCt({ name: 'client', slices: 6 });
  let orthanc: RunningOrthanc;
  let pacs: Pacs;
  before(async () => {
    orthanc = await startOrthanc({ credentials });
    pacs = await openPacs(configFor(orthanc, { DICOMWEB_USER: 'lungtrace', DICOMWEB_PASSWORD: 'päss:word' }));
    for (const file of ct.files) await orthanc.send(file);
  });
  after(async () => {
    await pacs.close();
    await orthanc.stop();
  });

  test('a study is found by date and modality, and not by another date', async () => {
    const found = await pacs.searchStudies({ StudyDate: '20260101-20260103', ModalitiesInStudy: 'CT' });
    assert.deepEqual(
      found.map((study) => text(study, 'StudyInstanceUID')),
      [ct.studyInstanceUid],
    );
    assert.deepEqual(await pacs.searchStudies({ StudyDate: '20250101-20250103' }), []);
  });

  test('series and instances are listed with their UIDs', async () => {
    const [series] = await pacs.searchSeries(ct.studyInstanceUid);
    assert.equal(text(series ?? {}, 'SeriesInstanceUID'), ct.seriesInstanceUid);
    const instances = await pacs.listInstances(ct.studyInstanceUid, ct.seriesInstanceUid);
    assert.deepEqual(instances.toSorted(), ct.sopInstanceUids.toSorted());
  });

  test('metadata has the geometry of every slice', async () => {
    const headers = await pacs.seriesMetadata(ct.studyInstanceUid, ct.seriesInstanceUid);
    const heights = headers.map((header) => -Number(numbers(header, 'ImagePositionPatient')[2]));
    assert.deepEqual(new Set(heights), new Set([0, 5, 10, 15, 20, 25]));
  });

  test('instances come back byte for byte, in the order asked for', async () => {
    const order = ct.sopInstanceUids.toReversed();
    const progress: number[] = [];
    const files = await pacs.retrieveInstances(ct.studyInstanceUid, ct.seriesInstanceUid, order, {
      onProgress: (done) => progress.push(done),
    });
    assert.deepEqual(
      files.map(({ bytes }) => Buffer.from(bytes).toString('base64')),
      ct.files.toReversed().map((file) => Buffer.from(file).toString('base64')),
    );
    assert.deepEqual(progress, [1, 2, 3, 4, 5, 6]);
  });

  test('a compressed instance comes back as it is stored', { skip: withoutShared }, async () => {
    const folder = shared('ct/covid-P001');
    const file = await readFile(join(folder, (await readdir(folder)).toSorted()[0] ?? ''));
    await orthanc.send(file);
    const { header } = readPart10(file, 'shared');
    const [study, series, sop] = UIDS.map((keyword) => text(header, keyword)) as [string, string, string];
    const [fetched] = await pacs.retrieveInstances(study, series, [sop]);
    assert.ok(file.equals(fetched?.bytes ?? new Uint8Array()));
  });

  test('a stored instance can be fetched, and storing it again is harmless', async () => {
    const late = tinyCt({ name: 'client', slices: 1, from: 6 });
    const [sopInstanceUid = ''] = late.sopInstanceUids;
    const object = { ...ct, sopInstanceUid };
    const [file = new Uint8Array()] = late.files;
    await pacs.storeInstance(object, file);
    await pacs.storeInstance(object, file);
    assert.equal((await pacs.listInstances(ct.studyInstanceUid, ct.seriesInstanceUid)).length, 7);
  });

  test('an object that the archive does not keep is an error, whatever the status says', async () => {
    await assert.rejects(
      pacs.storeInstance({ ...ct, sopInstanceUid: '1.2.3' }, new TextEncoder().encode('this is no DICOM')),
      (error: Error) => ['StoreError', 'PacsError'].includes(error.name),
    );
  });

  test('wrong credentials are an error that says which variables to check', async () => {
    const stranger = await openPacs(configFor(orthanc, { DICOMWEB_USER: 'lungtrace', DICOMWEB_PASSWORD: 'wrong' }));
    await assert.rejects(stranger.searchStudies({}), { name: 'PacsError', status: 401, message: /DICOMWEB_PASSWORD/ });
    await stranger.close();
  });

  test('a missing study is an error with its status', async () => {
    await assert.rejects(pacs.seriesMetadata('1.2.3', '4.5.6'), { name: 'PacsError', status: 404 });
  });

  test('an address that is not a DICOMweb archive is an error that names DICOMWEB_URL', async () => {
    const wrong = await openPacs({ ...configFor(orthanc, {}), dicomwebUrl: `${orthanc.url}/app`, ...credentials });
    await assert.rejects(wrong.searchStudies({}), { name: 'PacsError' });
    await wrong.close();
  });

  test('an aborted fetch ends at once', async () => {
    const controller = new AbortController();
    const fetching = pacs.retrieveInstances(ct.studyInstanceUid, ct.seriesInstanceUid, ct.sopInstanceUids, {
      onProgress: () => controller.abort(),
      signal: controller.signal,
    });
    await assert.rejects(fetching, { name: 'AbortError' });
  });
});

function configFor(orthanc: RunningOrthanc, env: Record<string, string>) {
  return loadConfig({ DICOMWEB_URL: orthanc.dicomwebUrl, DICOMWEB_RETRIES: '1', ...env }).pacs;
}
