import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instance } from '../../src/dicom/instance.ts';
import { type FrameTask, frameTask, type PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import { oracle } from './oracle.ts';

/** HU of all frames of an instance, [frame,y,x], as the service decodes them. */
export async function huOf(instance: Instance, decoder: PixelDecoder): Promise<Int16Array> {
  const frames = await Promise.all(instance.frames.map((_, frame) => frameHu(frameTask(instance, frame), decoder)));
  return Int16Array.from(frames.flatMap((frame) => [...frame]));
}

/** HU of one frame, [y,x]. */
export async function frameHu(task: FrameTask, decoder: PixelDecoder): Promise<Int16Array> {
  const hu = new Int16Array(task.format.rows * task.format.columns);
  await decoder.decode(task, hu);
  return hu;
}

/** HU of all frames of each file as pydicom and its decoders read them. */
export async function referenceHu(files: readonly string[]): Promise<Int16Array[]> {
  const out = await mkdtemp(join(tmpdir(), 'lungtrace-test-'));
  try {
    await oracle('read_hu.py', out, ...files);
    return await Promise.all(
      files.map(async (_, n) => new Int16Array((await readFile(join(out, `${n}.raw`))).buffer.slice(0))),
    );
  } finally {
    await rm(out, { recursive: true });
  }
}

/** Greatest difference between two images, HU; Infinity when they differ in size. */
export function greatestDifference(a: Int16Array, b: Int16Array): number {
  if (a.length !== b.length) return Infinity;
  return a.reduce((greatest, value, i) => Math.max(greatest, Math.abs(value - (b[i] as number))), 0);
}
