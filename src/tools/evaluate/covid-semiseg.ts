import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FindingKey } from '../../volume/findings.ts';
import { imagesOf, pairsOf, readClasses, readTruth } from './images.ts';
import type { Picture } from './metrics/scores.ts';

export const SPLITS = ['test', 'train'] as const;
export type Split = (typeof SPLITS)[number];

/** The truth of one image: masks of 0 and 1 as the images are stored. */
export interface Truth extends FindingTruths {
  readonly infection: Picture;
}

/** Each null if the data set has no class truth for the image. */
type FindingTruths = Readonly<Record<FindingKey, Picture | null>>;

/** A labelled image of the data set. */
export interface LabelledImage {
  readonly name: string;
  readonly path: string;
  readTruth(): Promise<Truth>;
}

/**
 * The images that a radiologist labelled in one split of COVID-SemiSeg, in its authors' layout (Fan et al. 2020), by name. Throws
 * EvaluationError if the folders are missing or an image has no truth.
 */
export async function labelledImages(root: string, split: Split): Promise<LabelledImage[]> {
  const folder =
    split === 'test'
      ? join(root, 'TestingSet/LungInfection-Test')
      : join(root, 'TrainingSet/LungInfection-Train/Doctor-label');
  const pairs = await pairsOf(join(folder, 'Imgs'), join(folder, 'GT'));
  const classes = split === 'test' ? await maskClasses(root) : await paletteClasses(root);
  return pairs.map(({ name, map: path, truth }) => ({
    name,
    path,
    readTruth: async () => ({ infection: await readTruth(truth), ...(await classes(name)) }),
  }));
}

type ClassReader = (name: string) => Promise<FindingTruths>;

/** Training: one palette image, 1 GGO and 2 consolidation. */
async function paletteClasses(root: string): Promise<ClassReader> {
  const images = await imagesIfAny(join(root, 'TrainingSet/MultiClassInfection-Train/GT'));
  return async (name) => {
    const path = images.get(name);
    if (path === undefined) return { ggo: null, consolidation: null };
    const classes = await readClasses(path);
    const only = (label: number) => ({ ...classes, values: classes.values.map((value) => (value === label ? 1 : 0)) });
    return { ggo: only(1), consolidation: only(2) };
  };
}

/** Test: one mask per class. */
async function maskClasses(root: string): Promise<ClassReader> {
  const folder = join(root, 'TestingSet/MultiClassInfection-Test');
  const [ggo, consolidation] = await Promise.all([
    imagesIfAny(join(folder, 'GT-1')),
    imagesIfAny(join(folder, 'GT-2')),
  ]);
  const read = async (path: string | undefined) => (path === undefined ? null : readTruth(path));
  return async (name) => ({ ggo: await read(ggo.get(name)), consolidation: await read(consolidation.get(name)) });
}

async function imagesIfAny(folder: string): Promise<Map<string, string>> {
  return existsSync(folder) ? imagesOf(folder) : new Map();
}
