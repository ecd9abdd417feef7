import { scoreClass, summarise, type ClassScores } from './class-scores.ts';
import { readGrey, readTruth, resizeGrey } from './images.ts';
import { pairsOf } from './pairs.ts';

/**
 * Scores grey-level maps (0..255) of a folder against the truths of another; files belong together by name.
 * Throws EvaluationError when a file has no partner or is no image.
 */
export async function evaluateMaps(maps: string, truths: string): Promise<{ infection: ClassScores }> {
  const scores = [];
  for (const pair of await pairsOf(maps, truths)) {
    const truth = await readTruth(pair.truth);
    scores.push(scoreClass(await resizeGrey(await readGrey(pair.map), truth), truth));
  }
  return { infection: summarise(scores) };
}
