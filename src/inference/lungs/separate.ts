import { LEFT_LUNG, type LungMask, RIGHT_LUNG } from '../../volume/volume.ts';
import { bySize, type Components, forEachRun, labelComponents } from '../components.ts';
import { LUNG_HU } from './candidates.ts';
import { findGas } from './gas.ts';
import type { Grid, Shape } from './grid.ts';
import { dilate, erodeInPlane } from './morphology.ts';
import { type Across, across } from './sides.ts';

/** Darker than the thin septum between touching lungs, blurred by the cell size, HU. */
const CORE_HU = -600;
/** How often the lungs are eroded to separate them. */
const EROSIONS = 6;
/** The smaller of two touching lungs has at least this share of both; a separate lung may be smaller. */
const SHARE = { touching: 0.2, apart: 0.04 };
/** Share of a lung that may lie beyond the body's middle. */
const BEYOND_MIDDLE = 0.25;
/** Without a better criterion, what lies this far from the middle of the body belongs to that side, mm. */
const CERTAIN_MM = 30;
/** Label of gas that is not lung but touches it. */
const GAS = 3;
/** Width of the ring around gas where gas and lung compete, cells. */
const OPEN_RINGS = 4;
const LEVEL_HU = 16;
const AIR_HU = -1024;

/**
 * Labels the lungs, [z,y,x]: 1 right, 2 left, by their place in the patient (LPS), whatever way the volume is stored. Lungs that touch
 * are separated where the septum between them is brightest: from cores that erosion has separated, each lung grows from dark to bright.
 * `middle`: of the body, across the patient (bodyMiddle).
 */
export function separateLungs(grid: Grid, candidates: Uint8Array, middle: number): LungMask {
  const x = across(grid);
  const seeds = findCores(grid, candidates, x, middle);
  markGas(seeds, findGas(grid, candidates), grid.shape);
  const parts = grow(grid, candidates, seeds);
  for (let i = parts.indexOf(GAS); i >= 0; i = parts.indexOf(GAS, i + 1)) parts[i] = 0;
  return parts;
}

/** Makes gas a third label that grows against the lungs; the cells around it are not labelled yet. */
function markGas(seeds: Uint8Array, gas: Uint8Array, shape: Shape): void {
  if (!gas.includes(1)) return;
  let around = gas;
  for (let ring = 0; ring < OPEN_RINGS; ring++) around = dilate(around, shape);
  for (let i = 0; i < seeds.length; i++) {
    if (gas[i]) seeds[i] = GAS;
    else if (around[i]) seeds[i] = 0;
  }
}

function findCores(grid: Grid, candidates: Uint8Array, x: Across, middle: number): LungMask {
  let mask = candidates;
  for (let erosion = 0; erosion <= EROSIONS; erosion++) {
    const pair = largestPair(mask, grid, x, middle, erosion === 0 ? SHARE.apart : SHARE.touching);
    if (pair) return pair;
    mask = erosion === 0 ? darker(mask, grid.hu) : erodeInPlane(mask, grid.shape);
  }
  return byMiddle(candidates, grid, x, middle);
}

function darker(mask: Uint8Array, hu: Int16Array): Uint8Array {
  const dark = new Uint8Array(mask.length);
  for (let i = 0; i < mask.length; i++) if (mask[i] && hu[i]! < CORE_HU) dark[i] = 1;
  return dark;
}

/** The two largest components as right and left lung, if each is a lung of its own side. */
function largestPair(mask: Uint8Array, grid: Grid, x: Across, middle: number, share: number): LungMask | undefined {
  const parts = labelComponents(mask, grid.shape);
  const [a, b] = bySize(parts);
  if (a === undefined || b === undefined) return undefined;
  const total = parts.sizes[a]! + parts.sizes[b]!;
  if (parts.sizes[b]! < share * total) return undefined;
  const [ofA, ofB] = [rightShare(parts, [a], x, middle), rightShare(parts, [b], x, middle)];
  const apart = Math.abs(ofA - ofB) > 1 - 2 * BEYOND_MIDDLE;
  if (!apart) return undefined;
  const [rightLabel, leftLabel] = ofA > ofB ? [a, b] : [b, a];
  const lungs = new Uint8Array(mask.length);
  forEachRun(parts, (start, end, label) => {
    if (label === rightLabel) lungs.fill(RIGHT_LUNG, start, end);
    else if (label === leftLabel) lungs.fill(LEFT_LUNG, start, end);
  });
  return lungs;
}

/** Share of the wanted components that lies right of the middle (LPS: smaller x). */
function rightShare(parts: Components, wanted: readonly number[], x: Across, middle: number): number {
  let right = 0;
  let all = 0;
  forEachRun(parts, (start, end, label) => {
    if (!wanted.includes(label)) return;
    all += end - start;
    for (let i = start; i < end; i++) if (x(i) < middle) right++;
  });
  return right / all;
}

/** No two cores: a single lung, or two that only the middle of the body can separate. */
function byMiddle(candidates: Uint8Array, grid: Grid, x: Across, middle: number): LungMask {
  const parts = labelComponents(candidates, grid.shape);
  const right = rightShare(parts, bySize(parts), x, middle);
  const lungs = new Uint8Array(candidates.length);
  const alone = right > 1 - BEYOND_MIDDLE ? RIGHT_LUNG : right < BEYOND_MIDDLE ? LEFT_LUNG : undefined;
  for (let i = 0; i < lungs.length; i++) {
    if (!candidates[i]) continue;
    const offset = x(i) - middle;
    if (alone) lungs[i] = alone;
    else if (Math.abs(offset) > CERTAIN_MM) lungs[i] = offset < 0 ? RIGHT_LUNG : LEFT_LUNG;
  }
  return lungs;
}

/** Watershed: grows the labelled cores over the candidates, the dark cells first. Candidates that no core reaches are dropped. */
function grow(grid: Grid, candidates: Uint8Array, cores: LungMask): LungMask {
  const [, height, width] = grid.shape;
  const steps = [-1, 1, -width, width, -height * width, height * width];
  const lungs = cores.slice();
  const levels: number[][] = Array.from({ length: (LUNG_HU - AIR_HU) / LEVEL_HU + 1 }, () => []);
  let level = 0;
  const reach = (i: number, side: number): void => {
    if (i < 0 || i >= lungs.length || lungs[i] || !candidates[i]) return;
    lungs[i] = side;
    levels[Math.max(level, Math.ceil((grid.hu[i]! - AIR_HU) / LEVEL_HU))]!.push(i);
  };
  const spread = (i: number): void => {
    for (const step of steps) reach(i + step, lungs[i]!);
  };
  for (let i = 0; i < cores.length; i++) if (cores[i]) spread(i);
  for (; level < levels.length; level++) {
    const cells = levels[level]!;
    for (let k = 0; k < cells.length; k++) spread(cells[k]!);
  }
  return lungs;
}
