import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import { decodeRle, encodeRle } from '../../src/dicom/rle.ts';

const RLE_LOSSLESS = '1.2.840.10008.1.2.5';

/** Equal rows of runs and of single bytes, up to some 300 bytes a run. */
const frames = fc
  .tuple(
    fc.array(fc.tuple(fc.integer({ min: 0, max: 250 }), fc.integer({ min: 1, max: 300 })), {
      minLength: 1,
      maxLength: 9,
    }),
    fc.integer({ min: 1, max: 3 }),
  )
  .map(([runs, rows]) => {
    const row = runs.flatMap(([value, length]) => Array.from({ length }, (_, i) => (length < 5 ? value + i : value)));
    return { rows, columns: row.length, pixels: Uint8Array.from(Array.from({ length: rows }, () => row).flat()) };
  });

test('frames in RLE Lossless are read back by us, and by the codec that reads images', async () => {
  const decoder = new PixelDecoder(1);
  try {
    await fc.assert(
      fc.asyncProperty(frames, async ({ rows, columns, pixels }) => {
        const frame = encodeRle(pixels, columns);
        assert.equal(frame.length % 2, 0);
        assert.deepEqual(decodeRle(frame, pixels.length), pixels);
        const bits = { bitsAllocated: 8, bitsStored: 8, highBit: 7, signed: false } as const;
        const format = { rows, columns, ...bits, photometricInterpretation: 'MONOCHROME2' };
        const rescale = { slope: 1, intercept: 0, isIdentity: true } as never;
        const read = new Int16Array(pixels.length);
        await decoder.decode({ name: 'test', frame, transferSyntaxUid: RLE_LOSSLESS, format, rescale }, read);
        assert.deepEqual(Uint8Array.from(read), pixels);
      }),
      { numRuns: 40 },
    );
  } finally {
    await decoder.close();
  }
});
