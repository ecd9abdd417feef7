import assert from 'node:assert/strict';
import { test } from 'node:test';
import dcmjs from 'dcmjs';
import { type Dataset, items, number, numbers, text } from '../../src/dicom/dataset.ts';
import { FINDING_COLOURS } from '../../src/report/finding-colours.ts';
import { overlayInstances, type OverlaySeriesInput } from '../../src/results/overlay-series.ts';
import type { Volume } from '../../src/volume/volume.ts';
import { iodErrors, withFiles } from '../support/dicom-files.ts';
import { without } from '../support/programs.ts';
import { syntheticVolume, type VolumeOptions } from '../support/volumes.ts';

/** Findings in slices 1 and 4: a square of ground-glass opacity, one voxel of consolidation. */
function input(options: VolumeOptions = {}): OverlaySeriesInput {
  const volume = syntheticVolume({ shape: [6, 23, 37], ...options });
  const findings = new Uint8Array(volume.hu.length);
  const at = (z: number, y: number, x: number) => (z * 23 + y) * 37 + x;
  for (let y = 5; y < 10; y++) findings.fill(1, at(1, y, 20), at(1, y, 25));
  findings[at(4, 22, 36)] = 2;
  return {
    volume,
    findings,
    seriesInstanceUid: '2.25.200',
    seriesNumber: 9005,
    seriesDescription: 'Lung infection overlay, research use only',
    performedAt: new Date('2026-04-20T09:01:02Z'),
  };
}

function parse(bytes: Uint8Array): Dataset {
  const { DicomMessage, DicomMetaDictionary } = dcmjs.data;
  return DicomMetaDictionary.naturalizeDataset(DicomMessage.readFile(bytes.slice().buffer).dict);
}

function pixel(dataset: Dataset, y: number, x: number): number[] {
  const [data] = dataset['PixelData'] as ArrayBuffer[];
  return [...new Uint8Array(data!, (y * 37 + x) * 3, 3)];
}

test('the overlay series contains only the infected slices, tied to their source images', () => {
  const { volume } = input();
  const datasets = [...overlayInstances(input())].map(({ bytes }) => parse(bytes));
  assert.deepEqual(
    datasets.map((dataset) => text(items(dataset, 'SourceImageSequence')[0]!, 'ReferencedSOPInstanceUID')),
    [volume.slices[1]?.sopInstanceUid, volume.slices[4]?.sopInstanceUid],
  );
  assert.deepEqual(
    datasets.map((dataset) => number(dataset, 'InstanceNumber')),
    [2, 5],
  );
  const none = { ...input(), findings: new Uint8Array(input().findings.length) };
  assert.deepEqual([...overlayInstances(none)], []);
});

test('contours are burned in at the exact pixels of the source, whatever way its slices are stored', () => {
  const ways: VolumeOptions[] = [
    {},
    { columnAxis: [-1, 0, 0] },
    { columnAxis: [0, 1, 0], rowAxis: [1, 0, 0] },
    { sliceAxis: [0, 0, 1] },
  ];
  for (const way of ways) {
    const [first, second] = [...overlayInstances(input(way))].map(({ bytes }) => parse(bytes));
    assert.deepEqual(pixel(first!, 5, 20), [...FINDING_COLOURS.ggo]);
    assert.deepEqual(pixel(first!, 9, 24), [...FINDING_COLOURS.ggo]);
    const air = Math.round((350 * 255) / 1500);
    assert.deepEqual(pixel(first!, 7, 22), [air, air, air]);
    assert.deepEqual(pixel(first!, 4, 20), [air, air, air]);
    assert.deepEqual(pixel(second!, 22, 36), [...FINDING_COLOURS.consolidation]);
  }
});

test('pictures lie where their source lies', () => {
  const { volume } = input();
  const [first] = [...overlayInstances(input())].map(({ bytes }) => parse(bytes));
  assert.deepEqual(numbers(first!, 'ImagePositionPatient'), [...volume.slices[1]!.position]);
  assert.deepEqual(numbers(first!, 'ImageOrientationPatient'), [1, 0, 0, 0, 1, 0]);
  assert.deepEqual(numbers(first!, 'PixelSpacing'), [0.7, 0.7]);
  assert.deepEqual(first!['PatientOrientation'], ['L', 'P']);
  const [oblique] = overlayInstances(input({ columnAxis: [-0.6, 0.8, 0], rowAxis: [-0.8, -0.6, 0] }));
  assert.deepEqual(parse(oblique!.bytes)['PatientOrientation'], ['PR', 'RA']);
  assert.equal(text(first!, 'FrameOfReferenceUID'), volume.geometry.frameOfReferenceUid);
  assert.equal(text(first!, 'Modality'), 'OT');
});

test('dciodvfy finds no error in any picture', { skip: without('dciodvfy') }, async () => {
  const lossy = { LossyImageCompression: '01', LossyImageCompressionRatio: 10 };
  const oblique = { columnAxis: [0.8, 0.6, 0], rowAxis: [-0.6, 0.8, 0] } as const;
  const bare = Object.fromEntries(Object.keys(input().volume.header).map((keyword) => [keyword, null]));
  const uids = { StudyInstanceUID: '1.2.3', SeriesInstanceUID: '1.2.4' };
  for (const way of [{}, { multiframe: true }, { header: lossy }, oblique, { header: { ...bare, ...uids } }]) {
    for (const { bytes } of overlayInstances(input(way))) {
      assert.deepEqual(await withFiles({ picture: bytes }, ({ picture }) => iodErrors(picture!)), []);
    }
  }
});

test('UIDs and bytes are the same in every run, and differ between frames of one instance', () => {
  const uids = (volume: Volume) =>
    [...overlayInstances({ ...input(), volume })].map(({ sopInstanceUid }) => sopInstanceUid);
  assert.deepEqual([...overlayInstances(input())], [...overlayInstances(input())]);
  assert.equal(new Set(uids(input({ multiframe: true }).volume)).size, 2);
});
