import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { text } from '../../src/dicom/dataset.ts';
import type { AnalysisResult } from '../../src/results/artefacts.ts';
import { writeArtefacts } from '../../src/results/artefacts.ts';
import { infectedAnalysis, OPTIONS } from '../support/analyses.ts';
import { iodErrors, output, withFiles } from '../support/dicom-files.ts';
import { oracle, withoutOracle } from '../support/oracle.ts';
import { without } from '../support/programs.ts';
import { syntheticVolume } from '../support/volumes.ts';

interface Selection {
  readonly title: string;
  readonly observer: string;
  readonly texts: readonly string[];
  readonly images: readonly (readonly unknown[])[];
  readonly composites: readonly unknown[];
  readonly resolved: readonly (readonly string[])[];
}

const bytesOf = (analysis: AnalysisResult) =>
  writeArtefacts(analysis, OPTIONS).find(({ kind }) => kind === 'key-slices')!.bytes;

describe('the key slices of an analysis', () => {
  const single = infectedAnalysis();
  const multiframe = infectedAnalysis(syntheticVolume({ multiframe: true }));
  const files = { single: bytesOf(single), multiframe: bytesOf(multiframe) };

  test('are a valid Key Object Selection', { skip: without('dciodvfy', 'dsrdump') }, async () => {
    await withFiles(files, async (paths) => {
      for (const path of Object.values(paths)) {
        assert.deepEqual(await iodErrors(path), []);
        const dump = await output('dsrdump', '+Pl', path);
        assert.match(dump, /Key Object Selection Document/);
        assert.match(dump, /Research use only/);
        assert.doesNotMatch(dump, /^[EF]:/m);
      }
    });
  });

  test('refer to the slices with most infection, as highdicom reads them', { skip: withoutOracle }, async () => {
    const read = await withFiles(files, (paths) => oracle('read_ko.py', ...Object.values(paths)));
    const [one, frames] = read as Selection[];
    const study = text(single.volume.header, 'StudyInstanceUID');
    const series = text(single.volume.header, 'SeriesInstanceUID');
    const expected = single.volume.slices
      .slice(1)
      .map(({ sopClassUid, sopInstanceUid }) => [sopClassUid, sopInstanceUid]);
    assert.deepEqual([one!.title, one!.observer, one!.composites], ['113000', 'Device', []]);
    assert.deepEqual(one!.images, expected);
    assert.deepEqual(
      one!.resolved,
      expected.map(([, uid]) => [study, series, uid]),
    );
    const [{ sopClassUid, sopInstanceUid }] = multiframe.volume.slices as [AnalysisResult['volume']['slices'][number]];
    assert.deepEqual(frames!.images, [[sopClassUid, sopInstanceUid, 5, 4, 3, 2, 1]]);
  });
});
