import type { FinishedAnalysis } from '../../db/analyses.ts';
import { type StoredObject, storedObject } from '../../db/artefacts.ts';
import { text } from '../../dicom/dataset.ts';
import { type Refusal, RefusalError } from '../../errors/refusal-error.ts';
import { type Analysis, PIXEL_SETTINGS } from '../../inference/analyse-volume.ts';
import { type Artefact, contentOf, identify } from '../../results/artefacts.ts';
import { METRICS } from '../../telemetry/metrics.ts';
import { step, tell } from '../../telemetry/spans.ts';
import { buildVolume } from '../../volume/build.ts';
import { chooseSeries } from '../../volume/series/select.ts';
import { sliceOf, type Volume } from '../../volume/volume.ts';
import { fetchInstances, type InstanceHooks, type SeriesUids } from './fetch.ts';
import type { Candidates, StudyLook } from './look.ts';
import type { WorkerParts } from './parts.ts';
import type { Stage } from './progress.ts';

export interface StudyHooks {
  readonly onProgress: (stage: Stage, done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/** An analysis whose artefacts are in the PACS, and the series that were refused on the way, by their UIDs. */
export interface AnalysedStudy {
  readonly finished: FinishedAnalysis;
  readonly seriesInstanceUid: string;
}

/**
 * Fetches and analyses the best series that can be, and stores the artefacts. Series that show a defect on the
 * way are added to `refusals` by UID. Throws RefusalError when no series is left.
 */
export async function analyseStudy(
  parts: WorkerParts,
  look: StudyLook,
  { selection, series }: Candidates,
  refusals: Map<string, Refusal>,
  hooks: StudyHooks,
): Promise<AnalysedStudy> {
  const clock = new Clock();
  const choice = await chooseSeries(selection, async ({ seriesInstanceUid, leftOut }) => {
    const found = series.find((one) => one.seriesInstanceUid === seriesInstanceUid);
    const sopInstanceUids = (found?.sopInstanceUids ?? []).filter((uid) => !leftOut.includes(uid));
    return await noting(refusals, seriesInstanceUid, async () => {
      const uids = { studyInstanceUid: look.studyInstanceUid, seriesInstanceUid, sopInstanceUids };
      const volume = await fetchVolume(parts, uids, hooks, clock);
      return await step('analyse', {}, async () => {
        const analysis = await parts.analyser.analyse(volume, hooks);
        tell(inThreads(analysis.timingsMs));
        tellFailures(parts, seriesInstanceUid, analysis);
        return analysis;
      });
    });
  });
  const { seriesInstanceUid } = choice.summary;
  hooks.onProgress('write', 0, 1);
  const performedAt = new Date();
  const { lungsSeg, segEncoding } = parts;
  const options = { performedAt, lungsSeg, segEncoding, settings: PIXEL_SETTINGS };
  const key = identify(choice.result, options);
  // Analyser and press lend the voxels to threads: what comes back has them.
  const written = await step('write', {}, () => parts.press.writeAnalysis(choice.result, options, hooks.signal));
  const { analysis, artefacts, thumbnails, views, histogram, lesions, reportedFindings } = written;
  const stored = await clock.time('store', async () => [
    ...(await store(parts, look.studyInstanceUid, artefacts, hooks)),
    ...(parts.overlaySeries ? await storeOverlay(parts, analysis, key, performedAt, hooks) : []),
  ]);
  const finished = {
    key,
    contentHash: contentOf(analysis.volume),
    analysis,
    artefacts: stored,
    reportedFindings,
    thumbnails,
    views,
    histogram,
    lesions,
    performedAt,
    timingsMs: { ...clock.timings, ...analysis.timingsMs, ...written.timingsMs, total: clock.total },
  };
  return { finished, seriesInstanceUid };
}

async function fetchVolume(
  { pacs, decoder }: WorkerParts,
  uids: SeriesUids,
  { onProgress, signal }: StudyHooks,
  clock: Clock,
): Promise<Volume> {
  const hooks: InstanceHooks = {
    onProgress: (done, total) => onProgress('fetch', done, total),
    signal,
    around: (fetch) => clock.time('fetch', fetch),
  };
  return await fetchInstances(pacs, uids, hooks, async (instances) => {
    onProgress('decode', 0, 1);
    return await clock.time('decode', () => buildVolume(instances, decoder, signal));
  });
}

async function store(
  { pacs }: WorkerParts,
  studyInstanceUid: string,
  artefacts: readonly Artefact[],
  { onProgress, signal }: StudyHooks,
): Promise<StoredObject[]> {
  for (const [index, { bytes, ...uids }] of artefacts.entries()) {
    onProgress('store', index, artefacts.length);
    await pacs.storeInstance({ studyInstanceUid, ...uids }, bytes, signal);
  }
  return artefacts.map(storedObject);
}

/** One picture at a time: a series of them is larger than the volume. */
async function storeOverlay(
  { pacs, press }: WorkerParts,
  { volume, findings }: Analysis,
  analysisKey: string,
  performedAt: Date,
  { signal }: StudyHooks,
): Promise<StoredObject[]> {
  const studyInstanceUid = text(volume.header, 'StudyInstanceUID');
  const stored: StoredObject[] = [];
  for (const z of volume.slices.keys()) {
    const slice = sliceOf(volume, findings, z);
    for (const picture of await press.writeOverlay({ ...slice, z, analysisKey, performedAt }, signal)) {
      await pacs.storeInstance({ studyInstanceUid, ...picture }, picture.bytes, signal);
      stored.push(storedObject(picture));
    }
  }
  return stored;
}

async function noting<T>(refusals: Map<string, Refusal>, uid: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RefusalError) refusals.set(uid, error.refusal);
    throw error;
  }
}

/** Stages of a thread, which knows of no trace, as attributes of what waits for it. */
function inThreads(timingsMs: Analysis['timingsMs']): Record<string, number> {
  return Object.fromEntries(Object.entries(timingsMs).map(([stage, ms]) => [`lungtrace.${stage}_ms`, ms]));
}

/** Milliseconds of each stage. */
class Clock {
  readonly timings: Record<string, number> = {};
  readonly #start = performance.now();

  get total(): number {
    return performance.now() - this.#start;
  }

  async time<T>(stage: string, work: () => T | Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await step(stage, {}, work);
    } finally {
      this.timings[stage] = (this.timings[stage] ?? 0) + performance.now() - start;
    }
  }
}

/** A device that fails is no failure of the study; who runs the worker has to know of it. */
function tellFailures({ log }: WorkerParts, seriesInstanceUid: string, { device, failedDevices }: Analysis): void {
  for (const failed of failedDevices) {
    METRICS.deviceFailures.inc({ device: failed.device });
    log.warn({ seriesInstanceUid, ...failed, ranOn: device }, 'a device failed, the network ran on another');
  }
}
