// Memory of the service over many studies: chest phantoms, and every third time something that cannot be analysed, go into a real Orthanc;
// the service runs in a process of its own on its embedded database.
// Usage: node scripts/soak.ts [studies, 100 without it]; LUNGTRACE_MODELS_DIR and LUNGTRACE_PROVIDERS as for the service.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StudyDetail } from '../src/db/study-detail.ts';
import { text } from '../src/dicom/dataset.ts';
import { untilEnded } from '../src/tools/demo/demo.ts';
import { freePort, startOrthanc } from '../src/tools/demo/orthanc.ts';
import { makePhantom, phantomInstances } from '../src/tools/phantom/phantom.ts';
import { tinyCt } from '../test/support/ct.ts';

const SHAPE = [32, 256, 256] as const;
const EVERY = 10;
const studies = Number(process.argv[2] ?? 100);
const dataDir = await mkdtemp(join(tmpdir(), 'lungtrace-soak-'));
const orthanc = await startOrthanc();
const url = `http://127.0.0.1:${await freePort()}`;
const service = await startService();

console.log('studies  done  refused  resident MiB  highest MiB');
const ends: Record<string, number> = {};
for (let number = 1; number <= studies; number++) {
  const { uid, files } = number % 3 === 0 ? tinyStudy(number) : phantomStudy(number);
  for (const file of files) await orthanc.send(file);
  const { state } = await untilEnded({ study }, uid, files.length, () => {});
  ends[state] = (ends[state] ?? 0) + 1;
  if (number % EVERY === 0) await report(number);
}
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

function phantomStudy(number: number): { uid: string; files: readonly Uint8Array[] } {
  const phantom = makePhantom({ shape: SHAPE, patientId: `SOAK-${number}`, lesionScale: (number % 5) / 4 });
  return {
    uid: text(phantom.volume.header, 'StudyInstanceUID'),
    files: phantomInstances(phantom).map(({ bytes }) => bytes),
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

async function report(number: number): Promise<void> {
  const status = await readFile(`/proc/${service.pid}/status`, 'utf8');
  const mebibytes = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  const cells = [number, ends['done'] ?? 0, ends['refused'] ?? 0, mebibytes('VmRSS'), mebibytes('VmHWM')];
  console.log(cells.map((cell, index) => String(cell).padStart([7, 6, 9, 14, 13][index]!)).join(''));
}
