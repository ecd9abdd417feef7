import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { readDicomJson } from '../../src/dicomweb/dicom-json.ts';
import type { HttpResponse } from '../../src/dicomweb/http.ts';
import { JsonReader } from '../../src/dicomweb/json-reader.ts';
import { startedThreads } from '../support/started-threads.ts';
import { longestTurn } from '../support/turns.ts';

suite('DICOM JSON of an archive', () => {
  const reader = new JsonReader();
  after(() => reader.close());

  test('a long answer is read on a thread, to the same datasets as a short one', async () => {
    using started = startedThreads();
    const response = answerOf(600);
    const expected = readDicomJson(response);
    assert.deepEqual(await reader.read(response), expected);
    assert.equal(started.threads.length, 1);
    assert.deepEqual(await reader.read(answerOf(3)), readDicomJson(answerOf(3)));
  });

  test('a long answer that is none gives its reason, without its content', async () => {
    const body = new TextEncoder().encode(`<html>${'Doe^Jane '.repeat(10_000)}</html>`);
    const answer = await reader.read({ status: 200, headers: { 'content-type': 'text/html' }, body });
    assert.deepEqual(answer, { reason: 'it sends text/html' });
  });

  test('the process answers while a long answer is read', async () => {
    const atOnce = await longestTurn(() => Promise.resolve(readDicomJson(answerOf(4000))));
    const onThread = await longestTurn(() => reader.read(answerOf(4000)));
    assert.ok(onThread < atOnce / 5, `${onThread.toFixed(0)} ms in one turn, ${atOnce.toFixed(0)} ms if read at once`);
  });

  test('an answer that is not wanted any more is not read to its end', async () => {
    const signal = AbortSignal.timeout(1);
    await assert.rejects(reader.read(answerOf(20_000), signal), { name: 'TimeoutError' });
  });

  test('a dataset larger than any header counts as one that cannot be read', async () => {
    const words = Array.from({ length: 20_000 }, () => 'a'.repeat(1000));
    const body = encoded([
      { '0020000D': { vr: 'UI', Value: ['1.2'] }, '00081030': { vr: 'LO', Value: words } },
      slice(1),
    ]);
    const answer = await reader.read({ status: 200, headers: {}, body });
    assert.ok(!('reason' in answer));
    assert.deepEqual(
      answer.map(({ dataset, isSound }) => [Object.keys(dataset).length > 0, isSound]),
      [
        [false, false],
        [true, true],
      ],
    );
  });
});

/** Metadata of a series, with as many elements as CT has. */
function answerOf(slices: number): HttpResponse {
  return { status: 200, headers: {}, body: encoded(Array.from({ length: slices }, (_, z) => slice(z))) };
}

function slice(z: number) {
  const plain = Array.from({ length: 60 }, (_, at) => [
    `0018${String(1000 + at)}`,
    { vr: 'LO', Value: [`value ${at}`] },
  ]);
  return {
    ...Object.fromEntries(plain),
    '00080018': { vr: 'UI', Value: [`1.2.${z}`] },
    '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Doe^Jane' }] },
    '00200032': { vr: 'DS', Value: [0, 0, z] },
    '00081140': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.2.3'] } }] },
  };
}

function encoded(json: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(json));
}
