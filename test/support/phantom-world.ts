import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loadConfig } from '../../src/config.ts';
import { text } from '../../src/dicom/dataset.ts';
import type { Certainty } from '../../src/inference/findings/certainty.ts';
import { measure } from '../../src/inference/measure/measure.ts';
import type { ModelRecord } from '../../src/inference/network/registry.ts';
import type { Analyser } from '../../src/service/jobs/parts.ts';
import { startServer } from '../../src/service/service.ts';
import { type RunningOrthanc, startOrthanc } from '../../src/tools/demo/orthanc.ts';
import type { PhantomOptions } from '../../src/tools/phantom/options.ts';
import { makePhantom, type Phantom, phantomInstances } from '../../src/tools/phantom/phantom.ts';
import type { Volume } from '../../src/volume/volume.ts';
import { tinyModel } from './tiny-network.ts';
import { until } from './until.ts';

/** The whole service beside an Orthanc of its own; what it finds in phantoms is the truth about them. */
export interface PhantomWorld {
  readonly url: string;
  readonly orthanc: RunningOrthanc;
  /** Sends a phantom to Orthanc as a scanner would; the service hears of it from Orthanc. */
  send(options: Partial<PhantomOptions>): Promise<Phantom>;
  /** Sends a phantom and waits until its study is done. */
  analysed(options: Partial<PhantomOptions>): Promise<Phantom>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** How long an analysis takes at least, ms, so that its progress can be seen. */
  readonly analysisMs?: (phantom: Phantom) => number;
  /** How long Orthanc waits for more slices, s. */
  readonly stableAge?: number;
}

const CREDENTIALS = { user: 'pacs', password: 'pacs-password' };

export async function startPhantomWorld({
  env = {},
  analysisMs = () => 0,
  stableAge = 1,
}: WorldOptions = {}): Promise<PhantomWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lungtrace-world-'));
  const orthanc = await startOrthanc({ credentials: CREDENTIALS, stableAge });
  const config = loadConfig({
    LUNGTRACE_PORT: '0',
    LUNGTRACE_DATA_DIR: dataDir,
    LUNGTRACE_LOG_LEVEL: 'error',
    LUNGTRACE_POLL_CRON: 'off',
    DICOMWEB_URL: orthanc.dicomwebUrl,
    DICOMWEB_USER: CREDENTIALS.user,
    DICOMWEB_PASSWORD: CREDENTIALS.password,
    ORTHANC_URL: orthanc.url,
    ...env,
  });
  const phantoms = new Map<string, Phantom>();
  const service = await startServer(config, async () => truthfulAnalyser(phantoms, analysisMs));
  const { url = '' } = service;
  const send = async (options: Partial<PhantomOptions>): Promise<Phantom> => {
    const phantom = makePhantom({ shape: [28, 128, 128], ...options });
    phantoms.set(text(phantom.volume.header, 'SeriesInstanceUID'), phantom);
    for (const { bytes } of phantomInstances(phantom)) await orthanc.send(bytes);
    return phantom;
  };
  return {
    url,
    orthanc,
    send,
    async analysed(options) {
      const phantom = await send(options);
      const study = text(phantom.volume.header, 'StudyInstanceUID');
      await until(async () => (await stateOf(url, study, config.apiToken)) === 'done', `study ${study} is done`, 120);
      return phantom;
    },
    async stop() {
      await service.stop();
      await orthanc.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function stateOf(url: string, study: string, token: string | undefined): Promise<unknown> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/api/studies/${study}`, { headers });
  return ((await response.json()) as { state?: unknown }).state;
}

/** Finds in each phantom exactly what was put into it. */
export function truthfulAnalyser(
  phantoms: ReadonlyMap<string, Phantom>,
  analysisMs: (phantom: Phantom) => number = () => 0,
) {
  const model: ModelRecord = { ...tinyModel, name: 'phantom truth', version: '1.0.0', sha256: '0'.repeat(64) };
  const analyser: Analyser & { close(): Promise<void> } = {
    identity: 'phantom truth',
    modelSet: 'phantom-truth-1',
    device: 'cpu',
    async analyse(volume, { onProgress }) {
      const phantom = phantoms.get(text(volume.header, 'SeriesInstanceUID'));
      if (phantom === undefined) throw new Error('only phantoms that were sent can be analysed');
      // What an analyser gives is taken over by a thread; the phantom keeps its truth.
      const [lungs, findings] = [phantom.lungs.slice(), phantom.findings.slice()];
      const wait = analysisMs(phantom);
      for (let done = 1; done <= 8; done++) {
        onProgress?.('infection', done, 8);
        await delay(wait / 8);
      }
      const measurements = measure(
        volume,
        { lungs },
        findings,
        scoresOf(volume, findings),
        certaintyOf(volume, findings),
      );
      const timingsMs = { lungs: 0, infection: wait, findings: 0, measure: 0 };
      const modelSet = 'phantom-truth-1';
      return {
        volume,
        lungs,
        findings,
        measurements,
        modelSet,
        models: [model],
        device: 'cpu',
        failedDevices: [],
        timingsMs,
      };
    },
    close: async () => {},
  };
  return analyser;
}

/** As a network that is unsure of a fifth of what it finds, and holds as much possible besides. */
function certaintyOf({ geometry: { shape } }: Volume, findings: Uint8Array): Certainty {
  const area = shape[1] * shape[2];
  const found = Array.from({ length: shape[0] }, (_, z) =>
    findings.subarray(z * area, (z + 1) * area).reduce((count, finding) => count + Number(finding > 0), 0),
  );
  return {
    sure: Uint32Array.from(found, (count) => 0.8 * count),
    possible: Uint32Array.from(found, (count) => 1.2 * count),
  };
}

function scoresOf({ geometry: { shape } }: Volume, findings: Uint8Array): Float32Array {
  const area = shape[1] * shape[2];
  return Float32Array.from({ length: shape[0] }, (_, z) =>
    findings.subarray(z * area, (z + 1) * area).some((finding) => finding > 0) ? 1 : 0,
  );
}
