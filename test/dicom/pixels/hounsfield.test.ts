import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { pixelFormat } from '../../../src/dicom/pixels/format.ts';
import { hounsfieldTable, type Rescale, rescaleOf, toHounsfield } from '../../../src/dicom/pixels/hounsfield.ts';
import { RefusalError } from '../../../src/errors/refusal-error.ts';
import { CT_HEADER } from '../../support/series.ts';

const UNSIGNED_12 = pixelFormat(CT_HEADER, 'test');
const SIGNED_16 = pixelFormat({ ...CT_HEADER, BitsStored: 16, HighBit: 15, PixelRepresentation: 1 }, 'test');
const SIGNED_13 = pixelFormat({ ...CT_HEADER, BitsStored: 13, HighBit: 12, PixelRepresentation: 1 }, 'test');

/** HU of stored 16-bit words, negative ones in two's complement. */
function hu(
  words: readonly number[],
  format = UNSIGNED_12,
  rescale: Rescale = { slope: 1, intercept: -1024 },
): number[] {
  const hu = new Int16Array(words.length);
  toHounsfield(Uint16Array.from(words), hounsfieldTable(format, rescale), hu);
  return [...hu];
}

suite('HU are', () => {
  test('stored x slope + intercept, rounded', () => {
    assert.deepEqual(hu([0, 1024, 1424, 4095]), [-1024, 0, 400, 3071]);
    assert.deepEqual(hu([1000, 1001, 1003], UNSIGNED_12, { slope: 0.5, intercept: -499.9 }), [0, 1, 2]);
  });

  test('signed when the pixels are signed, with as many bits as are stored', () => {
    assert.deepEqual(hu([-850, 40], SIGNED_16, { slope: 1, intercept: 0 }), [-850, 40]);
    assert.deepEqual(hu([0x1fff, 0x1000, 0x0fff], SIGNED_13, { slope: 1, intercept: 0 }), [-1, -1024, 4095]);
  });

  test('free of bits outside of BitsStored, which may hold an overlay', () => {
    assert.deepEqual(hu([0x1400, 0xf400]), [0, 0]);
    const high = pixelFormat({ ...CT_HEADER, BitsStored: 12, HighBit: 15 }, 'test');
    assert.deepEqual(hu([0x4000, 0x400f], high), [0, 0]);
  });

  test('air where the scanner padded, with -2000, -3024 or the value that the header names', () => {
    assert.deepEqual(
      hu([-2000, -3024, -1024, -1023], SIGNED_16, { slope: 1, intercept: 0 }),
      [-1024, -1024, -1024, -1023],
    );
    assert.deepEqual(
      hu([4095, 4094], UNSIGNED_12, { slope: 1, intercept: -1024, padding: [4095, 4095] }),
      [-1024, 3070],
    );
    assert.deepEqual(hu([-2000], SIGNED_16, { slope: 1, intercept: 0, padding: [63536, 63536] }), [-1024]);
    assert.deepEqual(
      hu([4090, 4093, 4095], UNSIGNED_12, { slope: 1, intercept: 0, padding: [4095, 4092] }),
      [4090, -1024, -1024],
    );
  });

  test('unchanged where a wrong header declares water as padding', () => {
    assert.deepEqual(hu([0, 50], SIGNED_16, { slope: 1, intercept: 0, padding: [0, 0] }), [0, 50]);
  });

  test('kept within 16 bits', () => {
    assert.deepEqual(hu([32767], SIGNED_16, { slope: 4, intercept: 0 }), [32767]);
  });
});

suite('the rescale', () => {
  const codeOf = (read: () => unknown): string => {
    try {
      read();
      return 'accepted';
    } catch (error) {
      return error instanceof RefusalError ? error.code : 'crashed';
    }
  };

  test('is refused when it is missing, zero, or of another unit', () => {
    assert.equal(
      codeOf(() => rescaleOf(CT_HEADER, 0, 'test')),
      'accepted',
    );
    assert.equal(
      codeOf(() => rescaleOf({ ...CT_HEADER, RescaleSlope: undefined }, 0, 'test')),
      'NO_HOUNSFIELD',
    );
    assert.equal(
      codeOf(() => rescaleOf({ ...CT_HEADER, RescaleSlope: 0 }, 0, 'test')),
      'NO_HOUNSFIELD',
    );
    assert.equal(
      codeOf(() => rescaleOf({ ...CT_HEADER, RescaleType: 'MGML' }, 0, 'test')),
      'NO_HOUNSFIELD',
    );
  });

  test('is that of the frame in enhanced CT', () => {
    const item = (intercept: number) => ({
      PixelValueTransformationSequence: [{ RescaleSlope: 2, RescaleIntercept: intercept, RescaleType: 'HU' }],
    });
    const header = {
      PerFrameFunctionalGroupsSequence: [item(-1), item(-7)],
      SharedFunctionalGroupsSequence: [item(5)],
    };
    assert.deepEqual(rescaleOf(header, 1, 'test'), { slope: 2, intercept: -7 });
    const shared = { PerFrameFunctionalGroupsSequence: [{}, {}], SharedFunctionalGroupsSequence: [item(5)] };
    assert.deepEqual(rescaleOf(shared, 1, 'test'), { slope: 2, intercept: 5 });
  });

  test('accepts only pixels of one sample of 8 or 16 bits', () => {
    for (const change of [{ SamplesPerPixel: 3 }, { BitsAllocated: 32 }, { Rows: 0 }])
      assert.equal(
        codeOf(() => pixelFormat({ ...CT_HEADER, ...change }, 'test')),
        'UNDECODABLE',
      );
  });
});
