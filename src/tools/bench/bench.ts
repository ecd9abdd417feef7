import { PixelDecoder } from '../../dicom/pixels/decoder.ts';
import type { Network } from '../../inference/network/network.ts';
import type { InferenceSession } from '../../inference/network/session.ts';
import { analyseFiles, type AnalyzeTimings } from '../../service/files/analyse-files.ts';
import { middleBy } from './statistics.ts';

/** Duration of an analysis, stage by stage, and its share outside the network. */
export interface BenchResult {
  readonly device: string;
  readonly slices: number;
  readonly timingsMs: AnalyzeTimings;
  /** The bare session on the same tensors, measured before and after the analysis in the same process; the mean of both. */
  readonly networkMs: number;
  /** Whole analysis over bare network. */
  readonly ratio: number;
  /** Everything around the network as a share of the network's time, percent. */
  readonly overheadPercent: number;
}

/**
 * Measures the analysis of the files `turns` times; the one with the middle ratio is reported. A first analysis warms up (code, weights, file
 * cache) and is not counted; then the bare network and the analysis take turns, the network first and last, so that a drifting machine
 * favours neither.
 */
export async function bench(paths: readonly string[], network: Network, turns: number): Promise<BenchResult> {
  const decoder = new PixelDecoder();
  try {
    const options = { decoder, performedAt: new Date(), lungsSeg: true };
    const session = recordingSession(network.session);
    await analyseFiles(paths, { ...options, network: { ...network, session } });
    const measured: BenchResult[] = [];
    for (let before = await session.replay(); measured.length < turns;) {
      const { timingsMs, analysis } = await analyseFiles(paths, { ...options, network });
      const after = await session.replay();
      const networkMs = (before + after) / 2;
      const ratio = timingsMs.total / networkMs;
      const overheadPercent = (ratio - 1) * 100;
      const slices = analysis.volume.slices.length;
      measured.push({ device: analysis.device, slices, timingsMs, networkMs, ratio, overheadPercent });
      before = after;
    }
    return middleBy(measured, ({ ratio }) => ratio);
  } finally {
    await decoder.close();
  }
}

/** Input of one run of the session. */
interface Batch {
  readonly images: Float32Array<ArrayBuffer>;
  readonly n: number;
}

/** A session that records its inputs, so that the bare network can be timed on the same tensors afterwards. */
export interface RecordingSession extends InferenceSession {
  /** Milliseconds of the same runs, back to back, with nothing in between. */
  replay(): Promise<number>;
}

/** Wraps a session; the tensors stay in memory as long as the recording. */
export function recordingSession(session: InferenceSession): RecordingSession {
  const batches: Batch[] = [];
  return {
    size: session.size,
    device: session.device,
    batchSize: session.batchSize,
    run(images, n) {
      batches.push({ images: images.slice(), n });
      return session.run(images, n);
    },
    release: () => session.release(),
    async replay() {
      const copies = batches.map(({ images, n }) => ({ images: images.slice(), n }));
      const start = performance.now();
      await Promise.all(copies.map(({ images, n }) => session.run(images, n)));
      return performance.now() - start;
    },
  };
}
