import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { EvaluationError } from './evaluation-error.ts';

const IMAGE = /\.(png|jpe?g)$/i;

/** Images of a folder by name without extension, in the order of their names. */
export async function imagesOf(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new EvaluationError(folder, `${folder} cannot be read. Name a folder with PNG or JPEG images.`, { cause });
  });
  const images = names.filter((name) => IMAGE.test(name)).sort();
  if (images.length === 0) throw new EvaluationError(folder, `${folder} holds no PNG or JPEG image`);
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
    throw new EvaluationError(
      alone[0]!,
      `${alone.length} images of ${maps} and ${truths} have no partner of the same name, the first is ${alone[0]}`,
    );
  }
  return [...mapImages].map(([name, map]) => ({ name, map, truth: truthImages.get(name)! }));
}
