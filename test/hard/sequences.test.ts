import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import { items, text } from '../../src/dicom/dataset.ts';
import { planesOf } from '../../src/volume/plane.ts';
import { readPart10 } from '../../src/dicom/read-part10.ts';
import { bare, bareSequence, item, long, openItem, openSequence, short, withElements } from '../support/elements.ts';
import { noisyCt } from '../support/part10-files.ts';
import { hardCase } from './case.ts';

const { file } = noisyCt();
const plain = readPart10(file, 'the file');

const CREATOR = short(0x00270010, 'LO', 'ACME1 ');
const PRIVATE = 0x00271001;
const UDI = 0x0018100a;
const CODE = bare(0x00080100, 'ABC ');
const DEVICE = bare(0x00181009, '(01)0123');
const NESTED = bareSequence(0x0040a043, openItem(CODE, bare(0x00280010, '\x01\0'), bare(0x00200032, '1\\2\\3 ')));

/** In front of the rows, where private group 0027 belongs. */
const amongPixels = (inserted: Uint8Array) => withElements(file, 0x00280002, 'US', inserted);
/** In front of the slice thickness, near where UDISequence belongs. */
const amongAcquisition = (inserted: Uint8Array) => withElements(file, 0x00181210, 'SH', inserted);

const skipped: readonly [name: string, bytes: Uint8Array][] = [
  ['private, undefined length', amongPixels(cat(CREATOR, openSequence(PRIVATE, 'UN', openItem(CODE, NESTED))))],
  ['private, with a length', amongPixels(cat(CREATOR, long(PRIVATE, 'UN', item(CODE, NESTED))))],
  [
    'private, items with VR',
    amongPixels(cat(CREATOR, openSequence(PRIVATE, 'UN', openItem(short(0x00080100, 'SH', 'AB'))))),
  ],
  [
    'private, several items, one empty',
    amongPixels(cat(CREATOR, openSequence(PRIVATE, 'UN', openItem(), item(), item(CODE)))),
  ],
  [
    'private, an item without its end',
    amongPixels(cat(CREATOR, openSequence(PRIVATE, 'UN', bare(0xfffee000, CODE, 0xffffffff)))),
  ],
  ['private, no item at all', amongPixels(cat(CREATOR, openSequence(PRIVATE, 'UN')))],
  [
    'private, with a length and content that is no sequence',
    amongPixels(cat(CREATOR, long(PRIVATE, 'SQ', 'nonsense'))),
  ],
  ['private, written without VR', amongPixels(cat(CREATOR, bare(PRIVATE, 'eight by')))],
  ['private, 3 MB', amongPixels(cat(CREATOR, long(PRIVATE, 'OB', Buffer.alloc(3_000_000, 0x5a))))],
  [
    'private, behind the pixel data',
    cat(file, short(0x7fe10010, 'LO', 'ACME1 '), openSequence(0x7fe11001, 'UN', openItem(CODE))),
  ],
  ['public, unknown to the standard', amongPixels(openSequence(0x00280ffe, 'UN', openItem(CODE)))],
  ['public, with a length and content that is no sequence', amongAcquisition(long(UDI, 'UN', 'nonsense'))],
];
for (const [name, bytes] of skipped)
  hardCase('sequences', name, 'skipped', async () => {
    assert.deepEqual(readPart10(bytes, 'the file'), plain);
    return 'skipped';
  });

const read: readonly [name: string, bytes: Uint8Array][] = [
  ['public, undefined length', amongAcquisition(openSequence(UDI, 'UN', openItem(DEVICE)))],
  ['public, with a length', amongAcquisition(long(UDI, 'UN', item(DEVICE)))],
  ['public, items with VR', amongAcquisition(openSequence(UDI, 'UN', openItem(long(0x00181009, 'UT', '(01)0123'))))],
  [
    'public, with a private sequence inside',
    amongAcquisition(
      openSequence(UDI, 'UN', openItem(DEVICE, bare(0x00270010, 'ACME1 '), bareSequence(PRIVATE, openItem(NESTED)))),
    ),
  ],
  [
    'public and written as it should be, with a private one inside',
    amongAcquisition(
      openSequence(
        UDI,
        'SQ',
        openItem(long(0x00181009, 'UT', '(01)0123'), CREATOR, openSequence(PRIVATE, 'UN', openItem(NESTED))),
      ),
    ),
  ],
  [
    'public, with bytes inside that look like the end of an item',
    amongAcquisition(
      openSequence(
        UDI,
        'SQ',
        openItem(long(0x00081199, 'OB', bare(0xfffee00d, '')), long(0x00181009, 'UT', '(01)0123')),
      ),
    ),
  ],
];
for (const [name, bytes] of read)
  hardCase('sequences', name, 'read', async () => {
    const { header, frames } = readPart10(bytes, 'the file');
    const [device = {}] = items(header, 'UDISequence');
    assert.equal(text(device, 'UniqueDeviceIdentifier'), '(01)0123');
    assert.deepEqual(frames, plain.frames);
    assert.deepEqual({ ...header, UDISequence: undefined }, { ...plain.header, UDISequence: undefined });
    return 'read';
  });

hardCase('sequences', 'the positions of an enhanced CT as UN', 'read', async () => {
  const position = (z: number) => bareSequence(0x00209113, openItem(bare(0x00200032, `1\\2\\${z}  `)));
  const frames = [5, 7].map((z) => openItem(position(z)));
  const { file: enhanced } = noisyCt({ NumberOfFrames: 2, ImagePositionPatient: undefined });
  const bytes = withElements(enhanced, 0x7fe00010, 'OW', openSequence(0x52009230, 'UN', ...frames));
  const planes = planesOf(readPart10(bytes, 'the file').header);
  assert.deepEqual(
    planes.map(({ position: [, , z] }) => z),
    [5, 7],
  );
  return 'read';
});

hardCase('sequences', 'an icon with pixels in fragments', 'read', async () => {
  const pixels = openSequence(0x7fe00010, 'OB', item(), item(Buffer.from('icon')));
  const { header, frames } = readPart10(
    amongPixels(openSequence(0x00880200, 'SQ', openItem(CODE, pixels))),
    'the file',
  );
  assert.equal(items(header, 'IconImageSequence').length, 1);
  assert.deepEqual(frames, plain.frames);
  return 'read';
});

hardCase('sequences', 'private, in a deflated file', 'skipped', async () => {
  const dataset = datasetStart(file);
  const bytes = amongPixels(cat(CREATOR, openSequence(PRIVATE, 'UN', openItem(CODE, NESTED)))).subarray(dataset);
  const meta = short(0x00020010, 'UI', '1.2.840.10008.1.2.1.99');
  const head = cat(file.subarray(0, 132), short(0x00020000, 'UL', Buffer.from([meta.length, 0, 0, 0])), meta);
  const { header, frames } = readPart10(cat(head, deflateRawSync(bytes)), 'the file');
  assert.deepEqual(header, plain.header);
  assert.deepEqual(frames, plain.frames);
  return 'skipped';
});

function datasetStart(bytes: Uint8Array): number {
  return 132 + 12 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(140, true);
}

function cat(...parts: Uint8Array[]): Buffer {
  return Buffer.concat(parts);
}
