import { LEFT_LUNG, RIGHT_LUNG } from '../../study/volume.ts';
import { labelComponents } from './components.ts';
import type { Grid } from './grid.ts';
import { convexHull, fillHull, type Point } from './hull.ts';
import { erodeInPlane } from './morphology.ts';

/** A larger pocket is no consolidation at the rib cage but something else, mm2. */
const POCKET_MM2 = 4000;
/** Each lung holds at least this much of a slice whose pockets are judged, mm2. */
const LUNG_MM2 = 1000;
/** Mean attenuation of consolidated lung, HU; fat is darker, bone brighter. */
const CONSOLIDATED_HU = [-30, 150] as const;

/**
 * Gives the pockets of a slice between lung and rib cage to the lung: parts of the lungs' common convex hull that one lung alone
 * borders on. What lies between the two lungs (mediastinum, heart, spine, liver) opens to a hull edge that bridges both, and stays out.
 */
export function fillPockets(
  grid: Grid,
  slice: Uint8Array,
  hu: Int16Array,
  airway: Uint8Array,
  hasLungBelow: (i: number) => boolean,
): void {
  const [, height, width] = grid.shape;
  const cellMm2 = grid.spacing[1] * grid.spacing[2];
  if (!hasBothLungs(slice, LUNG_MM2 / cellMm2)) return;
  const corners = convexHull(slice, width);
  const hull = fillHull(corners, height, width);
  for (let i = 0; i < hull.length; i++) if (slice[i] || airway[i]) hull[i] = 0;
  const { labels, sizes } = labelComponents(hull, [1, height, width]);
  const core = erodeInPlane(hull, [1, height, width]);
  const owner = owners(corners, labels, width);
  const judged = judge(labels, sizes.length, core, hu, hasLungBelow);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (judged[label] && sizes[label]! * cellMm2 <= POCKET_MM2) slice[i] = owner.get(label) ?? 0;
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

/** The lung that alone borders on a pocket's hull edges; pockets at an edge that bridges both lungs are left out. */
function owners(corners: readonly Point[], labels: Int32Array, width: number): Map<number, number> {
  const owner = new Map<number, number>();
  corners.forEach((a, k) => {
    const b = corners[(k + 1) % corners.length]!;
    const side = a.label === b.label ? a.label : 0;
    const steps = 2 * Math.max(Math.abs(a.y - b.y), Math.abs(a.x - b.x));
    for (let step = 0; step <= steps; step++) {
      const y = Math.round(a.y + ((b.y - a.y) * step) / steps);
      const x = Math.round(a.x + ((b.x - a.x) * step) / steps);
      for (const i of [0, -1, 1, -width, width].map((offset) => y * width + x + offset)) {
        const label = labels[i];
        if (label) owner.set(label, owner.has(label) && owner.get(label) !== side ? 0 : side);
      }
    }
  });
  return owner;
}

/** Whether each pocket is deep, has the attenuation of consolidation and does not sit on the diaphragm. */
function judge(
  labels: Int32Array,
  n: number,
  core: Uint8Array,
  hu: Int16Array,
  hasLungBelow: (i: number) => boolean,
): boolean[] {
  const cells = new Int32Array(n);
  const sum = new Float64Array(n);
  const below = new Int32Array(n);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!label || !core[i]) continue;
    cells[label]!++;
    sum[label]! += hu[i]!;
    if (hasLungBelow(i)) below[label]!++;
  }
  return Array.from(cells, (count, label) => {
    const mean = sum[label]! / count;
    return count > 0 && mean >= CONSOLIDATED_HU[0] && mean <= CONSOLIDATED_HU[1] && 2 * below[label]! >= count;
  });
}
