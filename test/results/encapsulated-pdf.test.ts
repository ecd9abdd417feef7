import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { test } from 'node:test';
import dcmjs from 'dcmjs';
import { type Dataset, items, number, text } from '../../src/dicom/dataset.ts';
import { renderPdf } from '../../src/report/pdf.ts';
import { type EncapsulatedPdfInput, writeEncapsulatedPdf } from '../../src/results/encapsulated-pdf.ts';
import { fiveStudies, reportOf } from '../support/course.ts';
import { iodErrors, output, withFiles } from '../support/dicom-files.ts';
import { without } from '../support/programs.ts';
import { syntheticVolume } from '../support/volumes.ts';

const volume = syntheticVolume({ header: { PatientName: [{ Alphabetic: 'Müller^Zoë' }] } });
const [one, two] = fiveStudies();
const content = await reportOf([one!, two!], two!);
const pdf = await renderPdf(content);

function encapsulated(options: Partial<EncapsulatedPdfInput> = {}): Uint8Array {
  return writeEncapsulatedPdf({
    header: volume.header,
    pdf,
    title: content.title,
    sources: volume.slices,
    seriesInstanceUid: '2.25.100',
    sopInstanceUid: '2.25.101',
    seriesNumber: 9004,
    seriesDescription: 'Lung infection report, research use only',
    performedAt: new Date('2026-04-20T09:01:02Z'),
    ...options,
  });
}

function parse(bytes: Uint8Array): Dataset {
  const { DicomMessage, DicomMetaDictionary } = dcmjs.data;
  const buffer = bytes.slice().buffer;
  return DicomMetaDictionary.naturalizeDataset(DicomMessage.readFile(buffer).dict);
}

test('the PDF comes back out of the object byte by byte', { skip: without('dcm2pdf') }, async () => {
  for (const length of [pdf.length, pdf.length - 1]) {
    const bytes = encapsulated({ pdf: pdf.subarray(0, length) });
    await withFiles({ report: bytes }, async ({ report }) => {
      await output('dcm2pdf', report!, `${report}.pdf`);
      const extracted = await readFile(`${report}.pdf`);
      assert.deepEqual(new Uint8Array(extracted.subarray(0, length)), pdf.subarray(0, length));
      assert.ok(extracted.length - length <= 1);
      await rm(`${report}.pdf`);
    });
    assert.equal(number(parse(bytes), 'EncapsulatedDocumentLength'), length);
  }
});

test('dciodvfy finds no error in the object', { skip: without('dciodvfy') }, async () => {
  const unknown = { StudyInstanceUID: '1.2.3', SeriesInstanceUID: '1.2.4' };
  for (const bytes of [encapsulated(), encapsulated({ header: unknown })]) {
    assert.deepEqual(await withFiles({ report: bytes }, ({ report }) => iodErrors(report!)), []);
  }
});

test('the object belongs to the study, refers to its images and declares burned-in patient data', () => {
  const dataset = parse(encapsulated());
  for (const keyword of ['PatientID', 'StudyInstanceUID', 'AccessionNumber']) {
    assert.equal(text(dataset, keyword), text(volume.header, keyword));
  }
  assert.equal(text(dataset, 'PatientName'), 'Müller^Zoë');
  assert.equal(text(dataset, 'BurnedInAnnotation'), 'YES');
  assert.equal(text(dataset, 'Modality'), 'DOC');
  assert.equal(text(dataset, 'DocumentTitle'), 'Chest CT: follow-up of lung infection');
  assert.deepEqual(
    items(dataset, 'ConceptNameCodeSequence').map((code) => text(code, 'CodeValue')),
    ['24627-2'],
  );
  assert.deepEqual(
    items(dataset, 'SourceInstanceSequence').map((source) => text(source, 'ReferencedSOPInstanceUID')),
    volume.slices.map(({ sopInstanceUid }) => sopInstanceUid),
  );
});

test('the same report has the same bytes', () => {
  assert.deepEqual(encapsulated(), encapsulated());
});
