import assert from 'node:assert/strict';
import { after } from 'node:test';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { LIMITS } from '../../src/dicom/limits.ts';
import { DicomReader } from '../../src/dicom/reader.ts';
import { bare, item, long, openItem, openSequence, short } from '../support/elements.ts';
import {
  dataset,
  deflatedFile,
  deflatedPixels,
  fragments,
  hostileFile,
  nativePixels,
  nested,
  SYNTAX,
} from '../support/hostile-files.ts';
import { hardCase } from './case.ts';

const reader = new DicomReader(1);
after(() => reader.close());

const REQUEST_ATTRIBUTES = 0x00400275;
const PRIVATE = 0x00411001;
const MILLION = 1_000_000;
const EMPTY_ITEMS = (count: number) => Buffer.concat(Array<Buffer>(count).fill(item()));

/** What is wrong with a file, what it is refused for, and the file, made when it is needed. */
type Case = readonly [name: string, code: string, make: () => Uint8Array];

const refused: readonly Case[] = [
  ['no rows', 'UNDECODABLE', () => withHeader({ Rows: 0 })],
  ['no rows, 50 million frames', 'TOO_LARGE', () => withHeader({ Rows: 0, NumberOfFrames: 50 * MILLION })],
  ['Rows absent, two billion frames', 'TOO_LARGE', () => withHeader({ Rows: undefined, NumberOfFrames: 2e9 })],
  ['no bits, 300,000 frames', 'UNDECODABLE', () => withHeader({ BitsAllocated: 0, NumberOfFrames: 300_000 })],
  ['no bits, 2147483647 frames', 'TOO_LARGE', () => withHeader({ BitsAllocated: 0, NumberOfFrames: 2 ** 31 - 1 })],
  ['BitsAllocated absent', 'UNDECODABLE', () => withHeader({ BitsAllocated: undefined })],
  ['no samples, 300,000 frames', 'UNDECODABLE', () => withHeader({ SamplesPerPixel: 0, NumberOfFrames: 300_000 })],
  ['300,000 frames, of which one is there', 'DAMAGED', () => withHeader({ NumberOfFrames: 300_000 })],
  ['2147483647 frames', 'TOO_LARGE', () => withHeader({ NumberOfFrames: 2 ** 31 - 1 })],
  ['-5 frames', 'DAMAGED', () => withHeader({ NumberOfFrames: -5 })],
  ['0 frames', 'DAMAGED', () => withHeader({ NumberOfFrames: 0 })],
  ['65535x65535 pixels that are not there', 'DAMAGED', () => withHeader({ Rows: 65535, Columns: 65535 })],
  [
    'half a million frames of one byte, all there',
    'TOO_LARGE',
    () =>
      hostileFile({
        header: { Rows: 1, Columns: 1, BitsAllocated: 8, NumberOfFrames: 500_000 },
        pixels: nativePixels(500_000),
      }),
  ],
  [
    'pixel data of 4 GB, of which 512 bytes are there',
    'DAMAGED',
    () => hostileFile({ pixels: long(0x7fe00010, 'OW', Buffer.alloc(512), 0xfffffffe) }),
  ],
  ...[64, 512, 2048].map((mebibytes): Case => [
    `deflated pixels of ${mebibytes} MiB`,
    'TOO_LARGE',
    () => deflatedPixels(mebibytes),
  ]),
  [
    'a deflated text of 2 GiB',
    'TOO_LARGE',
    () => deflatedFile(dataset({ pixels: long(0x0040a160, 'UT', '', 2 ** 31) }), Buffer.alloc(2 ** 20, 'A'), 2048),
  ],
  [
    'twenty million deflated elements',
    'TOO_LARGE',
    () =>
      deflatedFile(
        dataset({ pixels: Buffer.alloc(0) }),
        Buffer.concat(Array<Buffer>(100_000).fill(short(PRIVATE, 'LO', 'AB'))),
        200,
      ),
  ],
  ...[100, 3000, 100_000].map((depth): Case => [
    `sequences ${depth} deep, with delimiters`,
    'TOO_LARGE',
    () => hostileFile({ inserted: nested(REQUEST_ATTRIBUTES, depth, false) }),
  ]),
  ...[100, 3000, 10_000].map((depth): Case => [
    `sequences ${depth} deep, with lengths`,
    'TOO_LARGE',
    () => hostileFile({ inserted: nested(REQUEST_ATTRIBUTES, depth, true) }),
  ]),
  [
    'private sequences 100000 deep, with delimiters',
    'TOO_LARGE',
    () => hostileFile({ inserted: nested(PRIVATE, 100_000, false) }),
  ],
  [
    'two million items',
    'TOO_LARGE',
    () => hostileFile({ inserted: long(REQUEST_ATTRIBUTES, 'SQ', EMPTY_ITEMS(2 * MILLION)) }),
  ],
  [
    'two million fragments',
    'TOO_LARGE',
    () =>
      hostileFile({ syntax: SYNTAX.jpegLossless, pixels: fragments(Array<Buffer>(2 * MILLION).fill(Buffer.alloc(0))) }),
  ],
  [
    'functional groups of 100,000 frames',
    'TOO_LARGE',
    () => {
      const position = openSequence(0x00209113, 'SQ', openItem(short(0x00200032, 'DS', '1\\2\\3 ')));
      return hostileFile({
        inserted: long(0x52009230, 'SQ', Buffer.concat(Array<Buffer>(100_000).fill(item(position)))),
      });
    },
  ],
  [
    'an offset table longer than the file',
    'DAMAGED',
    () =>
      hostileFile({
        syntax: SYNTAX.jpegLossless,
        pixels: long(0x7fe00010, 'OB', bare(0xfffee000, '', 2 ** 31), 0xffffffff),
      }),
  ],
];

for (const [name, code, make] of refused)
  hardCase('limits', name, `refused: ${code}`, async () => {
    const bytes = new Uint8Array(make());
    const start = performance.now();
    const { content } = await reader.read({ origin: 'the file', bytes });
    assert.ok('code' in content, 'it was read');
    assert.match(content.message, /^the file .*\. (Send|Leave)/);
    assert.ok(performance.now() - start < LIMITS.readMs, 'it took longer than a thread may');
    assert.equal(content.code, code);
    return `refused: ${content.code}`;
  });

const read: readonly [name: string, make: () => Uint8Array][] = [
  [
    'a text of 50 MiB that nobody needs',
    () => hostileFile({ inserted: long(0x0040a160, 'UT', Buffer.alloc(50 * 2 ** 20, 'A')) }),
  ],
  [
    'ten million values that nobody needs',
    () => hostileFile({ inserted: long(0x0040a160, 'UC', Buffer.alloc(20 * 2 ** 20, '1\\')) }),
  ],
  [
    'an offset table that lies',
    () =>
      hostileFile({
        syntax: SYNTAX.jpegLossless,
        pixels: fragments([Buffer.from('ffd8', 'hex')], Buffer.alloc(4000, 0xff)),
      }),
  ],
  ['300,000 elements', () => hostileFile({ inserted: long(REQUEST_ATTRIBUTES, 'SQ', EMPTY_ITEMS(300_000)) })],
];

for (const [name, make] of read)
  hardCase('limits', name, 'read', async () => {
    const { content } = await reader.read({ origin: 'the file', bytes: new Uint8Array(make()) });
    assert.ok('header' in content, JSON.stringify(content));
    assert.equal(content.header['Rows'], 38);
    assert.equal(content.frames.length, 1);
    return 'read';
  });

hardCase('limits', 'reading a large header beside other work', 'the other work goes on', async () => {
  const bytes = new Uint8Array(hostileFile({ inserted: long(REQUEST_ATTRIBUTES, 'SQ', EMPTY_ITEMS(300_000)) }));
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const start = performance.now();
  delay.enable();
  await reader.read({ origin: 'the file', bytes });
  delay.disable();
  const took = performance.now() - start;
  assert.ok(delay.max / 1e6 < took / 2, `a pause of ${delay.max / 1e6} of ${took} ms`);
  return 'the other work goes on';
});

hardCase('limits', 'memory for all these files', 'less than 2 GiB', async () => {
  assert.ok(process.resourceUsage().maxRSS < 2 * 2 ** 20, `${process.resourceUsage().maxRSS} KiB`);
  return 'less than 2 GiB';
});

function withHeader(header: Record<string, unknown>): Uint8Array {
  return hostileFile({ header });
}
