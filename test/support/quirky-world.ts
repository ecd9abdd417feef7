import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loadConfig } from '../../src/config.ts';
import { startServer } from '../../src/service/service.ts';
import { tinyCt, type TinyCt } from './ct.ts';
import { type FakeArchive, type Quirk, startFakeArchive } from './fake-archive.ts';
import { simpleAnalyser } from './simple-analyser.ts';
import { until } from './until.ts';

/** What the API says of a study. */
export interface StudyAnswer {
  readonly studyInstanceUid: string;
  readonly state: 'queued' | 'running' | 'done' | 'refused' | 'failed';
  readonly failureCode: string | null;
  readonly failureMessage: string | null;
  readonly analysis?: { readonly numberOfSlices: number };
}

/** The whole service (server, worker, embedded database) beside an archive with quirks, which it asks by the clock. */
export interface QuirkyWorld {
  readonly archive: FakeArchive;
  readonly url: string;
  /** Puts a study of 24 slices into the archive, which answers about it with the quirk. */
  add(name: string, quirk?: Quirk): TinyCt;
  study(ct: TinyCt): Promise<StudyAnswer | undefined>;
  /** Waits until the study is done, refused or failed, or waits after an error. */
  ends(ct: TinyCt, seconds?: number): Promise<StudyAnswer>;
  reaches(ct: TinyCt, state: StudyAnswer['state'], seconds?: number): Promise<StudyAnswer>;
  /** Waits for the first error of a study that then waits for another attempt, and takes the quirk away at once. */
  heals(ct: TinyCt): Promise<StudyAnswer>;
  stop(): Promise<void>;
}

export async function startQuirkyWorld(env: Readonly<Record<string, string>> = {}): Promise<QuirkyWorld> {
  const archive = await startFakeArchive();
  const dataDir = await mkdtemp(join(tmpdir(), 'lungtrace-quirks-'));
  const config = loadConfig({
    LUNGTRACE_PORT: '0',
    LUNGTRACE_DATA_DIR: dataDir,
    LUNGTRACE_LOG_LEVEL: 'silent',
    LUNGTRACE_POLL_CRON: '*/2 * * * * *',
    LUNGTRACE_POLL_LOOK_BACK_DAYS: '3650',
    LUNGTRACE_RETRIES: '1',
    LUNGTRACE_RETRY_DELAY_SECONDS: '1',
    LUNGTRACE_CONCURRENCY: '4',
    LUNGTRACE_LUNGS_SEG: 'off',
    LUNGTRACE_PRIORS: '0',
    DICOMWEB_URL: archive.dicomwebUrl,
    DICOMWEB_RETRIES: '1',
    ...env,
  });
  const service = await startServer(config, async () => ({ ...simpleAnalyser(), close: async () => {} }));
  const { url = '' } = service;
  const study = async (ct: TinyCt) => {
    const response = await asked(`${url}/api/studies/${ct.studyInstanceUid}`);
    return response.ok ? ((await response.json()) as StudyAnswer) : undefined;
  };
  const awaited = async (ct: TinyCt, holds: (found: StudyAnswer) => boolean, what: string, seconds: number) => {
    let found: StudyAnswer | undefined;
    await until(async () => (found = await study(ct)) !== undefined && holds(found), what, seconds);
    return found!;
  };
  const sick = new Map<string, (first: StudyAnswer) => void>();
  const heal = async () => {
    for (const one of (await worklist(url)).filter(hasEnded)) {
      const tell = sick.get(one.studyInstanceUid);
      if (tell) archive.setQuirk(one.studyInstanceUid, undefined);
      tell?.(one);
      sick.delete(one.studyInstanceUid);
    }
  };
  let isOver = false;
  const healing = (async () => {
    for (; !isOver; await delay(500)) await heal();
  })();
  return {
    archive,
    url,
    study,
    heals: ({ studyInstanceUid }) => new Promise((tell) => sick.set(studyInstanceUid, tell)),
    add(name, quirk) {
      const ct = tinyCt({ name: name.slice(0, 60), patientId: name.slice(0, 60) });
      archive.setQuirk(ct.studyInstanceUid, quirk);
      for (const file of ct.files) archive.add(file);
      return ct;
    },
    ends: (ct, seconds = 300) => awaited(ct, hasEnded, 'the study has an end', seconds),
    reaches: (ct, state, seconds = 300) =>
      awaited(ct, (found) => found.state === state, `the study is ${state}`, seconds),
    async stop() {
      isOver = true;
      try {
        await healing;
      } finally {
        await service.stop();
        await archive.stop();
        await rm(dataDir, { recursive: true, force: true });
      }
    },
  };
}

function hasEnded({ state, failureCode }: StudyAnswer): boolean {
  return ['done', 'refused', 'failed'].includes(state) || (state === 'queued' && failureCode !== null);
}

/** On a connection of its own: on a busy machine a kept one is closed by the time that it is used. */
async function asked(url: string): Promise<Response> {
  return await fetch(url, { headers: { connection: 'close' } });
}

async function worklist(url: string): Promise<StudyAnswer[]> {
  const response = await asked(`${url}/api/studies?limit=200`);
  return ((await response.json()) as { studies: StudyAnswer[] }).studies;
}
