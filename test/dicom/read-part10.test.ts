import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { suite, test } from 'node:test';
import { text } from '../../src/dicom/dataset.ts';
import { readPart10 } from '../../src/dicom/read-part10.ts';
import { RefusalError } from '../../src/errors/refusal-error.ts';
import { output, withFiles } from '../support/dicom-files.ts';
import { long } from '../support/elements.ts';
import { noisyCt } from '../support/part10-files.ts';
import { without } from '../support/programs.ts';

const { file } = noisyCt();
const DATASET = datasetStart(file);

/** Where the dataset begins: after the prefix, the group length element and what it counts. */
function datasetStart(bytes: Uint8Array): number {
  return 132 + 12 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(140, true);
}

function refusalOf(bytes: Uint8Array): string {
  try {
    readPart10(bytes, 'the file');
    return 'accepted';
  } catch (error) {
    assert.ok(error instanceof RefusalError, String(error));
    assert.match(error.message, /the file.*\. (Send|Leave)/, 'the message names the file and says what to do');
    return error.code;
  }
}

suite('a file is read', () => {
  test('with its header by keywords, without pixel data and private elements', () => {
    const { header, frames, transferSyntaxUid, origin } = readPart10(file, 'the file');
    assert.equal(text(header, 'Modality'), 'CT');
    assert.deepEqual(header['PixelSpacing'], [0.7, 0.6]);
    assert.equal(header['PixelData'], undefined);
    assert.equal(frames.length, 1);
    assert.equal(frames[0]?.length, 38 * 23 * 2);
    assert.equal(transferSyntaxUid, '1.2.840.10008.1.2.1');
    assert.equal(origin, 'the file');
  });

  test('without preamble and meta header', () => {
    assert.deepEqual(readPart10(file.subarray(DATASET), 'the file'), readPart10(file, 'the file'));
  });

  test('without Transfer Syntax UID in the meta header', () => {
    const meta = Uint8Array.of(2, 0, 0x12, 0, 0x55, 0x49, 4, 0, 0x31, 0x2e, 0x32, 0);
    const bytes = Buffer.concat([file.subarray(0, 132), meta, file.subarray(DATASET)]);
    assert.deepEqual(readPart10(bytes, 'the file'), readPart10(file, 'the file'));
  });

  test('without the length of the meta header', () => {
    const bytes = Buffer.concat([file.subarray(0, 132), file.subarray(144)]);
    assert.deepEqual(readPart10(bytes, 'the file'), readPart10(file, 'the file'));
  });

  test('in implicit and big-endian syntax without meta header', { skip: without('dcmconv') }, async () => {
    await withFiles({ plain: file }, async ({ plain = '' }) => {
      for (const [option = '', uid] of [
        ['+ti', '1.2.840.10008.1.2'],
        ['+tb', '1.2.840.10008.1.2.2'],
      ]) {
        assert.equal(await output('dcmconv', option, plain, `${plain}.out`), '');
        const bytes = await readFile(`${plain}.out`);
        const bare = readPart10(bytes.subarray(datasetStart(bytes)), 'the file');
        assert.equal(bare.transferSyntaxUid, uid);
        assert.deepEqual(bare, readPart10(bytes, 'the file'));
      }
    });
  });

  test('with several character sets', () => {
    const bytes = noisyCt({ SpecificCharacterSet: ['ISO 2022 IR 13', 'ISO 2022 IR 87'] }).file;
    assert.equal(refusalOf(bytes), 'accepted');
  });

  test('with padding or later elements after its pixel data', () => {
    const padding = long(0xfffcfffc, 'OB', Buffer.alloc(6));
    const csa = long(0x7fe11010, 'OB', 'private');
    for (const more of [Buffer.alloc(300), padding, csa, Buffer.concat([csa, padding])])
      assert.equal(refusalOf(Buffer.concat([file, more])), 'accepted');
  });

  test('when it lies inside a larger buffer', () => {
    const larger = Buffer.concat([new Uint8Array(77), file, new Uint8Array(99)]).subarray(77, 77 + file.length);
    assert.deepEqual(readPart10(larger, 'the file'), readPart10(file, 'the file'));
  });

  test('without output on the console', (t) => {
    const calls = (['log', 'info', 'warn', 'error', 'debug', 'trace'] as const).map((name) =>
      t.mock.method(console, name),
    );
    readPart10(file, 'the file');
    refusalOf(file.subarray(0, DATASET + 300));
    assert.deepEqual(
      calls.map((call) => call.mock.callCount()),
      [0, 0, 0, 0, 0, 0],
    );
  });
});

suite('a file is refused', () => {
  test('NOT_DICOM when it is not DICOM', () => {
    for (const other of ['', '{"a": 1}', 'PK\u0003\u0004 a zip archive that goes on', '\u0089PNG\r\n\u001a\n and more'])
      assert.equal(refusalOf(Buffer.from(other, 'latin1')), 'NOT_DICOM', other);
  });

  test('DAMAGED when it is truncated, wherever', () => {
    for (const missing of [2, 900]) assert.equal(refusalOf(file.subarray(0, file.length - missing)), 'DAMAGED');
    for (let end = 140; end < DATASET + 500; end += 11) {
      const cut = file.subarray(0, end);
      if (refusalOf(cut) === 'accepted') assert.deepEqual(readPart10(cut, 'the file').frames, []);
    }
  });

  test('DAMAGED when frames are missing', () => {
    const three = noisyCt({ NumberOfFrames: 3 }).file;
    assert.equal(refusalOf(three.subarray(0, three.length - 38 * 23 * 2)), 'DAMAGED');
  });

  test('DAMAGED when a piece of its pixels came twice', () => {
    for (const header of [{}, { PixelRepresentation: 1, BitsStored: 16, HighBit: 15 }])
      for (const bytes of [100, 501, 900]) {
        const { file: ct } = noisyCt(header);
        const from = ct.length - 1000;
        const twice = Buffer.concat([ct.subarray(0, from + bytes), ct.subarray(from)]);
        assert.equal(refusalOf(twice), 'DAMAGED', `${bytes} bytes`);
      }
  });

  test('and nothing worse happens, whichever byte is damaged', () => {
    for (let at = 132; at < file.length - 38 * 23 * 2; at += 7) {
      const bytes = file.slice();
      bytes[at] = (bytes[at]! + 0x55) & 0xff;
      refusalOf(bytes);
    }
  });
});
