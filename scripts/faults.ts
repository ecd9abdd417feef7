// `npm run test:faults [-- NAMES]`: runs the faults of test/faults (kills, freezes, silence, lies, outages, crowd; all without names) and
// writes what became of the studies into docs/faults.md; rows of the others stay. FAULTS_STUDIES: how many make a crowd, 500 without it.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Kind, KINDS, type Row } from '../test/faults/fault.ts';

const root = join(import.meta.dirname, '..');
const page = join(root, 'docs/faults.md');
const names = process.argv.slice(2);
const files = globSync('test/faults/*.faults.ts', { cwd: root }).filter(
  (file) => names.length === 0 || names.includes(basename(file, '.faults.ts')),
);
const folder = mkdtempSync(join(tmpdir(), 'lungtrace-faults-table-'));
const run = spawnSync(process.execPath, ['--test', '--test-concurrency=1', ...files], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, FAULTS_TABLE: folder },
});
const rows = readdirSync(folder).flatMap((file) =>
  readFileSync(join(folder, file), 'utf8').trim().split('\n').map(parse),
);
rmSync(folder, { recursive: true });
const table = pageOf(rows);
writeFileSync(page, table);
console.log(table);
process.exitCode = run.status ?? 1;

function parse(line: string): Row {
  return JSON.parse(line) as Row;
}

function pageOf(rows: readonly Row[]): string {
  const lines = (Object.keys(KINDS) as Kind[]).flatMap((kind) => {
    const own = rows.filter((row) => row.kind === kind);
    return own.length > 0 ? own.map(lineOf) : formerLines(kind);
  });
  return `# Faults

Made by \`npm run test:faults\`: real Orthanc and Postgres, servers and workers as processes of their own, and between each of them and both a proxy
that sees what passes, stops it at a given moment, or spoils it. Studies are small chests, all of the same pixels.

- *lost*: without an end (done, refused or failed with a reason) in time.
- *twice*: objects in the archive that the database does not know, and analyses of one content that were recorded twice.
- *seconds*: from the fault, or its end where nothing can go on before, until every study has ended, its follow-up is recorded and its job is
  over. Others that come at the time of the fault are counted in. *Late* is more than a minute, for bad answers more than two.
- A request to the archive has 10 s, and an outage is waited for from 12 to 15 s: the usual times are 60 s each.

The last run began with a load of ${loadavg()[0]?.toFixed(0)} on ${cpus().length} cores.

| kind | fault | where | studies | done | refused | failed | lost | twice | seconds | verdict |
|---|---|---|---|---|---|---|---|---|---|---|
${lines.join('\n')}
`;
}

/** The rows of a kind that did not run now. */
function formerLines(kind: Kind): string[] {
  if (!existsSync(page)) return [];
  return readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`| ${KINDS[kind]} |`));
}

function lineOf({ kind, fault, where, studies, done, refused, failed, lost, twice, seconds, verdict }: Row): string {
  const counts = [studies, done, refused, failed, lost, twice, seconds?.toFixed(0)].map((count) => count ?? '');
  const cells = [KINDS[kind], fault, where, ...counts, verdict === 'pass' ? verdict : `**${verdict}**`];
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll('<', '&lt;')).join(' | ')} |`;
}
