import { refusal, RefusalError } from '../../errors/refusal-error.ts';
import type { LungMask, Volume } from '../../volume/volume.ts';
import { findAirways } from './airways.ts';
import { insideBody } from './body.ts';
import { findCandidates } from './candidates.ts';
import { closeLungs } from './close.ts';
import { boxAround, cutGrid, cutMask } from './crop.ts';
import { cellMl, coarsen, type Grid } from './grid.ts';
import { refine } from './refine.ts';
import { separateLungs } from './separate.ts';
import { bodyMiddle } from './sides.ts';

/** With less lung a chest CT cannot be measured, ml. */
const LEAST_ML = 200;
/** Margin around the air inside the body for the search, cells. */
const MARGIN = 8;

/**
 * Finds the lungs: [z,y,x] of the volume, 0 background, 1 right, 2 left (by the patient's frame, not by the order of the voxels). Vessels
 * and consolidation belong to them; trachea, main bronchi, bowel gas and everything outside the chest do not.
 *
 * The search runs on the cells of `grid` (about 2 mm), from the candidates on in a box around them; then the result is refined to the
 * voxels. Throws RefusalError NO_LUNGS.
 */
export function segmentLungs(volume: Volume, grid: Grid = coarsen(volume)): LungMask {
  const inside = insideBody(grid);
  const airways = findAirways(grid, inside);
  const candidates = findCandidates(grid, inside, airways);
  const box = boxAround(candidates, grid.shape, MARGIN);
  const chest = cutGrid(grid, box);
  const lungs = separateLungs(chest, cutMask(candidates, grid.shape, box), bodyMiddle(inside, grid));
  refuseWithoutLungs(chest, lungs);
  const tubes = cutMask(airways, grid.shape, box);
  closeLungs(chest, lungs, tubes);
  return refine(volume, chest, lungs, tubes);
}

function refuseWithoutLungs(grid: Grid, lungs: LungMask): void {
  let cells = 0;
  for (let i = 0; i < lungs.length; i++) if (lungs[i]) cells++;
  const found = cells * cellMl(grid);
  if (found >= LEAST_ML) return;
  throw new RefusalError(refusal('NO_LUNGS', { foundMl: Math.round(found), leastMl: LEAST_ML }));
}
