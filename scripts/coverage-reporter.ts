/**
 * Test reporter: Node's own `spec`, with the covered lines of src by room in place of its table of every file, and before the
 * closing counts, so that those stay the last lines. For --experimental-test-coverage.
 */
import { glob, readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import type { EventData } from 'node:test';
import { spec, type TestEvent } from 'node:test/reporters';

type FileLines = Pick<
  EventData.TestCoverage['summary']['files'][number],
  'path' | 'coveredLineCount' | 'totalLineCount'
>;

const src = join(import.meta.dirname, '../src');
const CLOSING_COUNT = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /;

export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  yield* Readable.from(withCoverage(source)).pipe(new spec());
}

/** The events, with the closing counts moved behind the coverage. */
async function* withCoverage(source: AsyncIterable<TestEvent>): AsyncGenerator<TestEvent> {
  const counts: TestEvent[] = [];
  for await (const event of source) {
    if (event.type === 'test:diagnostic' && event.data.nesting === 0 && CLOSING_COUNT.test(event.data.message))
      counts.push(event);
    else if (event.type === 'test:coverage') yield* (await coverageLines(event.data.summary.files)).map(diagnostic);
    else yield event;
  }
  yield* counts;
}

function diagnostic(message: string): TestEvent {
  return { type: 'test:diagnostic', data: { nesting: 0, message, level: 'info', file: '', line: 0, column: 0 } };
}

async function coverageLines(loaded: readonly FileLines[]): Promise<string[]> {
  const neverLoaded = await codeBeside(new Set(loaded.map(({ path }) => path)));
  const files = [...loaded.filter(({ path }) => path.startsWith(src + sep)), ...neverLoaded];
  const rooms = Map.groupBy(files, ({ path }) => relative(src, path).split(sep)[0] ?? '');
  return [
    ...[...rooms].sort(([a], [b]) => a.localeCompare(b)).map(([room, own]) => `src/${room}: ${share(own)}`),
    ...neverLoaded.map(({ path }) => `src/${relative(src, path)} was never loaded`),
    `lines of src covered: ${share(files)}`,
  ];
}

function share(files: readonly FileLines[]): string {
  const covered = files.reduce((sum, { coveredLineCount }) => sum + coveredLineCount, 0);
  const total = files.reduce((sum, { totalLineCount }) => sum + totalLineCount, 0);
  return `${((100 * covered) / total).toFixed(1)} % (${covered} of ${total})`;
}

/** The files of src that no test loaded, except those that hold nothing but types. */
async function codeBeside(loaded: ReadonlySet<string>): Promise<FileLines[]> {
  const files: FileLines[] = [];
  for await (const name of glob('**/*.ts', { cwd: src })) {
    const path = join(src, name);
    if (loaded.has(path) || name.endsWith('.d.ts')) continue;
    const text = await readFile(path, 'utf8');
    const code = stripTypeScriptTypes(text).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    if (code.trim() !== '') files.push({ path, coveredLineCount: 0, totalLineCount: text.split('\n').length });
  }
  return files;
}
