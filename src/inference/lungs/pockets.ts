import { LEFT_LUNG, nextLabelled, RIGHT_LUNG } from '../../volume/volume.ts';
import { labelComponents, labelsOf } from '../components.ts';
import type { Grid, Shape } from './grid.ts';
import { convexHull, fillHull, type Point } from './hull.ts';
import { erodeInPlane } from './morphology.ts';

/** A larger pocket is not consolidation at the rib cage, mm2. */
const POCKET_MM2 = 4000;
/** Each lung holds at least this much of a slice whose pockets are judged, mm2. */
const LUNG_MM2 = 1000;
/** Mean attenuation of consolidated lung, HU; fat is darker, bone brighter. */
const CONSOLIDATED_HU = [-30, 150] as const;
/** Cells that are eroded to separate a pocket from what a narrow gap along the ribs joins it to. */
const EROSIONS = 2;

/**
 * Adds the pockets of a slice between lung and rib cage to the lung: parts of the common convex hull of the lungs on which only one lung
 * borders. What lies between the two lungs (mediastinum, heart, spine, liver) opens to a hull edge that bridges both, and is excluded.
 */
export function fillPockets(
  grid: Grid,
  slice: Uint8Array,
  hu: Int16Array,
  airway: Uint8Array,
  hasLungBelow: (i: number) => boolean,
): void {
  const shape: Shape = [1, grid.shape[1], grid.shape[2]];
  const cellMm2 = grid.spacing[1] * grid.spacing[2];
  if (!hasBothLungs(slice, LUNG_MM2 / cellMm2)) return;
  const corners = convexHull(slice, shape[2]);
  const gaps = fillHull(corners, shape[1], shape[2]);
  for (let i = nextLabelled(gaps, 0); i >= 0; i = nextLabelled(gaps, i + 1)) if (slice[i] || airway[i]) gaps[i] = 0;
  const { core, labels, sizes } = findPockets(gaps, shape);
  const owner = owners(corners, labels, sizes.length, shape[2]);
  const isConsolidation = judge(core, sizes.length, hu, hasLungBelow);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label && isConsolidation[label] && sizes[label]! * cellMm2 <= POCKET_MM2) slice[i] ||= owner[label]!;
  }
}

function hasBothLungs(slice: Uint8Array, cells: number): boolean {
  let right = 0;
  let left = 0;
  for (let i = 0; i < slice.length; i++) {
    if (slice[i] === RIGHT_LUNG) right++;
    else if (slice[i] === LEFT_LUNG) left++;
  }
  return right >= cells && left >= cells;
}

/** The gaps that are wide somewhere: the core of each, its full extent and the size of that. */
function findPockets(gaps: Uint8Array, shape: Shape): { core: Int32Array; labels: Int32Array; sizes: number[] } {
  let wide = gaps;
  for (let k = 0; k < EROSIONS; k++) wide = erodeInPlane(wide, shape);
  const cores = labelComponents(wide, shape);
  const core = labelsOf(cores, gaps.length);
  const sizes = [...cores.sizes];
  let labels = core;
  for (let k = 0; k <= EROSIONS; k++) labels = growLabels(labels, gaps, shape[2], sizes);
  return { core, labels, sizes };
}

/** Adds the gap cells beside a pocket to it. */
function growLabels(labels: Int32Array, gaps: Uint8Array, width: number, sizes: number[]): Int32Array {
  const grown = labels.slice();
  for (let i = nextLabelled(gaps, 0); i >= 0; i = nextLabelled(gaps, i + 1)) {
    if (labels[i]) continue;
    const label = labels[i - 1] || labels[i + 1] || labels[i - width] || labels[i + width];
    if (!label) continue;
    grown[i] = label;
    sizes[label]!++;
  }
  return grown;
}

/** The only lung that borders on the hull edges of a pocket; 0 where an edge bridges both lungs or the pocket lies inside. */
function owners(corners: readonly Point[], labels: Int32Array, n: number, width: number): Uint8Array {
  const owner = new Uint8Array(n);
  const isBridged = new Uint8Array(n);
  corners.forEach((a, k) => {
    const b = corners[(k + 1) % corners.length]!;
    const steps = 2 * Math.max(Math.abs(a.y - b.y), Math.abs(a.x - b.x));
    for (let step = 0; step <= steps; step++) {
      const y = Math.round(a.y + ((b.y - a.y) * step) / steps);
      const x = Math.round(a.x + ((b.x - a.x) * step) / steps);
      for (const offset of [0, -1, 1, -width, width]) {
        const label = labels[y * width + x + offset];
        if (label === undefined || label === 0) continue;
        owner[label] = a.label;
        if (a.label !== b.label) isBridged[label] = 1;
      }
    }
  });
  return owner.map((side, label) => (isBridged[label] ? 0 : side));
}

/** Whether the core of each pocket has the attenuation of consolidation and does not sit on the diaphragm. */
function judge(core: Int32Array, n: number, hu: Int16Array, hasLungBelow: (i: number) => boolean): boolean[] {
  const cells = new Int32Array(n);
  const sum = new Float64Array(n);
  const below = new Int32Array(n);
  for (let i = 0; i < core.length; i++) {
    const label = core[i]!;
    if (!label) continue;
    cells[label]!++;
    sum[label]! += hu[i]!;
    if (hasLungBelow(i)) below[label]!++;
  }
  return Array.from(cells, (count, label) => {
    const mean = sum[label]! / Math.max(1, count);
    return mean >= CONSOLIDATED_HU[0] && mean <= CONSOLIDATED_HU[1] && 2 * below[label]! >= count;
  });
}
