import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import type { Dataset } from '../../src/dicom/dataset.ts';
import type { Instance } from '../../src/dicom/instance.ts';
import { PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import { readPart10 } from '../../src/dicom/read-part10.ts';
import { encodePart10 } from '../../src/dicom/write-part10.ts';
import { RefusalError } from '../../src/errors/refusal-error.ts';
import { buildVolume } from '../../src/volume/build.ts';
import { CT_HEADER, ctInstance, ctSeries } from '../support/series.ts';

const decoder = new PixelDecoder(2);
after(() => decoder.close());

const withCode = (code: string) => (error: unknown) => error instanceof RefusalError && error.code === code;

/** Enhanced CT as a file that was read, with one functional group item a frame; frame i holds 500 + i. */
function enhancedCt(frames: number, item: (frame: number) => Dataset, shared: Dataset): Instance {
  const header = {
    ...CT_HEADER,
    PixelSpacing: undefined,
    ImageOrientationPatient: undefined,
    RescaleSlope: undefined,
    RescaleIntercept: undefined,
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.2.1',
    SOPInstanceUID: '2.25.77',
    NumberOfFrames: frames,
    PerFrameFunctionalGroupsSequence: Array.from({ length: frames }, (_, frame) => item(frame)),
    SharedFunctionalGroupsSequence: [shared],
  };
  const size = 38 * 23;
  const pixels = Uint16Array.from({ length: frames * size }, (_, i) => 500 + Math.floor(i / size));
  return readPart10(encodePart10(header, new Uint8Array(pixels.buffer)), 'enhanced');
}

suite('a volume', () => {
  test('has each slice in its place, with the UID of its instance, whatever the order of the files', async () => {
    const series = ctSeries({ step: [0, 0, 2] });
    const shuffled = [...series.slice(13), ...series.slice(0, 13).reverse()];
    const { hu, slices, geometry, header } = await buildVolume(shuffled, decoder);
    const size = 38 * 23;
    slices.forEach(({ sopInstanceUid, position, frameNumber }, z) => {
      const i = series.length - 1 - z;
      assert.equal(sopInstanceUid, series[i]?.header['SOPInstanceUID']);
      assert.equal(position[2], 300 + 2 * i);
      assert.equal(frameNumber, undefined);
      assert.ok(hu.subarray(z * size, (z + 1) * size).every((value) => value === 1000 + i - 1024));
    });
    assert.deepEqual(geometry.origin, slices[0]?.position);
    assert.equal(header, series.at(-1)?.header);
  });

  test('keeps rows and columns in place', async () => {
    const ramp = Array.from({ length: 38 * 23 }, (_, i) => i);
    const series = ctSeries().map(({ header }) => ctInstance(header, ramp));
    const { hu, geometry } = await buildVolume(series, decoder);
    const [, rows, columns] = geometry.shape;
    assert.equal(hu[5 * rows * columns + 30 * columns + 7], 30 * 23 + 7 - 1024);
  });

  test('applies the rescale of each instance', async () => {
    const { hu } = await buildVolume(
      ctSeries({ changes: { 1: { RescaleSlope: 2, RescaleIntercept: -2000 } } }),
      decoder,
    );
    assert.deepEqual([hu[0], hu[38 * 23], hu[2 * 38 * 23]], [1000 - 1024, 2 * 1001 - 2000, 1002 - 1024]);
  });

  test('counts a repeated object once', async () => {
    const series = ctSeries();
    const { slices } = await buildVolume([...series, ...series.slice(3, 6)], decoder);
    assert.equal(slices.length, 24);
  });

  test('is made of the frames of enhanced CT by their functional groups', async () => {
    const frames = 22;
    const enhanced = enhancedCt(
      frames,
      (i) => ({
        PlanePositionSequence: [{ ImagePositionPatient: [0, 0, ((i * 5) % frames) * 3] }],
        PixelValueTransformationSequence: [{ RescaleSlope: 1, RescaleIntercept: -1000 - i, RescaleType: 'HU' }],
      }),
      {
        PlaneOrientationSequence: [{ ImageOrientationPatient: [1, 0, 0, 0, 1, 0] }],
        PixelMeasuresSequence: [{ PixelSpacing: [0.5, 0.5], SliceThickness: 3 }],
      },
    );
    const { hu, slices, geometry } = await buildVolume([enhanced], decoder);
    assert.deepEqual(geometry.spacing, [3, 0.5, 0.5]);
    slices.forEach(({ frameNumber, position, sopInstanceUid }, z) => {
      assert.equal(position[2], (frames - 1 - z) * 3);
      assert.equal((((frameNumber ?? 0) - 1) * 5) % frames, frames - 1 - z);
      assert.equal(sopInstanceUid, '2.25.77');
      assert.equal(hu[z * 38 * 23], -500);
    });
  });
});

suite('a series ends in a refusal', () => {
  test('NO_PIXEL_DATA when an instance has none', async () => {
    const series = ctSeries().map((instance, i) => (i === 4 ? { ...instance, frames: [] } : instance));
    await assert.rejects(buildVolume(series, decoder), withCode('NO_PIXEL_DATA'));
  });

  test('NO_PIXEL_DATA when announced frames are missing', async () => {
    const series = ctSeries({ slices: 19 });
    const two = ctInstance({ ...ctSeries({ slices: 20 }).at(-1)?.header, NumberOfFrames: 2 });
    await assert.rejects(buildVolume([...series, two], decoder), (error) => error instanceof RefusalError);
  });

  test('UNSUPPORTED_TRANSFER_SYNTAX by name, with a remedy for the PACS', async () => {
    const series = ctSeries().map((instance) => ({ ...instance, transferSyntaxUid: '1.2.840.10008.1.2.4.100' }));
    await assert.rejects(
      buildVolume(series, decoder),
      (error) =>
        withCode('UNSUPPORTED_TRANSFER_SYNTAX')(error) &&
        /1\.2\.840\.10008\.1\.2\.4\.100.*PACS transcode/.test((error as Error).message),
    );
  });

  test('NO_HOUNSFIELD when one instance has no rescale', async () => {
    const series = ctSeries({ changes: { 7: { RescaleIntercept: undefined } } });
    await assert.rejects(buildVolume(series, decoder), withCode('NO_HOUNSFIELD'));
  });

  test('TOO_FEW_SLICES when there are no slices', async () => {
    await assert.rejects(buildVolume([], decoder), withCode('TOO_FEW_SLICES'));
  });
});
