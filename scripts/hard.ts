/** `npm run hard`: runs the tests of test/hard and writes docs/hard-input.md, what was expected and what was seen in each case. */
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kind, KINDS, type Row } from '../test/hard/case.ts';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'lungtrace-hard-'));
const run = spawnSync(
  process.execPath,
  ['--test', '--test-concurrency=2', '--test-timeout=600000', ...globSync('test/hard/**/*.test.ts', { cwd: root })],
  { cwd: root, stdio: 'inherit', env: { ...process.env, HARD_TABLE: folder } },
);
const rows = readdirSync(folder).flatMap((file) =>
  readFileSync(join(folder, file), 'utf8').trim().split('\n').map(parse),
);
rmSync(folder, { recursive: true });
writeFileSync(join(root, 'docs/hard-input.md'), page(rows));
process.exitCode = run.status ?? 1;

function parse(line: string): Row {
  return JSON.parse(line) as Row;
}

function page(all: readonly Row[]): string {
  return [
    '# Hard input',
    '',
    'Made by `npm run hard`, which runs the tests of `test/hard/`: input that real archives and real studies bring, what is right, and what was seen.',
    ...(Object.keys(KINDS) as Kind[]).flatMap((kind) =>
      section(
        kind,
        all.filter((row) => row.kind === kind),
      ),
    ),
    '',
  ].join('\n');
}

function section(kind: Kind, of: readonly Row[]): string[] {
  if (of.length === 0) return [];
  const sorted = of.toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  return ['', `## ${KINDS[kind]}`, '', '| case | right | seen | |', '|---|---|---|---|', ...sorted.map(line)];
}

function line({ name, expected, seen, ok }: Row): string {
  return `| ${[name, expected, seen, ok ? 'pass' : '**fail**'].map(cell).join(' | ')} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll(/\s+/g, ' ');
}
