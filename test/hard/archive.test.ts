import assert from 'node:assert/strict';
import { after, before, suite } from 'node:test';
import type { TinyCt } from '../support/ct.ts';
import { FAILURES, LEGAL, OUTAGES, PASSING, REFUSED } from '../support/quirks.ts';
import { type QuirkyWorld, startQuirkyWorld, type StudyAnswer } from '../support/quirky-world.ts';
import { hardCase } from './case.ts';

const DONE = 'done, 24 slices';
const ARTEFACTS = ['CT', 'DOC', 'KO', 'SEG', 'SR'];

/** Every study is in the archive from the start, so that they are looked at side by side. */
suite('a study in an archive with a quirk', () => {
  let world: QuirkyWorld;
  const studies = new Map<string, TinyCt>();
  const firsts = new Map<string, Promise<StudyAnswer>>();
  const study = (name: string) => studies.get(name)!;
  before(async () => {
    world = await startQuirkyWorld();
    const plain = [...Object.entries(LEGAL), ...Object.entries(PASSING)];
    const named = [...Object.entries(OUTAGES), ...Object.entries(FAILURES), ...Object.entries(REFUSED)];
    const all = [...plain, ...named.map(([name, [quirk]]) => [name, quirk] as const)];
    for (const [name, quirk] of all) studies.set(name, world.add(name, quirk));
    for (const name of Object.keys(OUTAGES)) firsts.set(name, world.heals(study(name)));
  });
  after(() => world.stop());

  async function done(name: string): Promise<string> {
    const found = await world.reaches(study(name), 'done');
    assert.equal(found.analysis?.numberOfSlices, 24);
    assert.equal(found.failureCode, null);
    return `${found.state}, ${found.analysis.numberOfSlices} slices`;
  }

  for (const name of Object.keys(LEGAL))
    hardCase('answer', name, DONE, async () => {
      const first = await world.ends(study(name));
      assert.deepEqual([first.state, first.failureMessage], ['done', null]);
      await stored(name);
      return await done(name);
    });

  for (const name of Object.keys(PASSING))
    hardCase('answer', name, DONE, async () => {
      const seen = await done(name);
      await stored(name);
      return seen;
    });

  for (const [name, [, message]] of Object.entries(OUTAGES))
    hardCase('answer', name, `waits by name; when the archive is well again: ${DONE}`, async () => {
      const first = await firsts.get(name)!;
      assert.equal(first.state, 'queued');
      assert.match(first.failureCode ?? '', /^(PacsError|StoreError)$/);
      assert.match(first.failureMessage ?? '', message);
      return `waits by name; when the archive is well again: ${await done(name)}`;
    });

  for (const [name, [, message]] of Object.entries(FAILURES))
    hardCase('answer', name, 'failed by name after the attempts', async () => {
      const found = await world.reaches(study(name), 'failed');
      assert.match(found.failureMessage ?? '', message);
      return 'failed by name after the attempts';
    });

  for (const [name, [, code, kind]] of Object.entries(REFUSED))
    hardCase('answer', name, `refused as ${code}, fetched twice`, async () => {
      const ct = study(name);
      const found = await world.reaches(ct, 'refused');
      const fetches = world.archive.count(ct.studyInstanceUid, kind) / (kind === 'instance' ? ct.files.length : 1);
      assert.equal(fetches, 2);
      return `refused as ${found.failureCode}, fetched ${fetches === 2 ? 'twice' : `${fetches} times`}`;
    });

  /** The report is stored by the follow-up, a moment after the study is done. */
  async function stored(name: string): Promise<void> {
    const { studyInstanceUid } = study(name);
    for (let waited = 0; waited < 600 && world.archive.modalities(studyInstanceUid).length < ARTEFACTS.length; waited++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(world.archive.modalities(studyInstanceUid), ARTEFACTS);
  }
});
