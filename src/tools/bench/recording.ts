import type { InferenceSession } from '../../inference/network/session.ts';

/** What one run of the session was given. */
interface Batch {
  readonly images: Float32Array<ArrayBuffer>;
  readonly n: number;
}

/** A session that remembers what it was given, so that the bare network can be timed on the same tensors afterwards. */
export interface RecordingSession extends InferenceSession {
  /** Milliseconds of the same runs, one right after the other, with nothing around them. */
  replay(): Promise<number>;
}

/** Wraps a session; the tensors stay in memory until the recording is let go. */
export function recordingSession(session: InferenceSession): RecordingSession {
  const batches: Batch[] = [];
  return {
    size: session.size,
    device: session.device,
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
