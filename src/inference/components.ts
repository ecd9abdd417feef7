import type { Shape } from './lungs/grid.ts';

/** A growing list of 32-bit integers; less than half the memory of a plain array and as fast. */
export class IntList {
  #values = new Int32Array(1024);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const more = new Int32Array(2 * this.#length);
      more.set(this.#values);
      this.#values = more;
    }
    this.#values[this.#length++] = value;
  }

  /** What was pushed so far, in that order. */
  values(): Int32Array {
    return this.#values.subarray(0, this.#length);
  }
}

/** Runs of cells along the rows of a mask, in the order of the cells. */
interface Runs {
  /** First cell of each run. */
  readonly start: Int32Array;
  /** The cell after the last of each run. */
  readonly end: Int32Array;
}

/** The connected components of a mask, cut into runs. */
export interface Components extends Runs {
  /** Number of the component that each run belongs to, from 1. */
  readonly label: Int32Array;
  /** Cells of each component; index 0 is unused. */
  readonly sizes: readonly number[];
}

/** Whether components connect by faces in all three directions, or only within their slice. */
export type Connection = 'volume' | 'slice';

/**
 * Splits the cells of a mask [z,y,x] that have the value into connected components: runs along the rows are joined where they touch
 * (union-find).
 */
export function labelComponents(
  mask: Uint8Array,
  shape: Shape,
  connection: Connection = 'volume',
  value = 1,
): Components {
  return join(findRuns(mask, shape[2], value), shape, connection);
}

/** The same for the cells of a list, given by their indices in ascending order. */
export function labelCells(cells: Int32Array, shape: Shape): Components {
  return join(listedRuns(cells, shape[2]), shape, 'volume');
}

function join({ start, end }: Runs, shape: Shape, connection: Connection): Components {
  const parent = Int32Array.from({ length: start.length }, (_, run) => run);
  joinRuns({ start, end, parent, firstOfRow: firstRuns(start, shape) }, shape, connection);
  const label = new Int32Array(start.length);
  const labelOfRoot = new Int32Array(start.length);
  const sizes = [0];
  for (let run = 0; run < label.length; run++) {
    label[run] = labelOfRoot[findRoot(parent, run)] ||= sizes.push(0) - 1;
    sizes[label[run]!]! += end[run]! - start[run]!;
  }
  return { start, end, label, sizes };
}

/** Calls back for each run with its first cell, the cell after its last and the number of its component. */
export function forEachRun(
  { start, end, label }: Components,
  visit: (start: number, end: number, label: number) => void,
): void {
  for (let run = 0; run < start.length; run++) visit(start[run]!, end[run]!, label[run]!);
}

/** The number of the component that each of `cells` cells belongs to, 0 where there is none. */
export function labelsOf(components: Components, cells: number): Int32Array {
  const labels = new Int32Array(cells);
  forEachRun(components, (start, end, label) => labels.fill(label, start, end));
  return labels;
}

/** The mask of the wanted components, `cells` cells long: `wanted` has 1 or true for each of them. */
export function pick(components: Components, wanted: ArrayLike<number | boolean>, cells: number): Uint8Array {
  const mask = new Uint8Array(cells);
  forEachRun(components, (start, end, label) => {
    if (wanted[label]) mask.fill(1, start, end);
  });
  return mask;
}

/** Indices of the cells of the wanted components, ascending. */
export function cellsOf(components: Components, wanted: ArrayLike<number | boolean>): Int32Array {
  const cells = new IntList();
  forEachRun(components, (start, end, label) => {
    if (wanted[label]) for (let i = start; i < end; i++) cells.push(i);
  });
  return cells.values();
}

/** Numbers of the components, the largest first. */
export function bySize({ sizes }: Components): number[] {
  return Array.from(sizes.keys())
    .slice(1)
    .sort((a, b) => sizes[b]! - sizes[a]!);
}

/** Runs that are being joined. */
interface Forest extends Runs {
  readonly parent: Int32Array;
  /** First run of each row of the volume; one entry more than rows. */
  readonly firstOfRow: Int32Array;
}

function findRuns(mask: Uint8Array, width: number, value: number): Runs {
  const starts = new IntList();
  const ends = new IntList();
  for (let i = 0, endOfRow = width; i < mask.length; endOfRow += width) {
    for (; i < endOfRow; i++) {
      if (mask[i] !== value) continue;
      starts.push(i);
      while (i < endOfRow && mask[i] === value) i++;
      ends.push(i);
    }
    i = endOfRow;
  }
  return { start: starts.values(), end: ends.values() };
}

function listedRuns(cells: Int32Array, width: number): Runs {
  const starts = new IntList();
  const ends = new IntList();
  for (let k = 0; k < cells.length; k++) {
    const cell = cells[k]!;
    if (k > 0 && cells[k - 1] === cell - 1 && cell % width > 0) continue;
    if (k > 0) ends.push(cells[k - 1]! + 1);
    starts.push(cell);
  }
  if (cells.length > 0) ends.push(cells.at(-1)! + 1);
  return { start: starts.values(), end: ends.values() };
}

function firstRuns(start: Int32Array, [depth, height, width]: Shape): Int32Array {
  const firstOfRow = new Int32Array(depth * height + 1);
  for (let row = 0, run = 0; row <= depth * height; row++) {
    while (run < start.length && start[run]! < row * width) run++;
    firstOfRow[row] = run;
  }
  return firstOfRow;
}

function joinRuns(runs: Forest, [depth, height, width]: Shape, connection: Connection): void {
  for (let row = 0; row < depth * height; row++) {
    if (row % height > 0) joinRows(runs, row, row - 1, width);
    if (connection === 'volume' && row >= height) joinRows(runs, row, row - height, width);
  }
}

/** Joins the runs of two rows that overlap. */
function joinRows({ start, end, parent, firstOfRow }: Forest, row: number, other: number, width: number): void {
  const shift = (row - other) * width;
  let b = firstOfRow[other]!;
  for (let a = firstOfRow[row]!; a < firstOfRow[row + 1]!; a++) {
    while (b < firstOfRow[other + 1]! && end[b]! + shift <= start[a]!) b++;
    for (let c = b; c < firstOfRow[other + 1]! && start[c]! + shift < end[a]!; c++) {
      parent[findRoot(parent, a)] = findRoot(parent, c);
    }
  }
}

function findRoot(parent: Int32Array, run: number): number {
  while (parent[run] !== run) {
    parent[run] = parent[parent[run]!]!;
    run = parent[run]!;
  }
  return run;
}
