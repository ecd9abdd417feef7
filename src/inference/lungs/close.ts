import { LEFT_LUNG, type LungMask, RIGHT_LUNG } from '../../volume/volume.ts';
import { type Components, labelComponents, labelsOf } from '../components.ts';
import type { Grid } from './grid.ts';
import { fillSlices } from './body.ts';
import { close, cutOut, forEachCell, type Plane } from './plane.ts';
import { fillPockets } from './pockets.ts';

/** Vessels and nodules at the edge of a lung are closed over up to twice this width, mm. */
const CLOSING_MM = 7;
/** A hole in a slice up to this size is always filled, mm2. */
const HOLE_MM2 = 300;

/**
 * Closes the lungs slice by slice over parts that are not dark: vessels, nodules, consolidation inside and at the rib cage. Heart, dome
 * of the diaphragm and airways are excluded. Changes `lungs`, [z,y,x] of the grid.
 */
export function closeLungs(grid: Grid, lungs: LungMask, airways: Uint8Array): void {
  const [depth, height, width] = grid.shape;
  const area = height * width;
  const lowest = lowestLung(lungs, grid);
  for (let z = 0; z < depth; z++) {
    const slice = lungs.subarray(z * area, (z + 1) * area);
    const airway = airways.subarray(z * area, (z + 1) * area);
    for (const side of [RIGHT_LUNG, LEFT_LUNG]) closeEdge(grid, slice, side, airway);
    const hasLungBelow = (i: number): boolean => lowest[i]! > z;
    fillPockets(grid, slice, grid.hu.subarray(z * area, (z + 1) * area), airway, hasLungBelow);
    for (const side of [RIGHT_LUNG, LEFT_LUNG]) fillHoles(grid, slice, side, hasLungBelow);
  }
}

/** The last slice with lung in each column of cells, -1 where there is none. */
function lowestLung(lungs: LungMask, grid: Grid): Int32Array {
  const area = grid.shape[1] * grid.shape[2];
  const lowest = new Int32Array(area).fill(-1);
  for (let i = 0; i < lungs.length; i++) if (lungs[i]) lowest[i % area] = Math.floor(i / area);
  return lowest;
}

function closeEdge(grid: Grid, slice: Uint8Array, side: number, airway: Uint8Array): void {
  const [, height, width] = grid.shape;
  const spacing = [grid.spacing[1], grid.spacing[2]] as const;
  const plane = cutOut(slice, width, side, Math.ceil(CLOSING_MM / Math.min(...spacing)) + 1);
  if (!plane) return;
  forEachCell(close(plane, spacing, CLOSING_MM), height, width, (i) => {
    if (!slice[i] && !airway[i]) slice[i] = side;
  });
}

/** Fills what one lung encloses in a slice, except the dome of the diaphragm: large and without lung below. */
function fillHoles(grid: Grid, slice: Uint8Array, side: number, hasLungBelow: (i: number) => boolean): void {
  const [, height, width] = grid.shape;
  const plane = cutOut(slice, width, side, 1);
  if (!plane) return;
  const holes = findHoles(plane);
  if (holes.sizes.length === 1) return;
  const labelled = { ...plane, cells: labelsOf(holes, plane.cells.length) };
  const below = new Int32Array(holes.sizes.length);
  forEachCell(labelled, height, width, (i, label) => {
    if (hasLungBelow(i)) below[label]!++;
  });
  const small = HOLE_MM2 / (grid.spacing[1] * grid.spacing[2]);
  forEachCell(labelled, height, width, (i, label) => {
    if (holes.sizes[label]! <= small || 2 * below[label]! >= holes.sizes[label]!) slice[i] ||= side;
  });
}

function findHoles(plane: Plane): Components {
  const shape = [1, plane.height, plane.width] as const;
  const holes = fillSlices(plane.cells, shape);
  for (let i = 0; i < holes.length; i++) if (plane.cells[i]) holes[i] = 0;
  return labelComponents(holes, shape);
}
