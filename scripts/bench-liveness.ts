// How soon the service answers while it analyses a study of 300 slices and 20 reports are asked for at once.
// Usage: node scripts/bench-liveness.ts [slices, 300 without it] [studies with a report, 10 without it]; DATABASE_URL names an empty Postgres, else the embedded database.
// Beside the service an idle server is asked in the same rhythm: what it needs is what this machine takes, whatever the service does.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { StudyDetail } from '../src/db/study-detail.ts';
import { text } from '../src/dicom/dataset.ts';
import { untilEnded } from '../src/tools/demo/demo.ts';
import { freePort, startOrthanc } from '../src/tools/demo/orthanc.ts';
import type { PhantomOptions } from '../src/tools/phantom/options.ts';
import { makePhantom, phantomInstances } from '../src/tools/phantom/phantom.ts';

const REPORTS = 20;
const BURST_EVERY_MS = 15_000;
const IDLE = "require('http').createServer((q, s) => s.end('ok')).listen(+process.argv[1], '127.0.0.1')";

interface Delay {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

const slices = Number(process.argv[2] ?? 300);
const studies = Number(process.argv[3] ?? 10);
const dataDir = await mkdtemp(join(tmpdir(), 'lungtrace-liveness-'));
const orthanc = await startOrthanc();
const [url, idleUrl] = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`];
const idle = spawn(process.execPath, ['-e', IDLE, new URL(idleUrl).port], { stdio: 'inherit' });
const service = await startService();
const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
try {
  await measure();
} finally {
  service.kill('SIGTERM');
  await once(service, 'exit');
  idle.kill();
  agent.destroy();
  await orthanc.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const reported: string[] = [];
  for (let number = 0; number < studies; number++) {
    const patient = { patientId: `LIVE-${number >> 1}`, studyDate: `2020030${1 + (number % 2)}` };
    const uid = await send({ shape: [40, 128, 128], ...patient });
    await untilReported(uid);
    reported.push(uid);
  }
  const large = await send({ shape: [slices, 512, 512], patientId: 'LIVE-0', studyDate: '20200309' });
  await untilSeen(large);
  const open = (await ask(`${url}/livez`)) === 200 ? '/livez' : '/login';
  const pages = ['/', `/studies/${reported[1]}`, `/patients/1`];
  const stopping = new AbortController();
  const { signal } = stopping;
  service.send('begin');
  const start = performance.now();
  const probes = [
    every(20, [url + open], signal),
    every(20, [idleUrl], signal),
    every(200, pages.map((page) => url + page), signal), // prettier-ignore
  ];
  const reports = Array.from({ length: REPORTS }, (_, at) => `${url}/api/studies/${reported[at % studies]}/report.pdf`);
  const bursts = burst(reports, signal);
  await untilReported(large);
  stopping.abort();
  const [live = [], reference = [], page = []] = await Promise.all(probes);
  const took = await bursts;
  service.send('end');
  const [loop] = (await once(service, 'message')) as [{ late: Delay; turns: number[] }];
  const kind = process.env['DATABASE_URL'] ? 'Postgres' : 'embedded database';
  console.log(
    `${slices} slices, ${kind}: ${((performance.now() - start) / 1000).toFixed(0)} s; load ${loadavg()[0]?.toFixed(1)}`,
  );
  console.log(`${REPORTS} reports at once took ${took.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(', ')}`);
  console.log(`highest resident memory ${await highestMemory()} MiB\n`);
  console.log('milliseconds           count     p50     p90     p99     max');
  line(`${open}, every 20`, summary(live));
  line('idle server, every 20', summary(reference));
  line('pages, every 200', summary(page));
  line('event loop late by', loop.late);
  line('processor in a turn', summary(loop.turns));
  histogram({ [open]: live, 'idle server': reference, pages: page });
}

async function startService(): Promise<ChildProcess> {
  const environment = {
    LUNGTRACE_PORT: new URL(url).port,
    LUNGTRACE_DATA_DIR: dataDir,
    LUNGTRACE_LOG_LEVEL: 'warn',
    LUNGTRACE_PROVIDERS: 'cpu',
    DICOMWEB_URL: orthanc.dicomwebUrl,
    ORTHANC_URL: orthanc.url,
  };
  const here = (file: string) => join(import.meta.dirname, file);
  const child = spawn(
    process.execPath,
    [...process.execArgv, '--import', here('liveness-probe.ts'), here('../src/main.ts'), 'serve'],
    { env: { ...process.env, ...environment }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  while (!(await fetch(`${url}/api/health`).catch(() => undefined))?.ok) await delay(200);
  return child;
}

async function send(options: Partial<PhantomOptions>): Promise<string> {
  const phantom = makePhantom(options);
  for (const { bytes } of phantomInstances(phantom)) await orthanc.send(bytes);
  return text(phantom.volume.header, 'StudyInstanceUID');
}

async function study(uid: string): Promise<StudyDetail | undefined> {
  const response = await fetch(`${url}/api/studies/${uid}`).catch(() => undefined);
  return response?.ok ? ((await response.json()) as StudyDetail) : undefined;
}

async function untilSeen(uid: string): Promise<void> {
  while ((await study(uid)) === undefined) await delay(50);
}

async function untilReported(uid: string): Promise<void> {
  const { state } = await untilEnded({ study }, uid, 1, () => {});
  if (state !== 'done') throw new Error(`study ${uid} ended as ${state}`);
  while (!(await study(uid))?.artefacts.some(({ kind }) => kind === 'report-pdf')) await delay(100);
}

/** Asks for the addresses in turn in a fixed rhythm, whether or not answers have come; gives how long after its beat each came, ms. */
async function every(pace: number, urls: readonly string[], signal: AbortSignal): Promise<number[]> {
  const start = performance.now();
  const answers: Promise<number>[] = [];
  for (let beat = 0; !signal.aborted; beat++) {
    const due = start + beat * pace;
    await delay(Math.max(0, due - performance.now()));
    answers.push(ask(urls[beat % urls.length]!).then(() => performance.now() - due));
  }
  return await Promise.all(answers);
}

/** Status of the answer; 0 where none came, as from a server that is blocked. */
async function ask(address: string): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const request = get(address, { agent }, (response) =>
    response.resume().once('close', () => resolve(response.complete ? response.statusCode! : 0)),
  );
  request.once('error', () => resolve(0));
  return await promise;
}

/** Asks for all of them at once, again and again; gives how long each time took, ms. */
async function burst(urls: readonly string[], signal: AbortSignal): Promise<number[]> {
  const took: number[] = [];
  for (;;) {
    const start = performance.now();
    const statuses = await Promise.all(urls.map(ask));
    if (statuses.some((status) => status !== 200)) console.log(`reports were answered with ${statuses.join(' ')}`);
    took.push(performance.now() - start);
    if (signal.aborted) return took;
    await delay(Math.max(0, BURST_EVERY_MS - took.at(-1)!), undefined, { signal }).catch(() => {});
    if (signal.aborted) return took;
  }
}

async function highestMemory(): Promise<number> {
  const status = await readFile(`/proc/${service.pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
}

function summary(times: readonly number[]): Delay {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { count: sorted.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: sorted.at(-1) ?? 0 };
}

function line(name: string, { count, ...times }: Delay): void {
  const cells = [times.p50, times.p90, times.p99, times.max].map((ms) => ms.toFixed(1).padStart(8));
  console.log(`${name.padEnd(22)} ${String(count).padStart(5)}${cells.join('')}`);
}

/** Share of the answers that came within each time, percent. */
function histogram(measured: Readonly<Record<string, readonly number[]>>): void {
  const limits = [5, 10, 20, 50, 100, 200, 300, 500, 1000, 2000, 5000, Infinity];
  console.log(`\npercent that took    ${Object.keys(measured).map((name) => name.padStart(12)).join('')}`); // prettier-ignore
  limits.forEach((limit, index) => {
    const from = limits[index - 1] ?? 0;
    const cells = Object.values(measured).map((times) => {
      const within = times.filter((ms) => ms > from && ms <= limit).length;
      return ((within / times.length) * 100).toFixed(2).padStart(12);
    });
    console.log(`${(limit === Infinity ? `> ${from}` : `${from}-${limit} ms`).padEnd(21)}${cells.join('')}`);
  });
}
