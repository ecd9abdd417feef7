import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { UsageError } from '../../src/cli/terminal.ts';
import { PacsError, statusError } from '../../src/dicomweb/pacs-error.ts';
import { exitCodeOf, failureOf, outageOf } from '../../src/errors/edges.ts';
import type { ErrorEntry, Sentence } from '../../src/errors/entry.ts';
import { ERRORS, problem } from '../../src/errors/known-error.ts';
import { refusal, RefusalError } from '../../src/errors/refusal-error.ts';
import { WARNINGS } from '../../src/errors/warnings.ts';

const TABLES = ['refusals.ts', 'failures.ts', 'answers.ts', 'warnings.ts'].map((name) => join('errors', name));
const SRC = join(import.meta.dirname, '../../src');

interface Found extends Sentence {
  readonly code: string;
  readonly cause: string | undefined;
}

/** Every sentence of the table: its code, and its cause where the code has several. */
const sentences: readonly Found[] = Object.entries<ErrorEntry>({ ...ERRORS, ...WARNINGS }).flatMap(
  ([code, entry]): Found[] =>
    'causes' in entry
      ? Object.entries(entry.causes).map(([cause, sentence]) => ({ code, cause, ...sentence }))
      : [{ code, cause: undefined, ...entry }],
);

suite('the table of errors', () => {
  test('has no sentence that no source file raises', async () => {
    const sources = await readSources();
    const unraised = sentences.filter(({ code, cause }) => !sources.some((source) => raises(source, code, cause)));
    assert.deepEqual(
      unraised.map(({ code, cause }) => `${code} ${cause ?? ''}`),
      [],
    );
    assert.ok(!sources.some((source) => raises(source, 'NOT_A_CODE', undefined)));
  });

  test('says what is wrong and what to do in whole sentences, and names no patient', () => {
    for (const { code, says, remedy } of sentences) {
      assert.match(says, /^[A-Z{].*\.$/, code);
      assert.match(remedy, /^[A-Z].*\.$/, code);
      assert.doesNotMatch(says, /\{\w*(patient|birth|person)\w*\}/i, code);
    }
  });
});

test('a message holds its details, and a full stop that a detail brings is not doubled', () => {
  const { code, message } = problem('DAMAGED.unreadable', { origin: 'a.dcm', reason: 'odd length' });
  assert.equal(code, 'DAMAGED');
  assert.equal(message, 'a.dcm is damaged (odd length). Send it again.');
  assert.equal(
    problem('Error', { reason: 'out of memory.' }).message,
    'out of memory. Look into the log of the worker; report it if it comes again.',
  );
});

test('a PACS that does not answer or is busy is an outage, one that does not take a request is not, and a refusal is no outage', () => {
  const url = 'http://pacs/studies?PatientName=DOE';
  const silent = new PacsError('unreachable', { url, reason: 'timeout' });
  assert.ok(outageOf(silent));
  assert.doesNotMatch(silent.message, /DOE/);
  assert.deepEqual(outageOf(statusError(url, 503, 2000)), { retryAfterMs: 2000 });
  for (const status of [408, 425, 429, 500, 502, 504, 507]) assert.ok(outageOf(statusError(url, status, undefined)));
  for (const status of [400, 404, 406, 409, 501]) assert.ok(!outageOf(statusError(url, status, undefined)));
  assert.ok(!outageOf(new RefusalError(refusal('NO_SERIES', {}))));
  assert.ok(!outageOf(new Error('out of memory')));
});

test('an error that nobody foresaw is stored with the name of its class and a remedy', () => {
  const stored = failureOf(new TypeError('x is undefined'));
  assert.equal(stored.code, 'TypeError');
  assert.match(stored.message, /^x is undefined\. Look into the log/);
  assert.equal(failureOf('a string').code, 'Error');
});

test('commands end with the exit code of the table', () => {
  assert.equal(exitCodeOf(new UsageError('dates', {})), 2);
  assert.equal(exitCodeOf(new RefusalError(refusal('NO_SERIES', {}))), 3);
  assert.equal(exitCodeOf(new Error('out of memory')), 1);
});

async function readSources(): Promise<string[]> {
  const files = (await readdir(SRC, { recursive: true })).filter((file) => file.endsWith('.ts'));
  return await Promise.all(
    files.filter((file) => !TABLES.includes(file)).map((file) => readFile(join(SRC, file), 'utf8')),
  );
}

/** An id stands in quotes; the causes of a class stand in quotes in a file that constructs it. */
function raises(source: string, code: string, cause: string | undefined): boolean {
  if (source.includes(`'${cause === undefined ? code : `${code}.${cause}`}'`)) return true;
  return cause !== undefined && source.includes(`new ${code}(`) && source.includes(`'${cause}'`);
}
