import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import lock from '../package-lock.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');

/** What production packages may be licensed under (SPDX); each asks for no more than its notice. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  '(MIT AND Zlib)',
  '(MIT OR CC0-1.0)',
  'OFL-1.1',
  'PostgreSQL',
  'Unlicense',
]);
/** Those under another licence, each with the reason. */
const EXCEPTIONS: Readonly<Record<string, RegExp>> = {
  // sharp's image library, linked at run time as its own file, which may be replaced.
  'LGPL-3.0-or-later': /^@img\/sharp-libvips-/,
};

interface Component {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly {
    readonly expression?: string;
    readonly license?: { readonly id?: string; readonly name?: string };
  }[];
}

suite('the software bill of materials', () => {
  let bom: { readonly components: readonly Component[] };
  before(async () => {
    const script = join(root, 'scripts/sbom.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script], { maxBuffer: 2 ** 26 });
    bom = JSON.parse(stdout) as typeof bom;
  });

  test('is CycloneDX 1.5 by the schema of the standard', async () => {
    const folder = new URL('./res/schema/', import.meta.resolve('@cyclonedx/cyclonedx-library/package.json'));
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const schema = async (name: string) => {
      const content = await readFile(new URL(`${name}.SNAPSHOT.schema.json`, folder), 'utf8');
      return JSON.parse(content) as object;
    };
    for (const name of ['spdx', 'jsf-0.82'])
      ajv.addSchema(await schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
    const validate = ajv.compile(await schema('bom-1.5'));
    assert.ok(validate(bom), ajv.errorsText(validate.errors));
  });

  test('names every production package of the lockfile that is installed, in its version', () => {
    const named = new Set(bom.components.map(({ name, version }) => `${name}@${version}`));
    const missing = Object.entries(
      lock.packages as Record<string, { version?: string; dev?: boolean; optional?: boolean }>,
    )
      .filter(([path, { dev, optional }]) => path !== '' && !dev && !optional)
      .map(([path, { version }]) => `${path.split('node_modules/').at(-1)}@${version}`)
      .filter((name) => !named.has(name));
    assert.deepEqual(missing, []);
  });

  test('names every network with the hash of its file, and the viewer', async () => {
    const networks = bom.components.filter(({ type }) => type === 'machine-learning-model');
    assert.ok(networks.length >= 3);
    for (const { name, hashes } of networks) {
      const content = createHash('sha256')
        .update(await readFile(join(root, name)))
        .digest('hex');
      assert.deepEqual(hashes, [{ alg: 'SHA-256', content }], name);
    }
    assert.ok(bom.components.some(({ name }) => name === '@ohif/app'));
  });

  test('every package has a licence that this project accepts', () => {
    const packages = bom.components.filter(({ type }) => type === 'library');
    assert.ok(packages.length > 100);
    const refused = packages.flatMap(({ name, licenses = [] }) => {
      const [first] = licenses;
      const licence = first?.expression ?? first?.license?.id ?? first?.license?.name ?? '(none)';
      return ALLOWED.has(licence) || EXCEPTIONS[licence]?.test(name) ? [] : [`${name}: ${licence}`];
    });
    assert.deepEqual(refused, []);
  });
});
