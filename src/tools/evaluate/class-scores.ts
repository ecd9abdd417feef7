import { pairsOf, readGrey, readTruth, resizeGrey } from './images.ts';
import { scoreImage } from './metrics/score-image.ts';
import { type BothScores, meanScores, type Picture } from './metrics/scores.ts';

/** How well one class was found. */
export interface ClassScores {
  /** Means over images; null when no image shows the class. */
  readonly paper: BothScores['paper'] | null;
  readonly at05: BothScores['at05'] | null;
  /** Number of images in the means. */
  readonly images: number;
  /** Images whose truth lacks the class: excluded, as in table III of the paper. */
  readonly imagesWithoutClass: number;
}

/** An image's scores, null when its truth lacks the class. */
export function scoreClass(map: Picture, truth: Picture): BothScores | null {
  return truth.values.includes(1) ? scoreImage(map, truth) : null;
}

/** Mean over the images that show the class. */
export function summarise(scores: readonly (BothScores | null)[]): ClassScores {
  const shown = scores.filter((score) => score !== null);
  return {
    paper: shown.length === 0 ? null : meanScores(shown.map(({ paper }) => paper)),
    at05: shown.length === 0 ? null : meanScores(shown.map(({ at05 }) => at05)),
    images: shown.length,
    imagesWithoutClass: scores.length - shown.length,
  };
}

/**
 * Scores grey-level maps (0..255) of a folder against the truths of another; files are matched by name. Throws EvaluationError if a file
 * has no partner or is not an image.
 */
export async function evaluateMaps(maps: string, truths: string): Promise<{ infection: ClassScores }> {
  const scores = [];
  for (const pair of await pairsOf(maps, truths)) {
    const truth = await readTruth(pair.truth);
    scores.push(scoreClass(await resizeGrey(await readGrey(pair.map), truth), truth));
  }
  return { infection: summarise(scores) };
}
