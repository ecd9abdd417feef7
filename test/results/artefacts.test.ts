import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import dcmjs from 'dcmjs';
import { type Dataset, items, text } from '../../src/dicom/dataset.ts';
import type { PixelModel } from '../../src/inference/network/model.ts';
import { type AnalysisResult, type ArtefactOptions, writeArtefacts } from '../../src/results/artefacts.ts';
import { healthyAnalysis, infectedAnalysis, OPTIONS } from '../support/analyses.ts';
import { iodErrors, output, withFiles } from '../support/dicom-files.ts';
import { without } from '../support/programs.ts';
import { syntheticVolume } from '../support/volumes.ts';

describe('the artefacts of an analysis', () => {
  test('are the infection SEG, the lungs SEG when wanted, the report and the key slices', () => {
    assert.deepEqual(kinds(infectedAnalysis()), ['infection-seg', 'lungs-seg', 'sr', 'key-slices']);
    assert.deepEqual(kinds(infectedAnalysis(), { lungsSeg: false }), ['infection-seg', 'sr', 'key-slices']);
  });

  test('of a patient without infection hold neither infection SEG nor key slices', () => {
    assert.deepEqual(kinds(healthyAnalysis(), { lungsSeg: false }), ['sr']);
  });

  test('are the same bytes when the same analysis is written again', () => {
    const [first, second] = [1, 2].map(() => writeArtefacts(infectedAnalysis(), OPTIONS).map(({ bytes }) => bytes));
    assert.deepEqual(first, second);
  });

  test('have the same UIDs at another time', () => {
    assert.deepEqual(uids(infectedAnalysis(), { performedAt: new Date() }), uids(infectedAnalysis()));
  });

  test('have UIDs that do not depend on the order of the slices', () => {
    const { volume } = infectedAnalysis();
    const reversed = { ...volume, slices: volume.slices.toReversed() };
    assert.deepEqual(uids({ ...infectedAnalysis(), volume: reversed }), uids(infectedAnalysis()));
  });

  test('have other UIDs with another model set, other weights, other settings, another series or a late slice', () => {
    const late = syntheticVolume({ shape: [7, 16, 24] });
    const otherSeries = syntheticVolume({ header: { SeriesInstanceUID: '1.2.3' } });
    const withModel = (changes: Partial<PixelModel>) => {
      const analysis = infectedAnalysis();
      return { ...analysis, models: analysis.models.map((model) => ({ ...model, ...changes })) };
    };
    const variants = [
      uids(infectedAnalysis()),
      uids({ ...infectedAnalysis(), modelSet: 'set-2' }),
      uids(withModel({ sha256: 'cd'.repeat(32) })),
      uids(withModel({ thresholds: { infection: 0.5, consolidation: 0.5, gate: 0.21 } })),
      uids(withModel({ windowHu: [-1000, 260] })),
      uids(withModel({ inputSize: [96, 96] })),
      uids(withModel({ crop: { marginFraction: 0.03, minSizeMm: 100 } })),
      uids(infectedAnalysis(), { settings: { infectionThreshold: 0.4 } }),
      uids(infectedAnalysis(otherSeries)),
      uids(infectedAnalysis(late)),
    ].flat();
    assert.equal(new Set(variants).size, variants.length);
  });

  test('contain the UIDs that they are announced with', () => {
    for (const artefact of writeArtefacts(infectedAnalysis(), OPTIONS)) {
      const dataset = parse(artefact.bytes);
      assert.equal(text(dataset, 'SOPInstanceUID'), artefact.sopInstanceUid);
      assert.equal(text(dataset, 'SeriesInstanceUID'), artefact.seriesInstanceUid);
      assert.equal(text(dataset, 'SOPClassUID'), artefact.sopClassUid);
    }
  });

  test('agree on what they track: segment and measurement group have one tracking UID', () => {
    const [infection, lungs, sr] = writeArtefacts(infectedAnalysis(), OPTIONS).map(({ bytes }) => parse(bytes));
    const tracked = [infection!, lungs!].flatMap((seg) =>
      items(seg, 'SegmentSequence').map((s) => text(s, 'TrackingUID')),
    );
    const reported = contentItems(sr!)
      .filter((item) => text(item, 'ValueType') === 'UIDREF')
      .map((item) => text(item, 'UID'));
    assert.equal(tracked.length, 4);
    assert.ok(tracked.every((uid) => reported.includes(uid)));
  });

  test('belong to the study of their source and are for research only', () => {
    for (const { bytes } of writeArtefacts(infectedAnalysis(), OPTIONS)) {
      const dataset = parse(bytes);
      const inherited = ['PatientID', 'IssuerOfPatientID', 'StudyInstanceUID', 'AccessionNumber', 'PatientBirthDate'];
      assert.deepEqual(
        inherited.map((keyword) => text(dataset, keyword)),
        inherited.map((keyword) => text(syntheticVolume().header, keyword)),
      );
      assert.match(text(dataset, 'SeriesDescription'), /research use only/);
    }
  });

  test('say which side a finding is on', () => {
    const analysis = infectedAnalysis();
    const findings = analysis.findings.map((finding, i) => (finding === 2 && analysis.lungs[i] === 1 ? 0 : finding));
    const [infection] = writeArtefacts({ ...analysis, findings }, OPTIONS);
    const sides = items(parse(infection!.bytes), 'SegmentSequence').map((segment) => {
      const [region] = items(segment, 'AnatomicRegionSequence');
      return text(items(region!, 'AnatomicRegionModifierSequence')[0]!, 'CodeMeaning');
    });
    assert.deepEqual(sides, ['Bilateral', 'Left']);
  });

  test('keep names in every script', { skip: without('dciodvfy', 'dcmdump') }, async () => {
    const names = {
      latin1: [{ Alphabetic: 'Müller^Ærøskøbing' }],
      japanese: [{ Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎', Phonetic: 'やまだ^たろう' }],
      plain: 'Smith^John^^Dr.',
    };
    const expected = {
      latin1: 'Müller^Ærøskøbing',
      japanese: 'Yamada^Tarou=山田^太郎=やまだ^たろう',
      plain: 'Smith^John^^Dr.',
    };
    for (const [script, PatientName] of Object.entries(names)) {
      const analysis = infectedAnalysis(syntheticVolume({ header: { PatientName } }));
      for (const { bytes } of writeArtefacts(analysis, OPTIONS)) {
        await withFiles({ file: bytes }, async ({ file }) => {
          const dump = await output('dcmdump', '+P', 'PatientName', '+P', 'SpecificCharacterSet', file!);
          assert.ok(dump.includes(`[${expected[script as keyof typeof expected]}]`), dump);
          assert.match(dump, /ISO_IR 192/);
          assert.deepEqual(await iodErrors(file!), []);
        });
      }
    }
  });

  test('can be written for a source without patient attributes', { skip: without('dciodvfy') }, async () => {
    const nameless = Object.fromEntries(
      Object.keys(syntheticVolume().header)
        .filter((keyword) => /^(Patient|Issuer|Study(Date|Time|ID|Desc)|Accession|Referring|Position)/.test(keyword))
        .map((keyword) => [keyword, null]),
    );
    const artefacts = writeArtefacts(infectedAnalysis(syntheticVolume({ header: nameless })), OPTIONS);
    for (const { bytes, kind } of artefacts) {
      assert.deepEqual(await withFiles({ file: bytes }, ({ file }) => iodErrors(file!)), [], kind);
    }
  });

  test('of a series without a frame of reference share a derived one', { skip: without('dciodvfy') }, async () => {
    const { geometry, ...volume } = syntheticVolume();
    const analysis = infectedAnalysis({ ...volume, geometry: { ...geometry, frameOfReferenceUid: '' } });
    const artefacts = writeArtefacts(analysis, OPTIONS);
    const uids = artefacts.slice(0, 2).map(({ bytes }) => text(parse(bytes), 'FrameOfReferenceUID'));
    assert.match(uids[0]!, /^2\.25\./);
    assert.equal(uids[0], uids[1]);
    for (const { bytes } of artefacts) {
      assert.deepEqual(await withFiles({ file: bytes }, ({ file }) => iodErrors(file!)), []);
    }
  });

  test('keep values that are longer than the standard allows', () => {
    const PatientID = 'X'.repeat(80);
    const [seg] = writeArtefacts(infectedAnalysis(syntheticVolume({ header: { PatientID } })), OPTIONS);
    assert.equal(text(parse(seg!.bytes), 'PatientID'), PatientID);
  });
});

function kinds(analysis: AnalysisResult, options: Partial<ArtefactOptions> = {}): string[] {
  return writeArtefacts(analysis, { ...OPTIONS, ...options }).map(({ kind }) => kind);
}

function uids(analysis: AnalysisResult, options: Partial<ArtefactOptions> = {}): string[] {
  const artefacts = writeArtefacts(analysis, { ...OPTIONS, ...options });
  return artefacts.flatMap(({ sopInstanceUid, seriesInstanceUid }) => [sopInstanceUid, seriesInstanceUid]);
}

function parse(bytes: Uint8Array): Dataset {
  const file = dcmjs.data.DicomMessage.readFile(new Uint8Array(bytes).buffer);
  return dcmjs.data.DicomMetaDictionary.naturalizeDataset(file.dict);
}

function contentItems(item: Dataset): Dataset[] {
  return items(item, 'ContentSequence').flatMap((child) => [child, ...contentItems(child)]);
}
