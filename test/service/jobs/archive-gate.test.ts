import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { PacsError } from '../../../src/dicomweb/pacs-error.ts';
import { ArchiveGate, type GateTimes, type Ping } from '../../../src/service/jobs/archive-gate.ts';
import { until } from '../../support/until.ts';

const TIMES: GateTimes = { patience: 200, first: 10, longest: 40, closed: 60_000 };
const url = 'http://archive.example/dicom-web/studies';

function gateOf(ping: Ping, times: Partial<GateTimes> = {}): ArchiveGate {
  return new ArchiveGate(ping, pino({ level: 'silent' }), { ...TIMES, ...times });
}

/** Whether the promise has been kept by now. */
async function isKept(promise: Promise<void>): Promise<boolean> {
  return await Promise.race([promise.then(() => true), delay(1, false)]);
}

test('the gate stays open while the archive answers, if only by refusing the question', async () => {
  let asked = 0;
  const gate = gateOf(async () => {
    if ((asked += 1) === 2) throw new PacsError('status', { url, status: 400 });
  });
  assert.deepEqual([await gate.check(), await gate.check()], [true, true]);
  assert.deepEqual([await isKept(gate.opened), await isKept(gate.closed)], [true, false]);
});

test('it closes when the archive cannot be reached, and opens when it answers', async () => {
  let isReached = false;
  const gate = gateOf(async () => {
    if (!isReached) throw new PacsError('unreachable', { url, reason: 'connect ECONNREFUSED' });
  });
  assert.equal(await gate.check(), false);
  assert.deepEqual([await isKept(gate.opened), await isKept(gate.closed)], [false, true]);
  isReached = true;
  await gate.opened;
  assert.equal(await isKept(gate.closed), false);
  assert.equal(await gate.check(), true);
});

test('an archive that is silent is given up after its time, and asked again more and more seldom', async () => {
  const asked: number[] = [];
  const gate = gateOf(
    async (signal) => {
      asked.push(performance.now());
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    },
    { patience: 20, first: 20, longest: 200 },
  );
  assert.equal(await gate.check(), false);
  await until(() => asked.length >= 6, 'it is asked again');
  gate.stop();
  const pauses = asked.slice(1).map((at, index) => at - asked[index]!);
  assert.ok(pauses[4]! > 1.5 * pauses[0]!, pauses.join(' '));
});

test('an archive that answers everything but this question is tried after a while', async () => {
  const gate = gateOf(
    async () => {
      throw new PacsError('denied', { url, status: 403 });
    },
    { closed: 100 },
  );
  assert.equal(await gate.check(), false);
  await gate.opened;
});

test('a gate that is stopped asks no more', async () => {
  let asked = 0;
  const gate = gateOf(async () => {
    asked += 1;
    throw new PacsError('unreachable', { url });
  });
  await gate.check();
  gate.stop();
  const before = asked;
  await delay(100);
  assert.deepEqual([asked, await isKept(gate.opened)], [before, false]);
});
