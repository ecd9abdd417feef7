import { text } from '../dicom/dataset.ts';
import { type Instance, seriesName } from '../dicom/instance.ts';
import { frameTask, type PixelDecoder } from '../dicom/pixels/decoder.ts';
import { refusal, RefusalError } from '../errors/refusal-error.ts';
import { type Plane, planesOf } from './plane.ts';
import { withoutRepeats } from './repeated-instances.ts';
import { checkSliceValues } from './slice-values.ts';
import { stackPlanes } from './stack.ts';
import type { Slice, Volume } from './volume.ts';

/** One frame of one instance. */
interface Source {
  readonly instance: Instance;
  /** 0-based. */
  readonly frame: number;
  readonly plane: Plane;
}

/**
 * Builds a volume from the instances of one CT series, in any order, single- or multi-frame: HU, [z,y,x], slice 0 nearest the head. A
 * repeated object counts once. Throws RefusalError with the code of the defect: see stackPlanes, rescaleOf, pixelFormat, PixelDecoder and
 * checkSliceValues, NO_PIXEL_DATA and REPEATED_UID; the signal's reason when it aborts.
 */
export async function buildVolume(
  instances: readonly Instance[],
  decoder: PixelDecoder,
  signal?: AbortSignal,
): Promise<Volume> {
  const distinct = await withoutRepeats(instances, decoder, signal);
  const sources = distinct.flatMap(sourcesOf);
  const series = distinct[0] === undefined ? 'The series' : seriesName(distinct[0].header);
  const { order, geometry } = stackPlanes(
    sources.map((source) => source.plane),
    series,
  );
  const sorted = order.map((i) => sources[i] as Source);
  const hu = await decodeAll(sorted, geometry.shape, decoder, signal);
  const slices = sorted.map(sliceOf);
  await checkSliceValues(hu, geometry, slices, series);
  const { header } = (sorted[0] as Source).instance;
  return { hu, geometry, slices, header };
}

function sourcesOf(instance: Instance): Source[] {
  if (instance.frames.length === 0)
    throw new RefusalError(refusal('NO_PIXEL_DATA.instance', { origin: instance.origin }));
  const planes = planesOf(instance.header);
  return planes.map((plane, frame) => ({ instance, frame, plane }));
}

/** The first frame that cannot be decoded ends the others: their series is refused, and their threads are needed elsewhere. */
async function decodeAll(
  sources: readonly Source[],
  [slices, rows, columns]: Volume['geometry']['shape'],
  decoder: PixelDecoder,
  signal: AbortSignal | undefined,
): Promise<Int16Array> {
  const area = rows * columns;
  const hu = new Int16Array(slices * area);
  const stopping = new AbortController();
  const either = signal ? AbortSignal.any([signal, stopping.signal]) : stopping.signal;
  // An async function, so that a frame refused here rejects like one refused in its thread.
  const decodeOne = async ({ instance, frame }: Source, z: number): Promise<void> => {
    const target = hu.subarray(z * area, (z + 1) * area);
    await decoder.decode(frameTask(instance, frame), target, { signal: either, turn: stopping });
  };
  try {
    await Promise.all(sources.map(decodeOne));
    return hu;
  } catch (error) {
    stopping.abort();
    throw error;
  }
}

function sliceOf({ instance: { header, frames }, frame, plane }: Source): Slice {
  return {
    sopClassUid: text(header, 'SOPClassUID'),
    sopInstanceUid: text(header, 'SOPInstanceUID'),
    ...(frames.length > 1 ? { frameNumber: frame + 1 } : {}),
    position: plane.position,
  };
}
