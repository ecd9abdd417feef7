// Prints the software bill of materials (CycloneDX 1.5, JSON): npm's own list of the installed production packages, and what npm
// does not know of: the networks, the OHIF viewer and the image that the container is built from.
// Usage: npm run -s sbom > lungtrace.cdx.json
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** Licences that packages state in a file, not in their package.json; read there. */
const LICENCES: Readonly<Record<string, string>> = { 'png-js': 'MIT' };

interface Component {
  readonly 'bom-ref': string;
  readonly type: string;
  readonly name: string;
  readonly properties?: readonly { readonly name: string }[];
  readonly licenses?: readonly object[];
}

interface Bom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const { metadata, components, dependencies, ...bom } = npmSbom();
const production = components.filter(
  (one) => !one.properties?.some(({ name }) => name === 'cdx:npm:package:development'),
);
const refs = new Set([metadata.component, ...production].map((one) => one['bom-ref']));
const complete = {
  ...bom,
  // npm calls the product what its folder is called.
  metadata: { ...metadata, component: { ...metadata.component, name: packageJson.name } },
  components: [...production.map(withLicence), ...networks(), viewer(), container()],
  dependencies: dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) })),
};
console.log(JSON.stringify(complete, null, 2));

/** With the development packages: asked for the others alone, npm leaves out those that both kinds need, such as pg. */
function npmSbom(): Bom {
  const options = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application'];
  const stdio = ['ignore', 'pipe', 'ignore'] as const;
  return JSON.parse(
    execFileSync('npm', options, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26, stdio: [...stdio] }),
  ) as Bom;
}

function withLicence(component: Component): Component {
  const id = LICENCES[component.name];
  return id === undefined || component.licenses?.length ? component : { ...component, licenses: [{ license: { id } }] };
}

interface ModelFile {
  readonly file: string;
  readonly sha256: string;
}

interface Models {
  readonly models: readonly (ModelFile & {
    readonly name: string;
    readonly version: string;
    readonly licence: string;
    readonly trainingData: string;
    readonly cpu?: ModelFile;
  })[];
}

/** Every network file of every model set, with the hash that is checked when it is loaded. */
function networks() {
  return globSync('models/**/models.json', { cwd: root }).flatMap((path) => {
    const { models } = JSON.parse(read(path)) as Models;
    return models.flatMap(({ name, version, licence, trainingData, cpu, file, sha256 }) =>
      [{ file, sha256 }, ...(cpu ? [cpu] : [])].map((one) => ({
        'bom-ref': join(path, '..', one.file),
        type: 'machine-learning-model',
        name: join(path, '..', one.file),
        version: `${name} ${version}`,
        description: `Training data: ${trainingData}`,
        hashes: [{ alg: 'SHA-256', content: one.sha256 }],
        licenses: [{ license: { name: licence } }],
      })),
    );
  });
}

function viewer() {
  const script = read('scripts/fetch-ohif.sh');
  const version = found(script, /^version=(.+)$/m);
  const content = Buffer.from(found(script, /^integrity=sha512-(.+)$/m), 'base64').toString('hex');
  return {
    ...component('application', '@ohif/app', version, `pkg:npm/%40ohif/app@${version}`),
    hashes: [{ alg: 'SHA-512', content }],
    licenses: [{ license: { id: 'MIT' } }],
  };
}

/** The packages of the image are those of its own bill of materials. */
function container() {
  const from = read('Dockerfile');
  const name = found(from, /^FROM ([^:\s]+):/m);
  const version = found(from, /^FROM [^:\s]+:([^@\s]+)/m);
  return component('container', name, version, `pkg:docker/${name}@${version}`);
}

function component(type: string, name: string, version: string, purl: string) {
  return { 'bom-ref': purl, type, name, version, purl };
}

function found(content: string, pattern: RegExp): string {
  const [, match] = pattern.exec(content) ?? [];
  if (match === undefined) throw new Error(`nothing matches ${pattern}`);
  return match;
}
