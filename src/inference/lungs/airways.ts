import { forEachRun, labelComponents } from '../components.ts';
import { cellMl, type Grid } from './grid.ts';
import { dilate, dilateInPlane } from './morphology.ts';

/** Air in a tube, blurred by the cell size, HU. */
const LUMEN_HU = -850;
/** Cross-section of a trachea, mm2. */
const TRACHEA_MM2 = [40, 700] as const;
/** A trachea is followed over at least this length, mm. */
const TRACHEA_MM = 20;
/** Maximum distance of the trachea from the middle of the body, mm. */
const OFF_CENTRE_MM = 60;
/** Maximum shift of the middle of the trachea from slice to slice, mm. */
const STEP_MM = 8;
/** Trachea and main bronchi together are smaller than this, ml; more is a leak into the lung. */
const AIRWAYS_ML = 100;
/** The flood rises in steps of this many HU from AIR_HU to LUMEN_HU. */
const LEVEL_HU = 10;
const AIR_HU = -1024;

interface Section {
  readonly z: number;
  readonly y: number;
  readonly x: number;
  readonly cells: readonly number[];
  /** Sections above that belong to the same tube, nearest first. */
  readonly above: Section | undefined;
  readonly lengthMm: number;
}

/**
 * Cells of the trachea and main bronchi with their wall, [z,y,x]. The tube is found in the slices near the head; from there air
 * floods down the tree at a rising threshold and stops before it breaks through into the lung. All 0 where no trachea is found.
 */
export function findAirways(grid: Grid, inside: Uint8Array): Uint8Array {
  const trachea = findTrachea(grid, inside);
  const lumen = trachea ? floodAirways(grid, inside, trachea) : new Uint8Array(grid.hu.length);
  return dilateInPlane(dilate(lumen, grid.shape), grid.shape);
}

function findTrachea(grid: Grid, inside: Uint8Array): Section | undefined {
  let longest: Section | undefined;
  let previous: Section[] = [];
  for (let z = 0; z < grid.shape[0]; z++) {
    previous = sectionsOf(grid, inside, z).map((section) => follow(section, previous, grid));
    for (const section of previous) if (!longest || section.lengthMm > longest.lengthMm) longest = section;
    const ended = longest && !previous.some((section) => section.above === longest || section === longest);
    if (longest && ended && longest.lengthMm >= TRACHEA_MM) break;
  }
  return longest && longest.lengthMm >= TRACHEA_MM ? longest : undefined;
}

function follow(section: Section, previous: readonly Section[], grid: Grid): Section {
  const distance = (other: Section): number =>
    Math.hypot((other.y - section.y) * grid.spacing[1], (other.x - section.x) * grid.spacing[2]);
  const above = previous
    .filter((other) => distance(other) <= STEP_MM)
    .reduce<Section | undefined>((best, other) => (best && best.lengthMm >= other.lengthMm ? best : other), undefined);
  return { ...section, above, lengthMm: (above?.lengthMm ?? 0) + grid.spacing[0] };
}

/** Round pools of air near the middle of the body in one slice. */
function sectionsOf(grid: Grid, inside: Uint8Array, z: number): Section[] {
  const [, height, width] = grid.shape;
  const base = z * height * width;
  const air = new Uint8Array(height * width);
  let sum = 0;
  let count = 0;
  for (let i = 0; i < air.length; i++) {
    if (!inside[base + i]) continue;
    sum += i % width;
    count++;
    if (grid.hu[base + i]! < LUMEN_HU) air[i] = 1;
  }
  const middle = sum / Math.max(1, count);
  const pools = labelComponents(air, [1, height, width]);
  const cells: number[][] = pools.sizes.map(() => []);
  forEachRun(pools, (start, end, label) => {
    for (let i = start; i < end; i++) cells[label]!.push(base + i);
  });
  return cells
    .slice(1)
    .filter((part) => isTracheaSized(part.length, grid))
    .map((part) => toSection(part, z, base, width, grid.spacing[0]))
    .filter(
      (section) => Math.abs(section.x - middle) * grid.spacing[2] < OFF_CENTRE_MM && isRound(section, base, width),
    );
}

function isTracheaSized(cells: number, grid: Grid): boolean {
  const area = cells * grid.spacing[1] * grid.spacing[2];
  return area >= TRACHEA_MM2[0] && area <= TRACHEA_MM2[1];
}

function toSection(cells: readonly number[], z: number, base: number, width: number, lengthMm: number): Section {
  const mean = (value: (i: number) => number): number =>
    cells.reduce((sum, i) => sum + value(i - base), 0) / cells.length;
  return { z, y: mean((i) => Math.floor(i / width)), x: mean((i) => i % width), cells, above: undefined, lengthMm };
}

/** A disc fills 79 % of its bounding box and is about as wide as high. */
function isRound(section: Section, base: number, width: number): boolean {
  const xs = section.cells.map((i) => (i - base) % width);
  const ys = section.cells.map((i) => Math.floor((i - base) / width));
  const w = Math.max(...xs) - Math.min(...xs) + 1;
  const h = Math.max(...ys) - Math.min(...ys) + 1;
  return section.cells.length / (w * h) > 0.5 && Math.max(w, h) / Math.min(w, h) < 2.5;
}

/** Cells that air from the trachea reaches at the highest threshold that does not leak into the lung. */
function floodAirways(grid: Grid, inside: Uint8Array, trachea: Section): Uint8Array {
  const levels = riseFrom(grid, inside, trachea);
  const limit = AIRWAYS_ML / cellMl(grid);
  const lumen = new Uint8Array(grid.hu.length);
  let total = 0;
  for (const cells of levels) {
    if ((total += cells.length) > limit) break;
    for (const i of cells) lumen[i] = 1;
  }
  return lumen;
}

/** Cells by the level at which the flood first reaches them, until it holds more than airways can. */
function riseFrom(grid: Grid, inside: Uint8Array, trachea: Section): number[][] {
  const [, height, width] = grid.shape;
  const area = height * width;
  const levels: number[][] = Array.from({ length: (LUMEN_HU - AIR_HU) / LEVEL_HU + 1 }, () => []);
  const seen = new Uint8Array(grid.hu.length);
  const limit = AIRWAYS_ML / cellMl(grid);
  let level = 0;
  const reach = (i: number): void => {
    if (i < 0 || i >= seen.length || seen[i] || !inside[i]) return;
    seen[i] = 1;
    const own = Math.max(0, Math.ceil((grid.hu[i]! - AIR_HU) / LEVEL_HU));
    levels[Math.max(level, own)]?.push(i);
  };
  for (let section: Section | undefined = trachea; section; section = section.above) section.cells.forEach(reach);
  let total = 0;
  for (; level < levels.length && total <= limit; level++) {
    const cells = levels[level]!;
    for (let k = 0; k < cells.length; k++) {
      const i = cells[k]!;
      for (const step of [-1, 1, -width, width, -area, area]) reach(i + step);
    }
    total += cells.length;
  }
  return levels.slice(0, level);
}
