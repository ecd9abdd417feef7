import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutControls } from '../../src/dicom/character-set.ts';
import { text } from '../../src/dicom/dataset.ts';
import { readPart10 } from '../../src/dicom/read-part10.ts';
import { fileWithName, noisyCt } from '../support/part10-files.ts';

function nameIn(file: Uint8Array): string {
  return text(readPart10(file, 'the file').header, 'PatientName');
}

const ESC = '\x1b';

// The examples of PS3.5 H.3.1, I.2, J.1 and K.2.
const NAMES: Readonly<Record<string, readonly [characterSet: string, stored: string, read: string]>> = {
  Japanese: [
    '\\ISO 2022 IR 87',
    `Yamada^Tarou=${ESC}$B;3ED${ESC}(B^${ESC}$BB@O:${ESC}(B=${ESC}$B$d$^$@${ESC}(B^${ESC}$B$?$m$&${ESC}(B`,
    'Yamada^Tarou=山田^太郎=やまだ^たろう',
  ],
  Korean: [
    '\\ISO 2022 IR 149',
    `Hong^Gildong=${ESC}$)C\xfb\xf3^${ESC}$)C\xd1\xce\xd4\xd7=${ESC}$)C\xc8\xab^${ESC}$)C\xb1\xe6\xb5\xbf`,
    'Hong^Gildong=洪^吉洞=홍^길동',
  ],
  Chinese: [
    '\\ISO 2022 IR 58',
    `Zhang^XiaoDong=${ESC}$)A\xd5\xc5^${ESC}$)A\xd0\xa1\xb6\xab=`,
    'Zhang^XiaoDong=张^小东',
  ],
  German: ['ISO_IR 100', 'Buc^J\xe9r\xf4me==', 'Buc^Jérôme'],
};

for (const [language, [characterSet, stored, read]] of Object.entries(NAMES))
  test(`a ${language} name is read as it was meant`, () => {
    assert.equal(nameIn(fileWithName(characterSet, stored)), read);
  });

test('values that are not text stay as they are', () => {
  const { header, frames } = readPart10(
    fileWithName(...(NAMES['Korean']!.slice(0, 2) as [string, string])),
    'the file',
  );
  assert.deepEqual(header['PixelSpacing'], [0.7, 0.6]);
  assert.deepEqual(frames, readPart10(noisyCt({ PatientName: 'X' }).file, 'the file').frames);
});

test('NULs with which some devices pad texts are removed, also in sequences', () => {
  const header = withoutControls({ PatientID: 'ID1\0', Items: [{ CodeValue: 'A\0\0' }], Rows: 512 });
  assert.deepEqual(header, { PatientID: 'ID1', Items: [{ CodeValue: 'A' }], Rows: 512 });
});
