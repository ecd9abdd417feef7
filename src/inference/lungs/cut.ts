import { refusal, RefusalError } from '../../errors/refusal-error.ts';
import type { ScanEdge } from '../../errors/warnings.ts';
import type { LungMask, Volume } from '../../volume/volume.ts';

/** An edge slice with more lung than this share of the fullest slice cuts the lungs. Whole lungs may end in one with a little recess (2.5 % seen). */
const CUT_SHARE = 0.08;
/**
 * Least height of cut lungs, as a share of their width. Whole lungs are about as high as both are wide; at less than this, more is missing than is
 * shown.
 */
const LEAST_HEIGHT = 0.4;
/** The same of whole lungs. Those of positions in centimetres, or of slices numbered instead of placed, have a tenth. */
const LEAST_WHOLE_HEIGHT = 0.25;

/** The edges of the scan that cut the lungs, by the lung's area in each slice, head to foot. */
export function cuttingEdges(areas: readonly number[]): ScanEdge[] {
  const limit = CUT_SHARE * Math.max(...areas, 0);
  const edges = [
    ['upper', areas[0]],
    ['lower', areas.at(-1)],
  ] as const;
  return edges.filter(([, area = 0]) => area > limit).map(([edge]) => edge);
}

/**
 * Refuses lungs of which most lies outside the scan, as in a CT of the abdomen: what is left would be measured as if it were all; and whole
 * lungs that are as flat as no lungs are. Throws RefusalError LUNGS_CUT or NO_GEOMETRY.
 */
export function refuseFlat(lungs: LungMask, { geometry }: Pick<Volume, 'geometry'>): void {
  const [slices, rows, columns] = geometry.shape;
  const areas = Array.from({ length: slices }, (_, z) => voxelsIn(lungs, z * rows * columns, rows * columns));
  const edges = cuttingEdges(areas);
  const heightMm = areas.filter((area) => area > 0).length * geometry.spacing[0];
  const widthMm = widthOf(lungs, columns) * geometry.spacing[2];
  if (heightMm >= (edges.length === 0 ? LEAST_WHOLE_HEIGHT : LEAST_HEIGHT) * widthMm) return;
  if (edges.length === 0)
    throw new RefusalError(refusal('NO_GEOMETRY.flat', { heightMm: heightMm.toFixed(0), widthMm: widthMm.toFixed(0) }));
  throw new RefusalError(
    refusal('LUNGS_CUT', {
      shownMm: heightMm.toFixed(0),
      edges: edges.map((edge) => `${edge} edge`).join(' and the '),
    }),
  );
}

function voxelsIn(lungs: LungMask, from: number, length: number): number {
  let voxels = 0;
  for (let i = from; i < from + length; i++) if (lungs[i] !== 0) voxels++;
  return voxels;
}

/** From the leftmost to the rightmost voxel of both lungs, pixels. */
function widthOf(lungs: LungMask, columns: number): number {
  let [first, last] = [columns, -1];
  for (let i = 0; i < lungs.length; i++) {
    if (lungs[i] === 0) continue;
    const x = i % columns;
    if (x < first) first = x;
    if (x > last) last = x;
  }
  return last - first + 1;
}
