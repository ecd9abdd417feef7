import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before } from 'node:test';
import { gzipSync } from 'node:zlib';
import { phantomFolder, type PhantomFolder } from '../../src/tools/phantom/phantom.ts';
import { lungtrace } from '../support/command-line.ts';
import { tinyModels } from '../support/tiny-models.ts';
import { hardCase } from './case.ts';

let models: Awaited<ReturnType<typeof tinyModels>>;
let phantom: PhantomFolder;
let out: string;
before(async () => {
  models = await tinyModels();
  phantom = await phantomFolder({ shape: [30, 64, 64] });
  out = await mkdtemp(join(tmpdir(), 'lungtrace-files-'));
});
after(async () => {
  await Promise.all([models.remove(), phantom.remove(), rm(out, { recursive: true })]);
});

/** Changes a copy of the phantom's folder; gives back the names of the files that must be named. */
type Change = (folder: string, slices: readonly string[]) => Promise<string[]>;

const cut =
  (length: number): Change =>
  async (folder, slices) => {
    const last = slices.slice(-5);
    for (const name of last)
      await writeFile(join(folder, name), (await readFile(join(folder, name))).subarray(0, length));
    return last;
  };
const added =
  (name: (slice: string) => string, content: string | Uint8Array): Change =>
  async (folder, slices) => {
    const file = name(slices[3]!);
    await writeFile(join(folder, file), content);
    return [file];
  };
/** The last slice is replaced by something else of its name. */
const replaced =
  (content: string): Change =>
  async (folder, slices) => {
    await writeFile(join(folder, slices.at(-1)!), content);
    return [slices.at(-1)!];
  };

/** The last slices as files of another form. */
const packed =
  (ending: string): Change =>
  async (folder, slices) => {
    const last = slices.slice(-5);
    for (const name of last) {
      await writeFile(join(folder, `${name}${ending}`), gzipSync(await readFile(join(folder, name))));
      await rm(join(folder, name));
    }
    return last.map((name) => `${name}${ending}`);
  };

const cases: readonly [name: string, expected: string, change: Change][] = [
  ['the last slices cut within their pixels', 'DAMAGED', cut(4000)],
  ['the last slices cut within their headers, series known', 'DAMAGED', cut(1200)],
  ['the last slices cut within their headers, series unknown', 'DAMAGED', cut(500)],
  ['the last slices empty', 'DAMAGED', cut(0)],
  ['a sign-in page saved as the last slice', 'DAMAGED', replaced('<!doctype html><title>Sign in</title>'.padEnd(400))],
  ['the last slices compressed', 'DAMAGED', packed('.gz')],
  ['the last slices under the names of copies that stopped', 'DAMAGED', packed('.part')],
  [
    'half a slice under the name of a copy that stopped',
    'DAMAGED',
    added((slice) => `.${slice}.Xy12ab`, Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')])),
  ],
  [
    'notes, a picture and an index beside the slices',
    '30 slices',
    async (folder, slices) => [
      ...(await added(() => 'notes.txt', 'some words')(folder, slices)),
      ...(await added(() => 'picture.jpg', Buffer.from('ffd8ffe0', 'hex'))(folder, slices)),
      ...(await added(() => 'DICOMDIR', 'an index')(folder, slices)),
    ],
  ],
  [
    'a file of a Macintosh beside a slice',
    '30 slices',
    added((slice) => `._${slice}`, Buffer.from('0005160700020000', 'hex')),
  ],
  [
    'a damaged slice of another series',
    '30 slices',
    async (folder, slices) => {
      const bytes = (await readFile(join(folder, slices[3]!))).toString('latin1');
      const uid = /\x20\x00\x0e\x00UI..([\d.]+)/s.exec(bytes)?.[1] ?? '';
      const other = bytes.replaceAll(uid, `${uid.slice(0, -2)}00`);
      return await added((slice) => `other-${slice}`, Buffer.from(other.slice(0, 2000), 'latin1'))(folder, slices);
    },
  ],
];
for (const [name, expected, change] of cases)
  hardCase('files', name, `${expected}, every file named`, async () => {
    const folder = await mkdtemp(join(out, 'case-'));
    await cp(phantom.path, folder, { recursive: true });
    const files = await change(folder, (await readdir(folder)).toSorted());
    const network = ['--models', models.path, '--provider', 'cpu'];
    const { stdout, stderr } = await lungtrace('analyze', folder, '--out', join(out, 'results'), '--json', ...network);
    const { refused, series, filesLeftOut } = JSON.parse(stdout) as Printed;
    assert.deepEqual(filesLeftOut.map(({ file }) => basename(file)).toSorted(), files.toSorted());
    for (const file of files) assert.ok(stderr.includes(file), `stderr names ${file}`);
    const seen = refused?.code ?? `${series?.slices} slices`;
    assert.equal(seen, expected);
    return `${seen}, every file named`;
  });

interface Printed {
  readonly refused?: { readonly code: string };
  readonly series?: { readonly slices: number };
  readonly filesLeftOut: readonly { readonly file: string }[];
}
