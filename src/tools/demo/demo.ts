import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loadConfig } from '../../config.ts';
import type { StudyDetail } from '../../db/study-detail.ts';
import { type OpenAnalyser, type RunningService, startServer } from '../../service/service.ts';
import { freePort, type RunningOrthanc, startOrthanc } from './orthanc.ts';

const LUA_SCRIPT = join(import.meta.dirname, '../../../orthanc/lungtrace.lua');

const REPORT_MS = 60_000;

/** Orthanc with our Lua script and the service on its embedded database, both on free ports and in a temporary folder. */
export interface Demo {
  readonly orthanc: RunningOrthanc;
  readonly service: RunningService;
  /** Where the service listens. */
  readonly url: string;
  /** The study as the API returns it; undefined until it is known. */
  study(studyInstanceUid: string): Promise<StudyDetail | undefined>;
  readonly stop: () => Promise<void>;
}

/** Starts both; `environment` adds to the service's configuration. */
export async function startDemo(openAnalyser: OpenAnalyser, environment: NodeJS.ProcessEnv = {}): Promise<Demo> {
  const folder = await mkdtemp(join(tmpdir(), 'lungtrace-demo-'));
  const secret = randomBytes(16).toString('hex');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const orthanc = await startOrthanc({
    luaScripts: [LUA_SCRIPT],
    environment: { LUNGTRACE_URL: url, LUNGTRACE_NOTIFICATION_SECRET: secret },
  });
  const removeAll = async () => {
    await orthanc.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const config = loadConfig({
      LUNGTRACE_PORT: String(port),
      LUNGTRACE_DATA_DIR: join(folder, 'data'),
      LUNGTRACE_NOTIFICATION_SECRET: secret,
      LUNGTRACE_LOG_LEVEL: 'warn',
      DICOMWEB_URL: orthanc.dicomwebUrl,
      ORTHANC_URL: orthanc.url,
      ...environment,
    });
    const service = await startServer(config, openAnalyser);
    const stop = async () => {
      await service.stop();
      await removeAll();
    };
    return { orthanc, service, url, study: (uid) => readStudy(url, uid), stop };
  } catch (error) {
    await removeAll();
    throw error;
  }
}

/**
 * Waits until the service has finished with the study, successfully or not, and has seen `instances` of it: if they arrive slowly, a part
 * may be analysed first. `onProgress` receives the stage and its progress, 0..1.
 */
export async function untilEnded(
  demo: Pick<Demo, 'study'>,
  studyInstanceUid: string,
  instances: number,
  onProgress: (stage: string, progress: number) => void,
): Promise<StudyDetail> {
  for (;;) {
    const study = await demo.study(studyInstanceUid);
    if (study !== undefined) {
      const seen = study.series.reduce((sum, { numberOfInstances }) => sum + numberOfInstances, 0);
      if (seen >= instances && ['done', 'failed', 'refused'].includes(study.state)) return study;
      onProgress(study.stage === '' ? study.state : study.stage, study.progress);
    }
    await delay(300);
  }
}

/** The study once its report is stored too, which follows the analysis; as it is when there is none after a minute. */
export async function untilReported(
  demo: Pick<Demo, 'study'>,
  study: StudyDetail,
  onWait: () => void,
): Promise<StudyDetail> {
  const end = performance.now() + REPORT_MS;
  let latest = study;
  while (!latest.artefacts.some(({ kind }) => kind === 'report-pdf') && performance.now() < end) {
    onWait();
    await delay(300);
    latest = (await demo.study(study.studyInstanceUid)) ?? latest;
  }
  return latest;
}

async function readStudy(url: string, studyInstanceUid: string): Promise<StudyDetail | undefined> {
  const response = await fetch(`${url}/api/studies/${studyInstanceUid}`);
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as StudyDetail;
}
