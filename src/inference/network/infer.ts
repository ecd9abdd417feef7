import type { LungMask, Volume } from '../../volume/volume.ts';
import { lungBoxes } from './lung-boxes.ts';
import { cropToInput, mapToSlice, type Box } from './preprocess.ts';
import type { ModelRecord } from './registry.ts';
import {
  type InferenceSession,
  type NetworkOutput,
  type OptionalOutput,
  OUTPUT_NAMES,
  type OutputName,
  OUTPUTS,
} from './session.ts';

type MapOf<K extends OutputName> = (typeof OUTPUTS)[K]['per'] extends 'pixel' ? Uint8Array : Float32Array;

/**
 * The outputs of the network for a volume: maps are [z,y,x], 0..255 for 0..1, numbers are [z], 0..1. Slices without lung are not run:
 * their values are 0. An optional output that the network lacks is undefined.
 */
export type NetworkMaps = { readonly [K in Exclude<OutputName, OptionalOutput>]: MapOf<K> } & {
  [K in OptionalOutput]?: MapOf<K> | undefined;
};

/** What the network needs of a volume. */
export type Scan = Pick<Volume, 'hu' | 'geometry'>;

/** A slice that the network runs on. */
interface Job {
  readonly z: number;
  readonly box: Box;
}

/** One that runs and one that waits, so that the session need not. */
const BATCHES_UNDER_WAY = 2;

/**
 * Runs the network on every slice that has lung; pixels outside the lungs' box are 0.
 * While the session runs a batch, the next one is there already, and the results of the former are written back. All batches have the
 * same size; the last is filled up with empty slices.
 * `onProgress` gets slices done and slices to do. Throws the signal's reason when it ends the work, after the batches under way.
 */
export async function inferVolume(
  volume: Scan,
  lungs: LungMask,
  session: InferenceSession,
  model: Pick<ModelRecord, 'windowHu' | 'crop'>,
  onProgress?: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<NetworkMaps> {
  const { size, batchSize } = session;
  const jobs = lungBoxes(lungs, volume.geometry, model.crop).flatMap((box, z) => (box === null ? [] : [{ z, box }]));
  const maps: Maps = {};
  const running: { batch: readonly Job[]; output: Promise<NetworkOutput> }[] = [];
  let done = 0;
  try {
    for (let start = 0; start < jobs.length || running.length > 0; start += batchSize) {
      const batch = jobs.slice(start, start + batchSize);
      if (batch.length > 0) {
        const images = new Float32Array(batchSize * size * size);
        writeInputs(images, volume, batch, size, model.windowHu);
        const output = session.run(images, batchSize);
        // It may fail while the former is awaited: that is found when its own turn comes.
        output.catch(() => {});
        running.push({ batch, output });
      }
      if (running.length < BATCHES_UNDER_WAY && batch.length > 0) continue;
      const [first] = running;
      writeBack(await first!.output, first!.batch, size, volume, maps);
      running.shift();
      onProgress?.((done += first!.batch.length), jobs.length);
      signal?.throwIfAborted();
    }
  } finally {
    await Promise.allSettled(running.map(({ output }) => output));
  }
  for (const name of OUTPUT_NAMES) if (!('optional' in OUTPUTS[name])) mapOf(maps, name, volume);
  return maps as NetworkMaps;
}

type Maps = Partial<Record<OutputName, Uint8Array | Float32Array>>;

/** The map of an output, empty at first. */
function mapOf(maps: Maps, name: OutputName, { hu, geometry }: Scan): Uint8Array | Float32Array {
  return (maps[name] ??=
    OUTPUTS[name].per === 'pixel' ? new Uint8Array(hu.length) : new Float32Array(geometry.shape[0]));
}

function writeInputs(
  images: Float32Array,
  { hu, geometry }: Scan,
  jobs: readonly Job[],
  size: number,
  windowHu: readonly [number, number],
): void {
  const [, rows, columns] = geometry.shape;
  jobs.forEach(({ z, box }, n) => {
    const slice = hu.subarray(z * rows * columns, (z + 1) * rows * columns);
    cropToInput(slice, columns, box, size, windowHu, images.subarray(n * size * size, (n + 1) * size * size));
  });
}

function writeBack(output: NetworkOutput, jobs: readonly Job[], size: number, volume: Scan, maps: Maps): void {
  const [, rows, columns] = volume.geometry.shape;
  const area = size * size;
  for (const name of OUTPUT_NAMES) {
    const values = output[name];
    if (values === undefined) continue;
    const map = mapOf(maps, name, volume);
    jobs.forEach(({ z, box }, n) => {
      if (map instanceof Float32Array) map[z] = values[n]!;
      else {
        const slice = map.subarray(z * rows * columns, (z + 1) * rows * columns);
        mapToSlice(values.subarray(n * area, (n + 1) * area), size, box, slice, columns);
      }
    });
  }
}
