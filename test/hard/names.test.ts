import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { type Dataset, items, text, texts } from '../../src/dicom/dataset.ts';
import { readPart10 } from '../../src/dicom/read-part10.ts';
import { readDataset } from '../../src/dicomweb/json-dataset.ts';
import { buildReport } from '../../src/report/build.ts';
import { renderHtml } from '../../src/report/html.ts';
import { writeArtefacts } from '../../src/results/artefacts.ts';
import { writeReport } from '../../src/results/report-artefacts.ts';
import { patientLabel } from '../../src/web/dashboard/format.ts';
import { infectedAnalysis, OPTIONS } from '../support/analyses.ts';
import { fiveStudies, reportInput } from '../support/course.ts';
import { output, withFiles } from '../support/dicom-files.ts';
import { fileWithName, noisyCt, withValue } from '../support/part10-files.ts';
import { without } from '../support/programs.ts';
import { syntheticVolume } from '../support/volumes.ts';
import { hardCase } from './case.ts';

const ESC = '\x1b';
const utf8 = (name: string): string => Buffer.from(name).toString('latin1');

/** What is right, by case: Specific Character Set, the bytes of the name as Latin-1, the name that results carry. */
const NAMES: Readonly<Record<string, readonly [characterSet: string, stored: string, right: string]>> = {
  'ideographic alone, UTF-8': ['ISO_IR 192', utf8('=山田^太郎'), '=山田^太郎'],
  'Cyrillic by code extension': [
    'ISO 2022 IR 6\\ISO 2022 IR 144',
    `${ESC}-L\xb8\xd2\xd0\xdd\xde\xd2^${ESC}-L\xb8\xd2\xd0\xdd`,
    'Иванов^Иван',
  ],
  'Cyrillic by code extension, first value empty': [
    '\\ISO 2022 IR 144',
    `${ESC}-L\xb8\xd2\xd0\xdd\xde\xd2^${ESC}-L\xb8\xd2\xd0\xdd`,
    'Иванов^Иван',
  ],
  'half-width katakana beside kanji (PS3.5 H.3.2)': [
    'ISO 2022 IR 13\\ISO 2022 IR 87',
    `\xd4\xcf\xc0\xde^\xc0\xdb\xb3=${ESC}$B;3ED${ESC}(J^${ESC}$BB@O:${ESC}(J=${ESC}$B$d$^$@${ESC}(J^${ESC}$B$?$m$&${ESC}(J`,
    'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう',
  ],
  'half-width katakana alone': ['ISO_IR 13', '\xd4\xcf\xc0\xde^\xc0\xdb\xb3', 'ﾔﾏﾀﾞ^ﾀﾛｳ'],
  'kanji whose codes hold a backslash and a caret': [
    '\\ISO 2022 IR 87',
    `Yi=${ESC}$B0\\0^${ESC}(B^${ESC}$B0\\${ESC}(B`,
    'Yi=移緯^移',
  ],
  'supplementary kanji, JIS X 0212': ['\\ISO 2022 IR 87\\ISO 2022 IR 159', `A^B=${ESC}$(D0=${ESC}(B`, 'A^B=亍'],
  'Korean (PS3.5 I.2)': [
    '\\ISO 2022 IR 149',
    `Hong^Gildong=${ESC}$)C\xfb\xf3^${ESC}$)C\xd1\xce\xd4\xd7=${ESC}$)C\xc8\xab^${ESC}$)C\xb1\xe6\xb5\xbf`,
    'Hong^Gildong=洪^吉洞=홍^길동',
  ],
  'Korean whose device forgot to escape': ['ISO 2022 IR 149', 'Hong=\xfb\xf3^\xd1\xce', 'Hong=洪^吉'],
  'Chinese by code extension (PS3.5 K.2)': [
    '\\ISO 2022 IR 58',
    `Zhang^XiaoDong=${ESC}$)A\xd5\xc5^${ESC}$)A\xd0\xa1\xb6\xab`,
    'Zhang^XiaoDong=张^小东',
  ],
  'GB18030 (PS3.5 J.3)': ['GB18030', 'Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab', 'Wang^XiaoDong=王^小东'],
  'GBK whose second byte is a backslash': ['GBK', 'Ai=\xb0\\^\xb0\\', 'Ai=癨^癨'],
  'Latin-2': ['ISO_IR 101', '\xa3ucja^\xaf\xf3\xb3\xe6', 'Łucja^Żółć'],
  'Latin-9': ['ISO_IR 203', 'B\xbduf^\xa6\xe9', 'Bœuf^Šé'],
  Turkish: ['ISO_IR 148', '\xdeahin^I\xfe\xfdk', 'Şahin^Işık'],
  'Greek (PS3.5 annex on single-byte sets)': ['ISO_IR 126', '\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2', 'Διονυσιος'],
  Arabic: ['ISO_IR 127', '\xe2\xc8\xc7\xe6\xea^\xe6\xd2\xc7\xd1', 'قباني^نزار'],
  Hebrew: ['ISO_IR 138', '\xf9\xf8\xe5\xef^\xe3\xe1\xe5\xf8\xe4', 'שרון^דבורה'],
  Thai: ['ISO_IR 166', '\xb9\xd2\xc1\xca\xa1\xd8\xc5^\xaa\xd7\xe8\xcd', 'นามสกุล^ชื่อ'],
  'two single-byte sets, the first active again after the caret': [
    'ISO 2022 IR 100\\ISO 2022 IR 144',
    `${ESC}-L\xb8\xd2\xd0\xdd^Ren\xe9`,
    'Иван^René',
  ],
  'no character set, UTF-8 all the same': ['', utf8('Müller^Jürgen'), 'Müller^Jürgen'],
  'no character set, Latin-1 all the same': ['', 'M\xfcller^J\xfcrgen', 'Müller^Jürgen'],
  'UTF-8 announced, Latin-1 stored': ['ISO_IR 192', 'M\xfcller^J\xfcrgen', 'Müller^Jürgen'],
  'Latin-1 announced, UTF-8 stored': ['ISO_IR 100', utf8('Müller^Jürgen=山田^太郎'), 'Müller^Jürgen=山田^太郎'],
  'Latin-1 announced and stored': ['ISO_IR 100', 'M\xfcller^Jos\xe9', 'Müller^José'],
  'an encoding that is none of DICOM': ['windows-1251', '\xc8\xe2\xe0\xed', 'Иван'],
  'Shift JIS by its name': ['SHIFT_JIS', '\x8eR\x93c', '山田'],
  'a character set that does not exist': ['ISO_IR 999', 'Doe^Jane', 'Doe^Jane'],
};

const [study] = fiveStudies();
const skip = without('pdftotext');

/** The names in SEG, SR, encapsulated PDF, on the PDF's page, in the HTML report and in the dashboard. */
async function carried(header: Dataset): Promise<{ readonly names: Set<string>; readonly pages: readonly string[] }> {
  const patient = { PatientName: header['PatientName'] };
  const analysis = infectedAnalysis(syntheticVolume({ header: patient }));
  const input = { ...(await reportInput([study!], study!)), header: { ...study!.volume.header, ...patient } };
  const report = await writeReport(input, study!.volume.slices);
  const files = [...writeArtefacts(analysis, OPTIONS), report].map(({ kind, bytes }) => readPart10(bytes, kind).header);
  // The document is longer than what is read of a header.
  const document = Buffer.from(report.bytes).subarray(Buffer.from(report.bytes).indexOf('%PDF-'));
  const pdf = execFileSync('pdftotext', ['-layout', '-', '-'], { input: document }).toString();
  const label = patientLabel({ patientName: text(header, 'PatientName'), patientId: 'P1' });
  const names = new Set(files.map((file) => text(file, 'PatientName')));
  // pdftotext marks the direction of Arabic and Hebrew.
  return { names, pages: [pdf.replace(/[\u202a-\u202e]/g, ''), renderHtml(buildReport(input)), label] };
}

for (const [name, [characterSet, stored, right]] of Object.entries(NAMES))
  hardCase(
    'names',
    name,
    `${right} in SEG, SR, PDF and pages`,
    async () => {
      const { header } = readPart10(fileWithName(characterSet, stored), 'the file');
      assert.equal(text(header, 'PatientName'), right);
      const { names, pages } = await carried(header);
      assert.deepEqual([...names], [right]);
      const shown = right
        .split('=')
        .slice(0, 2)
        .flatMap((group) => group.split('^'));
      for (const page of pages)
        for (const part of shown) assert.ok(page.includes(part), `${part} in ${page.slice(0, 900)}`);
      return `${[...names][0] ?? ''} in SEG, SR, PDF and pages`;
    },
    { skip },
  );

/** Names as DICOM JSON (PS3.18 F.2.2) has them, some of them by mistake, and what is read. */
const JSON_NAMES: readonly (readonly [name: string, value: unknown, right: string])[] = [
  ['an empty object', [{}], ''],
  ['null', [null], ''],
  ['no value', undefined, ''],
  ['the ideographic group alone', [{ Ideographic: '山田^太郎' }], '=山田^太郎'],
  ['the phonetic group alone', [{ Phonetic: 'やまだ^たろう' }], '==やまだ^たろう'],
  ['a string instead of groups', ['Doe^Jane'], 'Doe^Jane'],
  ['empty groups', [{ Alphabetic: '', Ideographic: '' }], ''],
  ['a group that is null', [{ Alphabetic: null, Ideographic: '山田' }], '=山田'],
  ['a group that is a number', [{ Alphabetic: 4711 }], '4711'],
];

for (const [name, value, right] of JSON_NAMES)
  hardCase('names', `JSON with ${name}`, right === '' ? 'no name' : right, () => {
    const element = { vr: 'PN', ...(value !== undefined && { Value: value }) };
    const json = { '00100010': element, '00100020': { vr: 'LO', Value: ['P1'] } };
    const { dataset: header = {} } = readDataset(json) ?? {};
    assert.equal(text(header, 'PatientName'), right);
    assert.doesNotMatch(patientLabel({ patientName: text(header, 'PatientName'), patientId: 'P1' }), /object/);
    return Promise.resolve(text(header, 'PatientName') || 'no name');
  });

const STORED = `${ESC}-L\xb8\xd2\xd0\xdd`;
const MARK = '@'.repeat(STORED.length);

/**
 * A file whose texts are one word in Cyrillic by code extension: a name, values, a text and an item of a sequence. Another item has a set
 * of its own. */
function cyrillicFile(): Uint8Array {
  const code = { CodeValue: 'C', CodingSchemeDesignator: '99X', CodeMeaning: MARK };
  const { file } = noisyCt({
    PatientName: MARK,
    OtherPatientIDs: [MARK, MARK],
    PatientComments: `${MARK}\\${MARK}`,
    ProcedureCodeSequence: [code],
    RequestedProcedureCodeSequence: [{ SpecificCharacterSet: 'ISO_IR 192', ...code, CodeMeaning: 'Mü' }],
  });
  const bytes = Buffer.from(file);
  for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK, at + 1)) bytes.write(STORED, at, 'latin1');
  return withValue(bytes, '\x08\x00\x05\x00CS', '\\ISO 2022 IR 144');
}

for (const [syntax, option] of Object.entries({
  'explicit little': '+te',
  'implicit little': '+ti',
  'explicit big': '+tb',
}))
  hardCase(
    'names',
    `values, texts and items of sequences, ${syntax} endian`,
    'Иван six times; Mü by the character set of its item',
    () =>
      withFiles({ plain: cyrillicFile() }, async ({ plain }) => {
        assert.equal(await output('dcmconv', option, plain!, `${plain!}.out`), '');
        const { header } = readPart10(await readFile(`${plain!}.out`), 'the file');
        const [own] = items(header, 'RequestedProcedureCodeSequence');
        const [code] = items(header, 'ProcedureCodeSequence');
        const seen = [text(header, 'PatientName'), ...texts(header, 'OtherPatientIDs'), text(code!, 'CodeMeaning')];
        assert.deepEqual([...seen, ...text(header, 'PatientComments').split('\\')], Array(6).fill('Иван'));
        assert.equal(text(own!, 'CodeMeaning'), 'Mü');
        return 'Иван six times; Mü by the character set of its item';
      }),
    { skip: without('dcmconv') },
  );
