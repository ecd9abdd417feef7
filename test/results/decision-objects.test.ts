import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { SOP_CLASS } from '../../src/dicom/sop-classes.ts';
import { type Artefact, writeArtefacts } from '../../src/results/artefacts.ts';
import { type DecisionToWrite, writeDecisionObject } from '../../src/results/decision-objects.ts';
import { infectedAnalysis, OPTIONS } from '../support/analyses.ts';
import { iodErrors, output, withFiles } from '../support/dicom-files.ts';
import { oracle, withoutOracle } from '../support/oracle.ts';
import { without } from '../support/programs.ts';
import { syntheticVolume } from '../support/volumes.ts';

const names = { PatientName: [{ Alphabetic: 'Müller^Ærø' }], TimezoneOffsetFromUTC: '+0200' };
const artefacts = writeArtefacts(infectedAnalysis(syntheticVolume({ header: names })), OPTIONS);
const report = artefacts.find(({ kind }) => kind === 'sr')!;
const accepted: DecisionToWrite = {
  analysisKey: 'key',
  outcome: 'accepted',
  reason: '',
  decidedBy: 'Čapek^Zoë',
  decidedAt: new Date('2026-03-04T22:30:00Z'),
  organization: 'St. Elsewhere',
  report: report.bytes,
  objects: [],
};
const rejected: DecisionToWrite = {
  ...accepted,
  outcome: 'rejected',
  reason: 'Motion in both bases.',
  objects: artefacts,
};
const verified = writeDecisionObject(accepted);
const files = {
  verified: verified.bytes,
  rejected: writeDecisionObject(rejected).bytes,
  withdrawn: writeDecisionObject({ ...accepted, outcome: 'withdrawn', objects: [verified] }).bytes,
};

/** The lines of dcmdump without the tags of what a verified report may change. */
async function content(path: string): Promise<string[]> {
  const changed =
    /\((0002,|0008,0012|0008,0013|0008,0018|0008,0021|0008,0031|0008,103e|0020,000e|0020,0011|0040,a073|0040,a027|0040,a030|0040,a075|0040,a088|0040,a360|0040,a493)/;
  return (await output('dcmdump', '+L', path))
    .split('\n')
    .filter((line) => !line.startsWith('#') && !changed.test(line));
}

describe('the object of a decision', { skip: without('dciodvfy', 'dsrdump', 'dcmdump') }, () => {
  test('is valid', async () => {
    await withFiles(files, async (paths) => {
      for (const [name, path] of Object.entries(paths)) {
        assert.deepEqual(await iodErrors(path), [], name);
        assert.doesNotMatch(await output('dsrdump', path), /^[EF]:/m);
      }
    });
  });

  test('that accepts a report is this report word for word, with who verified it and its predecessor', async () => {
    await withFiles({ before: report.bytes, after: verified.bytes }, async ({ before: from, after: to }) => {
      const [was, is] = [await content(from!), await content(to!)];
      let at = 0;
      for (const line of is) if (line === was[at]) at += 1;
      assert.equal(at, was.length, `what is missing, or in another place: ${was[at]}`);
      const dump = await output('dcmdump', '+L', to!);
      assert.match(dump, /\(0040,a493\) CS \[VERIFIED\]/);
      assert.match(dump, /\(0040,a075\) PN \[Čapek\^Zoë\]/);
      assert.match(dump, /\(0040,a027\) LO \[St\. Elsewhere\]/);
      assert.match(dump, /\(0040,a030\) DT \[20260305003000\+0200\]/);
      const [, predecessor = ''] = dump.split('(0040,a360)');
      assert.ok(predecessor.includes(report.sopInstanceUid) && predecessor.includes(report.seriesInstanceUid));
    });
  });

  test('has the UIDs that it is announced with, the same at a second attempt, and others for another decision', () => {
    const uidsOf = ({ sopInstanceUid, seriesInstanceUid }: Artefact) => [sopInstanceUid, seriesInstanceUid];
    const others: DecisionToWrite[] = [
      accepted,
      { ...accepted, decidedBy: 'Doe^Jane' },
      { ...accepted, decidedAt: new Date('2026-03-04T22:30:01Z') },
      { ...accepted, analysisKey: 'another' },
      rejected,
      { ...rejected, reason: 'Another patient.' },
      { ...rejected, objects: artefacts.slice(1) },
    ];
    const uids = others.flatMap((one) => uidsOf(writeDecisionObject(one)));
    assert.equal(new Set(uids).size, uids.length);
    assert.deepEqual(uidsOf(writeDecisionObject(accepted)), uidsOf(verified));
    assert.deepEqual(writeDecisionObject(rejected).bytes, files.rejected);
  });
});

test('highdicom reads the verified report with the same groups', { skip: withoutOracle }, async () => {
  const read = await withFiles({ from: report.bytes, to: verified.bytes }, (paths) =>
    oracle('read_sr.py', ...Object.values(paths)),
  );
  const [from, to] = read as { readonly verification: string; readonly groups: unknown }[];
  assert.deepEqual([from!.verification, to!.verification], ['UNVERIFIED', 'VERIFIED']);
  assert.deepEqual(to!.groups, from!.groups);
});

describe('a rejection note, as highdicom reads it', { skip: withoutOracle }, () => {
  interface Note {
    readonly title: string;
    readonly observer: string;
    readonly persons: readonly string[];
    readonly texts: readonly string[];
    readonly images: readonly (readonly string[])[];
    readonly composites: readonly (readonly string[])[];
    readonly resolved: readonly unknown[];
  }
  let notes: readonly Note[];
  before(async () => {
    const { rejected: one, withdrawn: two } = files;
    notes = (await withFiles({ one, two }, (paths) => oracle('read_ko.py', ...Object.values(paths)))) as Note[];
  });

  test('names the person, the reason and every object of the result', () => {
    const [note] = notes;
    assert.deepEqual([note!.title, note!.observer, note!.persons], ['113001', 'Person', ['Čapek^Zoë']]);
    assert.match(note!.texts.join('|'), /St\. Elsewhere.*Motion in both bases\./);
    const uids = [...note!.images, ...note!.composites].map(([, uid]) => uid);
    assert.deepEqual(uids.toSorted(), artefacts.map(({ sopInstanceUid }) => sopInstanceUid).toSorted());
    assert.equal(note!.resolved.length, artefacts.length);
  });

  test('of a decision that was taken back is about the verified report alone', () => {
    const [, note] = notes;
    assert.deepEqual(note!.composites, [[SOP_CLASS.comprehensiveSr.uid, verified.sopInstanceUid]]);
    assert.deepEqual(note!.images, []);
  });
});
