import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import sharp from 'sharp';
import { type CauseWording, KnownError, problemOf } from '../../errors/known-error.ts';
import type { Picture } from './metrics/scores.ts';

/** Thrown when images and truths do not make a pair that can be scored. */
export class EvaluationError extends KnownError {
  override readonly name = 'EvaluationError';
  /** The file or folder that is at fault. */
  readonly path: string;

  constructor(...[cause, details, options]: CauseWording<'EvaluationError'>) {
    super(problemOf('EvaluationError', cause, details), options);
    this.path = String(details.path);
  }
}

/** Truth pixels are those above this grey value (the authors' rule). */
const TRUTH_ABOVE = 128;

/** Colours of the data set's palette images: index 1 GGO, index 2 consolidation. */
const PALETTE_CLASSES: ReadonlyMap<number, number> = new Map([
  [0x000000, 0],
  [0x800000, 1],
  [0x008000, 2],
]);

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

/** Reads an 8-bit JPEG or PNG as grey values 0..255 (colour images: their first channel, as the authors' tools do). */
export async function readGrey(path: string): Promise<Picture> {
  const { width, height, channels, data } = await read(path);
  const values = new Uint8Array(width * height);
  for (let i = 0; i < values.length; i++) values[i] = data[i * channels]!;
  return { width, height, values };
}

/** Reads a truth image: 1 above grey value 128, else 0. */
export async function readTruth(path: string): Promise<Picture> {
  const grey = await readGrey(path);
  return { ...grey, values: grey.values.map((value) => (value > TRUTH_ABOVE ? 1 : 0)) };
}

/** Reads a palette image of the multi-class training truth: 0 background, 1 GGO, 2 consolidation. */
export async function readClasses(path: string): Promise<Picture> {
  const { width, height, channels, data } = await read(path);
  if (channels !== 3) throw new EvaluationError('noPalette', { path });
  const values = new Uint8Array(width * height);
  for (let i = 0; i < values.length; i++) {
    const colour = (data[3 * i]! << 16) | (data[3 * i + 1]! << 8) | data[3 * i + 2]!;
    const value = PALETTE_CLASSES.get(colour);
    if (value === undefined) {
      throw new EvaluationError('colour', { path, colour: `#${colour.toString(16).padStart(6, '0')}` });
    }
    values[i] = value;
  }
  return { width, height, values };
}

/** Writes grey values as an 8-bit PNG, making its folder. */
export async function writeGrey(path: string, { width, height, values }: Picture): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await sharp(values, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toFile(path);
}

/** The map at another size (cubic), as the authors do with a map that has not the size of its truth. */
export async function resizeGrey(
  { width, height, values }: Picture,
  to: Pick<Picture, 'width' | 'height'>,
): Promise<Picture> {
  if (width === to.width && height === to.height) return { width, height, values };
  const data = await sharp(values, { raw: { width, height, channels: 1 } })
    .resize(to.width, to.height, { fit: 'fill', kernel: 'cubic' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  return { width: to.width, height: to.height, values: new Uint8Array(data) };
}

async function read(path: string): Promise<Pixels> {
  try {
    const { data, info } = await sharp(path)
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, channels: info.channels, data };
  } catch (cause) {
    throw new EvaluationError('image', { path }, { cause });
  }
}

const IMAGE = /\.(png|jpe?g)$/i;

/** Images of a folder by name without extension, in the order of their names. */
export async function imagesOf(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new EvaluationError('imageFolder', { path: folder }, { cause });
  });
  const images = names.filter((name) => IMAGE.test(name)).sort();
  if (images.length === 0) throw new EvaluationError('noImages', { path: folder });
  return new Map(images.map((name) => [parse(name).name, join(folder, name)]));
}

/** A map and its truth. */
export interface Pair {
  readonly name: string;
  readonly map: string;
  readonly truth: string;
}

/** Every map of one folder with the truth of the same name in the other. Throws when one has no partner: no image is left out in silence. */
export async function pairsOf(maps: string, truths: string): Promise<Pair[]> {
  const [mapImages, truthImages] = await Promise.all([imagesOf(maps), imagesOf(truths)]);
  const alone = [
    ...[...mapImages].filter(([name]) => !truthImages.has(name)).map(([, path]) => path),
    ...[...truthImages].filter(([name]) => !mapImages.has(name)).map(([, path]) => path),
  ];
  if (alone.length > 0) {
    throw new EvaluationError('alone', { path: alone[0]!, count: alone.length, maps, truths });
  }
  return [...mapImages].map(([name, map]) => ({ name, map, truth: truthImages.get(name)! }));
}
