import { refusal, RefusalError } from '../errors/refusal-error.ts';
import { shortList } from './series/repeats.ts';
import type { Slice, Volume } from './volume.ts';

/** Soft tissue and bone are above, lung and air below, HU. */
const BODY = -300;
/** Shares of a slice's rows that end with one value, and of the body that lay there, from which on pixels are missing. */
const EMPTY = { leastRows: 1 / 16, leastBody: 1 / 4 };
/** The mean of a slice differs by about 100 HU from that of the next one at most; a wrong intercept moves it by 1000, HU. */
const MOST_STEP = 500;

/**
 * Compares the values of each slice with those beside it. Throws RefusalError DAMAGED when the lower part of a slice holds a single value
 * where the next one shows the body, as files have it that were not written to their end; NO_HOUNSFIELD when the values jump.
 */
export function checkSliceValues(
  hu: Int16Array,
  { shape: [, rows, columns] }: Volume['geometry'],
  slices: readonly Slice[],
  series: string,
): void {
  const images = slices.map((_, z) => hu.subarray(z * rows * columns, (z + 1) * rows * columns));
  const empty = emptyEnds(images, columns);
  if (empty.size > 0) {
    const uids = shortList([...empty].sort((a, b) => a - b).map((z) => slices[z]?.sopInstanceUid ?? ''));
    throw new RefusalError(refusal('DAMAGED.empty', { series, count: empty.size, uids }));
  }
  const means = images.map(meanOf);
  const widest = Math.max(0, ...means.slice(1).map((mean, z) => Math.abs(mean - (means[z] as number))));
  if (widest > MOST_STEP) throw new RefusalError(refusal('NO_HOUNSFIELD.steps', { series, step: widest.toFixed(0) }));
}

/** The slices whose last rows are empty where a slice before or after them, which is whole, shows the body. */
function emptyEnds(images: readonly Int16Array[], columns: number): Set<number> {
  const starts = images.map((image) => startOfEnd(image, columns));
  const indices = [...images.keys()];
  const found = new Set<number>();
  for (const order of [indices, indices.toReversed()]) {
    let whole: Int16Array | undefined;
    for (const z of order) {
      const [image, start] = [images[z] as Int16Array, starts[z] as number];
      const isEmpty = whole !== undefined && image.length - start >= EMPTY.leastRows * image.length;
      if (isEmpty && bodyIn(whole!.subarray(start)) > EMPTY.leastBody * bodyIn(whole!)) found.add(z);
      else if (start > 0) whole = image;
    }
  }
  return found;
}

/** Where the rows at the end of an image begin that hold one value throughout. */
function startOfEnd(image: Int16Array, columns: number): number {
  const last = image.at(-1);
  const differing = image.findLastIndex((value) => value !== last);
  return Math.ceil((differing + 1) / columns) * columns;
}

/** Of every seventh pixel, which is enough for a step. */
function meanOf(image: Int16Array): number {
  let [sum, count] = [0, 0];
  for (let at = 0; at < image.length; at += 7, count++) sum += image[at] as number;
  return sum / count;
}

function bodyIn(image: Int16Array): number {
  return image.reduce((count, value) => count + Number(value > BODY), 0);
}
