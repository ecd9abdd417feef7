import { setImmediate } from 'node:timers/promises';
import { refusal, RefusalError } from '../errors/refusal-error.ts';
import { shortList } from './series/repeats.ts';
import type { Slice, Volume } from './volume.ts';

/** Soft tissue and bone are above, lung and air below, HU. */
const BODY = -300;
/** Shares of a slice's rows that hold one value each, and of the body that belongs there, from which on pixels are missing. */
const EMPTY = { leastRows: 1 / 16, leastBody: 1 / 4 };
/** An image that shows less of the body, as beyond the top of the head, says nothing about the next one; a share of its pixels. */
const LEAST_BODY = 0.05;
/** The mean of a slice differs by about 100 HU from that of the next one at most; a wrong intercept moves it by 1000, HU. */
const MOST_STEP = 500;

/**
 * Compares the values of each slice with those beside it. Throws RefusalError DAMAGED when rows of a slice hold a single value where
 * the next one shows the body, as files have it that were not written whole; NO_HOUNSFIELD when the values jump. The event loop goes on
 * between slices.
 */
export async function checkSliceValues(
  hu: Int16Array,
  { shape: [, rows, columns] }: Volume['geometry'],
  slices: readonly Slice[],
  series: string,
): Promise<void> {
  const images = slices.map((_, z) => hu.subarray(z * rows * columns, (z + 1) * rows * columns));
  const empty = await emptyWithin(images, columns);
  if (empty.size > 0) {
    const uids = shortList([...empty].sort((a, b) => a - b).map((z) => slices[z]?.sopInstanceUid ?? ''));
    throw new RefusalError(refusal('DAMAGED.empty', { series, count: empty.size, uids }));
  }
  const means = await oneByOne(images, meanOf);
  const widest = Math.max(0, ...means.slice(1).map((mean, z) => Math.abs(mean - (means[z] as number))));
  if (widest > MOST_STEP) throw new RefusalError(refusal('NO_HOUNSFIELD.steps', { series, step: widest.toFixed(0) }));
}

/** The slices of which rows are empty where a slice before or after them, which is whole, shows the body. */
async function emptyWithin(images: readonly Int16Array[], columns: number): Promise<Set<number>> {
  const empty = await oneByOne(images, (image) => emptyRows(image, columns));
  const indices = [...images.keys()];
  const found = new Set<number>();
  for (const order of [indices, indices.toReversed()]) {
    let whole: Int16Array | undefined;
    for (const z of order) {
      await setImmediate();
      const [image, rows] = [images[z] as Int16Array, empty[z] as readonly number[]];
      if (whole !== undefined && showsBody(whole, rows, columns)) found.add(z);
      else if (rows.length * columns < image.length) whole = image;
    }
  }
  return found;
}

/** `of` of each image, with a turn of the event loop before each. */
async function oneByOne<T>(images: readonly Int16Array[], of: (image: Int16Array) => T): Promise<T[]> {
  const values: T[] = [];
  for (const image of images) {
    await setImmediate();
    values.push(of(image));
  }
  return values;
}

/** Where the rows of an image begin that hold one value throughout. */
function emptyRows(image: Int16Array, columns: number): number[] {
  const rows: number[] = [];
  for (let start = 0; start < image.length; start += columns) {
    let at = start + 1;
    while (at < start + columns && image[at] === image[start]) at++;
    if (at === start + columns) rows.push(start);
  }
  return rows;
}

/** Whether a good part of the body in an image lies in these rows. */
function showsBody(image: Int16Array, rows: readonly number[], columns: number): boolean {
  if (rows.length * columns < EMPTY.leastRows * image.length) return false;
  const body = bodyIn(image);
  const within = rows.reduce((sum, start) => sum + bodyIn(image.subarray(start, start + columns)), 0);
  return body > LEAST_BODY * image.length && within > EMPTY.leastBody * body;
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
