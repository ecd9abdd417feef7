// Memory of the service over many studies: small chest phantoms, and every third time something that cannot be analysed, go into a real
// Orthanc; the service runs in a process of its own on its embedded database. Ends with 1 if its memory grows.
// Usage: node scripts/soak.ts [studies, 200 without it]; LUNGTRACE_MODELS_DIR and LUNGTRACE_PROVIDERS as for the service.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StudyDetail } from '../src/db/study-detail.ts';
import { untilEnded } from '../src/tools/demo/demo.ts';
import { freePort, startOrthanc } from '../src/tools/demo/orthanc.ts';
import { phantomUid } from '../src/tools/phantom/options.ts';
import { makePhantom, phantomInstances } from '../src/tools/phantom/phantom.ts';
import { tinyCt } from '../test/support/ct.ts';

const SHAPE = [28, 128, 128] as const;
/** Resident memory of the last quarter may be so much above that of the second one: what is freed, the allocator keeps for a while. */
const FLAT = 0.1;
const studies = Number(process.argv[2] ?? 200);
const chests = [0, 0.25, 0.5, 0.75, 1].map((lesionScale) => makePhantom({ shape: SHAPE, lesionScale }));
const dataDir = await mkdtemp(join(tmpdir(), 'lungtrace-soak-'));
const orthanc = await startOrthanc();
const url = `http://127.0.0.1:${await freePort()}`;
const service = await startService();

console.log('studies  done  refused  resident MiB  highest MiB');
const ends: Record<string, number> = {};
const resident: number[] = [];
for (let number = 1; number <= studies; number++) {
  const { uid, files } = number % 3 === 0 ? tinyStudy(number) : phantomStudy(number);
  for (const file of files) await orthanc.send(file);
  const { state } = await untilEnded({ study }, uid, files.length, () => {});
  ends[state] = (ends[state] ?? 0) + 1;
  const memory = await memoryOf(service);
  resident.push(memory.resident);
  if (number % Math.ceil(studies / 20) === 0) report(number, memory);
}
const [, second = 0, third = 0, last = 0] = [0, 1, 2, 3].map((quarter) => middle(quarter));
const growth = last / second - 1;
console.log(`medians of the second, third and last quarter: ${second}, ${third}, ${last} MiB`);
console.log(growth > FLAT ? `NOT FLAT: it grew by ${(growth * 100).toFixed(0)} %` : 'flat');
process.exitCode = growth > FLAT ? 1 : 0;
service.kill('SIGTERM');
await once(service, 'exit');
await orthanc.stop();
await rm(dataDir, { recursive: true, force: true });

async function startService(): Promise<ChildProcess> {
  const environment = {
    LUNGTRACE_PORT: new URL(url).port,
    LUNGTRACE_DATA_DIR: dataDir,
    LUNGTRACE_LOG_LEVEL: 'error',
    DICOMWEB_URL: orthanc.dicomwebUrl,
    ORTHANC_URL: orthanc.url,
  };
  const main = join(import.meta.dirname, '../src/main.ts');
  const child = spawn(process.execPath, [main, 'serve'], { env: { ...process.env, ...environment }, stdio: 'inherit' });
  while (!(await fetch(`${url}/api/health`).catch(() => undefined))?.ok) await new Promise((go) => setTimeout(go, 200));
  return child;
}

/** One of five chests, of a patient of its own. */
function phantomStudy(number: number): { uid: string; files: readonly Uint8Array[] } {
  const chest = chests[number % chests.length]!;
  const options = { ...chest.options, patientId: `SOAK-${number}` };
  return {
    uid: phantomUid(options, 'study'),
    files: phantomInstances({ ...chest, options }).map(({ bytes }) => bytes),
  };
}

/** Sixteen pixels a side and no lungs: refused. */
function tinyStudy(number: number): { uid: string; files: readonly Uint8Array[] } {
  const { studyInstanceUid, files } = tinyCt({ name: `soak-${number}` });
  return { uid: studyInstanceUid, files };
}

async function study(uid: string): Promise<StudyDetail | undefined> {
  const response = await fetch(`${url}/api/studies/${uid}`);
  return response.ok ? ((await response.json()) as StudyDetail) : undefined;
}

interface Memory {
  readonly resident: number;
  readonly highest: number;
}

/** MiB. */
async function memoryOf({ pid }: ChildProcess): Promise<Memory> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const mebibytes = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  return { resident: mebibytes('VmRSS'), highest: mebibytes('VmHWM') };
}

/** Median of the resident memory after the studies of a quarter. */
function middle(quarter: number): number {
  const own = resident.slice((quarter * studies) / 4, ((quarter + 1) * studies) / 4).toSorted((a, b) => a - b);
  return own[own.length >> 1] ?? 0;
}

function report(number: number, memory: Memory): void {
  const cells = [number, ends['done'] ?? 0, ends['refused'] ?? 0, memory.resident, memory.highest];
  console.log(cells.map((cell, index) => String(cell).padStart([7, 6, 9, 14, 13][index]!)).join(''));
}
