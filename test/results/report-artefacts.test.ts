import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareTimepoints, comparisonIdentity } from '../../src/followup/compare.ts';
import { reportIdentity } from '../../src/results/identity.ts';
import { writeOverlay, writeReport } from '../../src/results/report-artefacts.ts';
import { fiveStudies, reportInput } from '../support/course.ts';
import { iodErrors, output, withFiles } from '../support/dicom-files.ts';
import { without } from '../support/programs.ts';

const studies = fiveStudies();
const current = studies[2]!;

async function report(of = studies) {
  return writeReport(await reportInput(of, current), current.volume.slices);
}

test(
  'the report of a study has the UIDs that it is announced with and no error',
  { skip: without('dciodvfy', 'dcmdump') },
  async () => {
    const { bytes, sopInstanceUid, seriesInstanceUid, sopClassUid } = await report();
    await withFiles({ report: bytes }, async (paths) => {
      assert.deepEqual(await iodErrors(paths['report']!), []);
      const dump = await output('dcmdump', '-Un', paths['report']!);
      for (const uid of [sopInstanceUid, seriesInstanceUid, sopClassUid, '1.2.53'])
        assert.ok(dump.includes(`[${uid}]`), uid);
    });
  },
);

test('a repeated run writes the same report, an earlier study that arrives late leads to another one', async () => {
  const [first, again] = [await report(), await report([...studies].reverse())];
  assert.deepEqual(again.bytes, first.bytes);
  const withoutPrior = await report(studies.slice(1));
  assert.notEqual(withoutPrior.sopInstanceUid, first.sopInstanceUid);
  assert.notEqual(withoutPrior.seriesInstanceUid, first.seriesInstanceUid);
});

test('a report in another language is another object, and one in English keeps its UIDs', async () => {
  const german = await writeReport({ ...(await reportInput(studies, current)), language: 'de' }, current.volume.slices);
  const english = await report();
  assert.notEqual(german.sopInstanceUid, english.sopInstanceUid);
  assert.notEqual(german.seriesInstanceUid, english.seriesInstanceUid);
  const followUp = compareTimepoints(
    studies.map(({ timepoint }) => timepoint),
    current.timepoint,
  );
  const { analysisKey } = current.timepoint;
  assert.equal(reportIdentity(analysisKey, followUp, [], 'en'), comparisonIdentity(analysisKey, followUp));
  assert.equal(reportIdentity(analysisKey, null, [], 'en'), analysisKey);
  assert.notEqual(reportIdentity(analysisKey, null, [], 'de'), analysisKey);
});

test('a report that links to a service is another object', async () => {
  const input = await reportInput(studies, current);
  const linked = await writeReport({ ...input, publicUrl: 'https://ct.example.org' }, current.volume.slices);
  assert.notEqual(linked.sopInstanceUid, (await report()).sopInstanceUid);
});

test('the overlay series is one series with a picture for each infected slice', () => {
  const { volume, findings, measurements } = current;
  const pictures = [...writeOverlay(volume, findings, 'analysis-3', new Date('2026-03-10T00:00:00Z'))];
  assert.equal(pictures.length, measurements.slices.filter(({ infectedMm2 }) => infectedMm2 > 0).length);
  assert.equal(new Set(pictures.map(({ seriesInstanceUid }) => seriesInstanceUid)).size, 1);
  assert.equal(new Set(pictures.map(({ sopInstanceUid }) => sopInstanceUid)).size, pictures.length);
});
