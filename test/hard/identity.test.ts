import assert from 'node:assert/strict';
import { after, before, suite } from 'node:test';
import { readPatient } from '../../src/db/patients.ts';
import { readStudy } from '../../src/db/study-detail.ts';
import type { Dataset } from '../../src/dicom/dataset.ts';
import { acquiredAt } from '../../src/followup/acquisition.ts';
import { doubtsBetween, personOf } from '../../src/followup/identity.ts';
import { correctStudy } from '../../src/web/routes/corrections.ts';
import { patientPage } from '../../src/web/dashboard/patient-page.ts';
import { studyPage } from '../../src/web/dashboard/study-page.ts';
import { LOCAL } from '../support/callers.ts';
import { type ArchiveWorld, startArchiveWorld } from '../support/archive-world.ts';
import { tinyCt, type TinyCt } from '../support/ct.ts';
import { hardCase } from './case.ts';

const ANNA: Dataset = { PatientID: 'P1', PatientName: 'Alpha^Anna', PatientSex: 'F', PatientBirthDate: '19500102' };
const NO_BIRTH = { PatientBirthDate: '' };

/** What is doubted of Anna and another study a month later, by what differs in it, or in both. */
const PAIRS: readonly (readonly [name: string, other: Dataset, expected: string, both?: Dataset])[] = [
  ['the same again', {}, 'one patient'],
  [
    'another name, sex and birth date',
    { PatientName: 'Beta^Bruno', PatientSex: 'M', PatientBirthDate: '19880706' },
    'name, sex, birthDate',
  ],
  ['another sex alone', { PatientSex: 'M' }, 'sex'],
  ['another birth date alone', { PatientBirthDate: '19500201' }, 'birthDate'],
  ['another name, same birth date', { PatientName: 'Beta^Berta' }, 'name'],
  ['a twin: family and birth date the same', { PatientName: 'Alpha^Berta' }, 'name'],
  ['another name, no birth dates', { PatientName: 'Beta^Anna', ...NO_BIRTH }, 'name', NO_BIRTH],
  ['another age, no birth dates', { PatientAge: '031Y' }, 'age', { ...NO_BIRTH, PatientAge: '070Y' }],
  ['an age that the birth date contradicts', { ...NO_BIRTH, PatientAge: '031Y' }, 'age'],
  ['an age that the birth date allows', { ...NO_BIRTH, PatientAge: '076Y' }, 'one patient'],
  ['a month older, no birth dates', { PatientAge: '071Y' }, 'one patient', { ...NO_BIRTH, PatientAge: '070Y' }],
  ['a married name, same birth date', { PatientName: 'Gamma^Anna' }, 'one patient'],
  ['no sex', { PatientSex: '' }, 'one patient'],
  ['sex O', { PatientSex: 'O' }, 'one patient'],
  ['no name', { PatientName: '' }, 'one patient'],
  ['an anonymous name', { PatientName: 'ANONYMOUS' }, 'one patient'],
  ['further given names and a title', { PatientName: 'Alpha^Anna Maria^^Dr.' }, 'one patient'],
  ['an initial', { PatientName: 'Alpha^A.' }, 'one patient'],
  ['family and given name exchanged', { PatientName: 'Anna^Alpha' }, 'one patient'],
  ['a name without components', { PatientName: 'ANNA ALPHA' }, 'one patient'],
  ['a slip of the pen', { PatientName: 'Alpfa^Anna' }, 'one patient'],
  ['an umlaut spelt out', { PatientName: 'Mueller^Juergen' }, 'one patient', { PatientName: 'Müller^Jürgen' }],
  ['another transcription', { PatientName: 'Iwanow^Iwan' }, 'one patient', { PatientName: 'Ivanov^Ivan' }],
  ['another script', { PatientName: 'Альфа^Анна' }, 'one patient'],
  [
    'ideographs beside letters',
    { PatientName: '=山田^太郎' },
    'one patient',
    { PatientName: 'Yamada^Tarou=山田^太郎' },
  ],
  ['other ideographs', { PatientName: '=鈴木^花子' }, 'name', { PatientName: '=山田^太郎' }],
  ['a given name alone, twice', {}, 'one patient', { PatientName: '^Anna' }],
  ['a family name that means nothing, twice', {}, 'one patient', { PatientName: 'Test^Anna' }],
  ['katakana beside hiragana', { PatientName: 'やまだ^たろう' }, 'one patient', { PatientName: 'ヤマダ^タロウ' }],
  ['kana beside kanji', { PatientName: 'ﾔﾏﾀﾞ^ﾀﾛｳ' }, 'one patient', { PatientName: '山田^太郎' }],
  ['Hangul beside Hanja', { PatientName: '홍^길동' }, 'one patient', { PatientName: '洪^吉洞' }],
  ['another syllable in Hangul', { PatientName: '김^영숙' }, 'name', { PatientName: '김^영수' }],
  ['an ideograph more', { PatientName: '王^伟明' }, 'name', { PatientName: '王^伟' }],
  ['the age 999', { PatientAge: '999Y' }, 'one patient', { ...NO_BIRTH, PatientAge: '070Y' }],
  ['no real birth date', { PatientBirthDate: '00000000' }, 'one patient'],
  ['the year of birth alone', { PatientBirthDate: '19500101' }, 'one patient'],
  ['a placeholder as birth date', { PatientBirthDate: '19000101' }, 'one patient'],
  ...['W/I', '000000', '12345', 'UNKNOWN', 'n/a', '???', 'XXXX', '99999999', 'Anonymous'].map(
    (PatientID) => [`the placeholder ID ${PatientID}`, {}, 'patientId', { PatientID }] as const,
  ),
  ['an ordinary ID', {}, 'one patient', { PatientID: '4711-A' }],
];

for (const [name, other, expected, both = {}] of PAIRS)
  hardCase('identity', name, expected, () => {
    const at = (header: Dataset, date: string) => ({
      studyInstanceUid: date,
      acquiredAt: `${date}T10:00:00`,
      person: personOf({ ...ANNA, ...both, ...header }),
    });
    const seen = doubtsBetween(at({}, '2026-01-02'), at(other, '2026-02-02')).join(', ') || 'one patient';
    assert.equal(seen, expected);
    return Promise.resolve(seen);
  });

hardCase('identity', 'a dummy date of acquisition, a true study date', '2020-03-05', () => {
  const dates = { AcquisitionDate: '19000101', SeriesDate: '19000101', ContentDate: '19000101', StudyDate: '20200305' };
  const seen = acquiredAt(dates)?.slice(0, 10);
  assert.equal(seen, '2020-03-05');
  assert.equal(acquiredAt({ StudyDate: '19000101' }), undefined);
  return Promise.resolve(seen);
});

suite('studies of two people under one Patient ID', () => {
  let world: ArchiveWorld;
  before(async () => (world = await startArchiveWorld()));
  after(() => world.stop());

  async function analysed(name: string, studyDate: string, header: Dataset): Promise<TinyCt> {
    const ct = tinyCt({ name, patientId: 'SHARED', studyDate, header });
    for (const file of ct.files) world.archive.add(file);
    await world.service.announce(ct.studyInstanceUid, 'notification');
    await world.service.reaches(ct.studyInstanceUid, 'done');
    await world.service.idle();
    return ct;
  }
  /** How many timepoints the study's follow-up compares, and why others are left out. */
  async function compared({ studyInstanceUid }: TinyCt): Promise<string> {
    const [row] = await world.database.query<{ count: number; left_out: { doubts: string[] }[] }>(
      `select cardinality(compared) as count, left_out from follow_ups f join analyses a on a.id = f.analysis
       join studies s on s.id = a.study where s.study_instance_uid = $1 and superseded_by is null`,
      [studyInstanceUid],
    );
    const doubts = row?.left_out.map((one) => one.doubts.join(' ')) ?? [];
    return [`${row?.count ?? 0} compared`, ...doubts].join(', ');
  }

  const EXPECTED = '1 compared, name sex birthDate; after the confirmation 2 compared';
  hardCase('identity', 'two people, then a confirmation', EXPECTED, async () => {
    await analysed('anna', '20260102', { ...ANNA, PatientID: 'SHARED' });
    const bruno = { PatientName: 'Beta^Bruno', PatientSex: 'M', PatientBirthDate: '19880706' };
    const other = await analysed('bruno', '20260202', bruno);
    const held = await compared(other);
    const study = (await readStudy(world.database, other.studyInstanceUid))!;
    assert.match(
      studyPage(study, LOCAL, false).text,
      /another name, another sex, another birth date[\s\S]*name="same"/,
    );
    const patient = await readPatient(world.database, study.patient!);
    assert.match(
      patientPage(patient!, false, null).text,
      /One patient or several\?[\s\S]*Alpha, Anna[\s\S]*Beta, Bruno/,
    );

    const said = {
      seriesInstanceUid: null,
      excludedFromFollowUp: false,
      confirmedIdentity: true,
      note: '',
      correctedBy: '',
    };
    const parts = { database: world.database, queue: world.service.queue };
    await assert.rejects(correctStudy(parts, LOCAL, other.studyInstanceUid, said), /Nobody is named who confirms/);
    await correctStudy(parts, LOCAL, other.studyInstanceUid, { ...said, note: 'new ID card', correctedBy: 'Dr. Who' });
    await world.service.idle();
    const { corrections } = (await readStudy(world.database, other.studyInstanceUid))!;
    assert.deepEqual([corrections.correctedBy, corrections.note], ['Dr. Who', 'new ID card']);
    const seen = `${held}; after the confirmation ${await compared(other)}`;
    assert.equal(seen, EXPECTED);
    return seen;
  });
});
