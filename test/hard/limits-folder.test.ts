import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { type FolderContent, readFolder } from '../../src/dicom/folder.ts';
import { nothingLeft } from '../../src/volume/series/select.ts';
import { noisyCt } from '../support/part10-files.ts';
import { hardCase } from './case.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'lungtrace-limits-'));
});
after(() => rm(root, { recursive: true }));

/** A folder with one good file and what `fill` puts beside it. */
async function contentOf(name: string, fill: (folder: string) => Promise<unknown>): Promise<FolderContent> {
  const folder = join(root, name);
  await mkdir(folder);
  await writeFile(join(folder, 'good.dcm'), noisyCt().file);
  await fill(folder);
  const content = await readFolder([folder]);
  assert.equal(content.instances.length, 1, 'the good file is read, once');
  return content;
}

const named: readonly [name: string, code: string, fill: (folder: string) => Promise<unknown>][] = [
  ['a pipe', 'NOT_DICOM', async (folder) => execFileSync('mkfifo', [join(folder, 'pipe')])],
  ['a device', 'NOT_DICOM', (folder) => symlink('/dev/zero', join(folder, 'zero'))],
  ['a link that leads nowhere', 'DAMAGED', (folder) => symlink('nowhere', join(folder, 'link'))],
  ['a link to itself', 'DAMAGED', (folder) => symlink('link', join(folder, 'link'))],
  [
    'a file of 4 TiB',
    'TOO_LARGE',
    async (folder) => {
      await writeFile(join(folder, 'huge'), '');
      await truncate(join(folder, 'huge'), 2 ** 42);
    },
  ],
  [
    '64 MiB of zeros',
    'NOT_DICOM',
    async (folder) => {
      await writeFile(join(folder, 'zeros'), '');
      await truncate(join(folder, 'zeros'), 64 * 2 ** 20);
    },
  ],
];

for (const [name, code, fill] of named)
  hardCase('limits', `a folder with ${name}`, `left out: ${code}`, async () => {
    const { unreadable } = await contentOf(name, fill);
    assert.deepEqual(
      unreadable.map(({ refusal }) => refusal.code),
      [code],
    );
    return `left out: ${unreadable[0]?.refusal.code ?? ''}`;
  });

hardCase('limits', 'a folder with links in circles', 'read once', async () => {
  const { unreadable } = await contentOf('circles', async (folder) => {
    await mkdir(join(folder, 'inner'));
    await symlink('..', join(folder, 'inner/up'));
    await symlink(folder, join(folder, 'inner/again'));
  });
  assert.equal(unreadable.length, 0);
  return 'read once';
});

hardCase(
  'limits',
  'a folder with 2000 files that are not DICOM',
  'each is named, and the message is short',
  async () => {
    const { unreadable } = await contentOf('many', async (folder) => {
      for (let i = 0; i < 2000; i++) await writeFile(join(folder, `note ${i}.txt`), 'not an image');
    });
    assert.equal(unreadable.length, 2000);
    const { message } = nothingLeft(unreadable.map(({ refusal }) => refusal));
    assert.ok(message.length < 10_000, `${message.length} characters`);
    assert.match(message, /1980 more/);
    return 'each is named, and the message is short';
  },
);
