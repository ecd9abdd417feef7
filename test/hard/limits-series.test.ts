import assert from 'node:assert/strict';
import { after } from 'node:test';
import type { Dataset } from '../../src/dicom/dataset.ts';
import { PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import { readPart10 } from '../../src/dicom/read-part10.ts';
import { RefusalError } from '../../src/errors/refusal-error.ts';
import { buildVolume } from '../../src/volume/build.ts';
import { long } from '../support/elements.ts';
import { fragments, hostileFile, nativePixels, SYNTAX } from '../support/hostile-files.ts';
import { jpeg2000, jpegLossless, jpegLs, rle } from '../support/hostile-images.ts';
import { ctSeries } from '../support/series.ts';
import { hardCase } from './case.ts';

const decoder = new PixelDecoder(2);
after(() => decoder.close());

const [ROWS, COLUMNS] = [38, 23];

interface Slices {
  readonly header?: Dataset;
  readonly pixels?: Uint8Array;
  readonly syntax?: string;
}
type Case = readonly [name: string, code: string, slices: () => Slices];

const { jpegLossless: LOSSLESS, jpegLs: LS, jpeg2000: J2K, htJpeg2000: HT } = SYNTAX;
const square = (side: number): Dataset => ({ Rows: side, Columns: side });
const image = (syntax: string, bytes: Uint8Array, header: Dataset = {}): Slices => ({
  syntax,
  pixels: fragments([bytes]),
  header,
});

/** What is wrong with every slice, what the series is refused for, and the slices. */
const cases: readonly Case[] = [
  ['RLE of 65535x65535 pixels', 'TOO_LARGE', () => image(SYNTAX.rle, rle(8192), square(65535))],
  ['RLE of 12000x12000 pixels', 'TOO_LARGE', () => image(SYNTAX.rle, rle(8192), square(12000))],
  ['RLE of 4096x4096 pixels', 'TOO_LARGE', () => image(SYNTAX.rle, rle(8192), square(4096))],
  ['RLE runs of a hundred times as many pixels', 'UNDECODABLE', () => image(SYNTAX.rle, rle(100 * ROWS * COLUMNS))],
  [
    'JPEG Lossless of 65535x65535 pixels',
    'TOO_LARGE',
    () => image(LOSSLESS, jpegLossless(65535, 65535), square(65535)),
  ],
  ['JPEG Lossless larger than its header says', 'UNDECODABLE', () => image(LOSSLESS, jpegLossless(20000, 20000))],
  ['JPEG Lossless without a frame header', 'UNDECODABLE', () => image(LOSSLESS, Buffer.from('ffd8ffd9', 'hex'))],
  ['JPEG-LS of 20000x20000 pixels', 'TOO_LARGE', () => image(LS, jpegLs(20000, 20000), square(20000))],
  ['JPEG-LS larger than its header says', 'UNDECODABLE', () => image(LS, jpegLs(65535, 65535))],
  ['JPEG 2000 of 46340x46340 pixels', 'TOO_LARGE', () => image(J2K, jpeg2000(46340, 46340), square(46340))],
  ['JPEG 2000 larger than its header says', 'UNDECODABLE', () => image(J2K, jpeg2000(65535, 65535))],
  ['JPEG 2000 in tiles of one pixel', 'UNDECODABLE', () => image(J2K, jpeg2000(512, 512, 1), square(512))],
  ['JPEG 2000 in tiles of no pixel', 'UNDECODABLE', () => image(J2K, jpeg2000(COLUMNS, ROWS, 0))],
  ['JPEG 2000 of 16384 components', 'UNDECODABLE', () => image(J2K, jpeg2000(COLUMNS, ROWS, COLUMNS, 16384))],
  ['HTJ2K larger than its header says', 'UNDECODABLE', () => image(HT, jpeg2000(65535, 65535))],
  ['1 bit a pixel', 'UNDECODABLE', () => ({ header: { BitsAllocated: 1, BitsStored: 1, HighBit: 0 } })],
  ...[32, 64].map((bits): Case => [
    `${bits} bits a pixel`,
    'UNDECODABLE',
    () => ({ header: { BitsAllocated: bits }, pixels: nativePixels((ROWS * COLUMNS * bits) / 8) }),
  ]),
  ['float pixel data', 'NO_PIXEL_DATA', () => ({ pixels: long(0x7fe00008, 'OF', Buffer.alloc(4 * ROWS * COLUMNS)) })],
  ['no stored bits', 'UNDECODABLE', () => ({ header: { BitsStored: 0, HighBit: 0 } })],
  ['200 stored bits of 16', 'UNDECODABLE', () => ({ header: { BitsStored: 200, HighBit: 255 } })],
  ['stored bits below bit 0', 'UNDECODABLE', () => ({ header: { BitsStored: 12, HighBit: 5 } })],
  ['a palette', 'UNDECODABLE', () => ({ header: { PhotometricInterpretation: 'PALETTE COLOR' } })],
  ...['1e300', 'NaN', '1e-300', 'Infinity', '0'].map((slope): Case => [
    `a rescale slope of ${slope}`,
    'NO_HOUNSFIELD',
    () => ({ header: { RescaleSlope: slope } }),
  ]),
  ['a rescale intercept of 1e9', 'NO_HOUNSFIELD', () => ({ header: { RescaleIntercept: '1e9' } })],
];

for (const [name, code, slices] of cases)
  hardCase('limits', `a series of ${name}`, `refused: ${code}`, async () => {
    const instances = Array.from({ length: 24 }, (_, index) =>
      readPart10(hostileFile({ ...slices(), index }), `slice ${index}`),
    );
    return await refusalOf(() => buildVolume(instances, decoder), code);
  });

hardCase('limits', 'a series of 5000 slices', 'refused: TOO_LARGE', async () => {
  const series = ctSeries({ slices: 5000, step: [0, 0, -0.5] });
  return await refusalOf(() => buildVolume(series, decoder), 'TOO_LARGE');
});

hardCase('limits', 'the first bad frame of 2000', 'the others are not decoded', async () => {
  const series = ctSeries({ slices: 2000, step: [0, 0, -0.5] });
  const [first, ...others] = series;
  const instances = [{ ...first!, frames: [new Uint8Array(2)] }, ...others];
  let decoded = 0;
  const counting = {
    decode: async (...given: Parameters<PixelDecoder['decode']>) => {
      await decoder.decode(...given);
      decoded++;
    },
  } as PixelDecoder;
  await refusalOf(() => buildVolume(instances, counting), 'UNDECODABLE');
  assert.ok(decoded < 1000, `${decoded} frames were decoded`);
  return 'the others are not decoded';
});

async function refusalOf(work: () => Promise<unknown>, code: string): Promise<string> {
  const start = performance.now();
  const error = await work().then(
    () => assert.fail('it was accepted'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof RefusalError, String(error));
  assert.ok(performance.now() - start < 30_000, 'it took more than 30 s');
  assert.equal(error.code, code, error.message);
  return `refused: ${error.code}`;
}
