import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { text } from '../../src/dicom/dataset.ts';
import { readFolder } from '../../src/dicom/folder.ts';
import { noisyCt } from '../support/part10-files.ts';

suite('a folder', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lungtrace-test-'));
    await mkdir(join(folder, 'deep/er'), { recursive: true });
    for (let i = 0; i < 40; i++)
      await writeFile(join(folder, i % 2 === 0 ? 'deep/er' : '', `IM${1000 + i}`), noisyCt({ InstanceNumber: i }).file);
    await writeFile(join(folder, 'DICOMDIR'), 'an index');
    await writeFile(join(folder, '.hidden'), 'of the operating system');
    await writeFile(join(folder, 'notes.txt'), 'not an image');
    await writeFile(join(folder, 'cut.dcm'), noisyCt().file.subarray(0, -100));
  });
  after(() => rm(folder, { recursive: true }));

  test('is read with everything in it, in the order of names', async () => {
    const { instances } = await readFolder([folder]);
    const [odd, even] = [1, 0].map((first) => Array.from({ length: 20 }, (_, i) => String(first + 2 * i)));
    const found = instances.map(({ header }) => text(header, 'InstanceNumber'));
    assert.deepEqual(found, [...odd!, ...even!], 'IM1001, IM1003, ... come before deep/er/IM1000, ...');
  });

  test('lists what cannot be read with the reason, a DICOMDIR and hidden files too', async () => {
    const { unreadable } = await readFolder([folder]);
    assert.deepEqual(
      unreadable.map(({ origin, refusal }) => [origin, refusal.code]),
      [
        [join(folder, '.hidden'), 'NOT_DICOM'],
        [join(folder, 'DICOMDIR'), 'NOT_CT'],
        [join(folder, 'cut.dcm'), 'DAMAGED'],
        [join(folder, 'notes.txt'), 'NOT_DICOM'],
      ],
    );
    for (const { origin, refusal } of unreadable) assert.ok(refusal.message.startsWith(origin));
  });

  test('and single files can be given together', async () => {
    const { instances } = await readFolder([join(folder, 'IM1001'), join(folder, 'deep')]);
    assert.equal(instances.length, 21);
    assert.equal(instances[0]?.origin, join(folder, 'IM1001'));
  });

  test('that does not exist is an error', async () => {
    await assert.rejects(readFolder([join(folder, 'nowhere')]), { code: 'ENOENT' });
  });
});
