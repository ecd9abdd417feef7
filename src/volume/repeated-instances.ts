import { isDeepStrictEqual } from 'node:util';
import { number, text } from '../dicom/dataset.ts';
import { type Instance, seriesName } from '../dicom/instance.ts';
import { frameTask, type PixelDecoder } from '../dicom/pixels/decoder.ts';
import { refusal, RefusalError } from '../errors/refusal-error.ts';
import { liesAs, shortList } from './series/repeats.ts';

/**
 * The instances of a series in an order that does not depend on that of the input, without repetitions of the same object: the same SOP
 * Instance UID, position and pixels, in whatever transfer syntax. Throws RefusalError REPEATED_UID when a UID names different images.
 */
export async function withoutRepeats(
  instances: readonly Instance[],
  decoder: PixelDecoder,
  signal?: AbortSignal,
): Promise<Instance[]> {
  const groups = [...Map.groupBy(instances, ({ header }) => text(header, 'SOPInstanceUID'))];
  const different: string[] = [];
  for (const [uid, [first, ...others]] of groups)
    for (const other of others)
      if (uid !== '' && !(await isSame(first as Instance, other, decoder, signal))) different.push(uid);
  if (different.length > 0) {
    const uids = [...new Set(different)].sort();
    const series = seriesName((instances[0] as Instance).header);
    throw new RefusalError(refusal('REPEATED_UID.images', { series, count: uids.length, uids: shortList(uids) }));
  }
  groups.sort(([a], [b]) => (a < b ? -1 : 1));
  return groups.flatMap(([uid, members]) => (uid === '' ? members : members.slice(0, 1)));
}

async function isSame(a: Instance, b: Instance, decoder: PixelDecoder, signal?: AbortSignal): Promise<boolean> {
  if (!liesAs(a.header, b.header) || a.frames.length !== b.frames.length) return false;
  for (const frame of a.frames.keys()) {
    const [one, other] = [frameTask(a, frame), frameTask(b, frame)].map((task) => ({ ...task, name: '' }));
    if (isDeepStrictEqual(one, other)) continue;
    const [left, right] = await Promise.all([a, b].map((instance) => pixelsOf(instance, frame, decoder, signal)));
    if (!isDeepStrictEqual(left, right)) return false;
  }
  return true;
}

async function pixelsOf(instance: Instance, frame: number, decoder: PixelDecoder, signal?: AbortSignal) {
  const { header } = instance;
  const task = frameTask(instance, frame);
  const hu = new Int16Array((number(header, 'Rows') ?? 0) * (number(header, 'Columns') ?? 0));
  await decoder.decode(task, hu, { ...(signal && { signal }) });
  return hu;
}
