/** Checks that every place that repeats the version agrees with package.json. Names each that does not, and exits with 1. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };

const NUMBER = String.raw`(\d+\.\d+\.\d+)`;
/** The file, and where in it the version stands: the first match counts. */
const PLACES: readonly (readonly [file: string, pattern: RegExp])[] = [
  ['package-lock.json', new RegExp(String.raw`"name": "lungtrace",\s+"version": "${NUMBER}"`)],
  ['docker-compose.yml', new RegExp(`image: lungtrace:${NUMBER}`)],
  ['Dockerfile', new RegExp(`org\\.opencontainers\\.image\\.version="${NUMBER}"`)],
  ['deploy/kubernetes/base/kustomization.yaml', new RegExp(`newTag: ${NUMBER}`)],
  ['deploy/kubernetes/gpu/kustomization.yaml', new RegExp(`newTag: ${NUMBER}-cuda`)],
  ['docs/conformance.md', new RegExp(`lungtrace ${NUMBER}`)],
  ['training/pyproject.toml', new RegExp(`^version = "${NUMBER}"`, 'm')],
  ['CHANGELOG.md', new RegExp(String.raw`^## \[${NUMBER}\]`, 'm')],
];

const root = join(import.meta.dirname, '..');
for (const [file, pattern] of PLACES) {
  const found = pattern.exec(await readFile(join(root, file), 'utf8'))?.[1];
  if (found === packageJson.version) continue;
  console.error(
    `${file} says version ${found ?? '(none)'}, package.json says ${packageJson.version}. Correct ${file}.`,
  );
  process.exitCode = 1;
}
