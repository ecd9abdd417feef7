import type { Shape } from './grid.ts';

export interface Components {
  /** 0 where the mask is 0, else the number of the component, from 1; [z,y,x]. */
  readonly labels: Int32Array;
  /** Cells of each component; index 0 is unused. */
  readonly sizes: readonly number[];
}

/** Whether parts hang together by their faces in all three directions, or only within their slice. */
export type Connection = 'volume' | 'slice';

/** Splits a mask [z,y,x] into its connected parts: runs along the rows are joined where they touch (union-find). */
export function labelComponents(mask: Uint8Array, shape: Shape, connection: Connection = 'volume'): Components {
  const runs = findRuns(mask, shape);
  joinRuns(runs, shape, connection);
  const labels = new Int32Array(mask.length);
  const labelOfRoot = new Int32Array(runs.count);
  const sizes = [0];
  for (let run = 0; run < runs.count; run++) {
    const root = findRoot(runs.parent, run);
    const label = (labelOfRoot[root] ||= sizes.push(0) - 1);
    const end = runs.end[run]!;
    for (let i = runs.start[run]!; i < end; i++) labels[i] = label;
    sizes[label]! += end - runs.start[run]!;
  }
  return { labels, sizes };
}

/** Numbers of the components, the largest first. */
export function bySize({ sizes }: Components): number[] {
  return Array.from(sizes.keys())
    .slice(1)
    .sort((a, b) => sizes[b]! - sizes[a]!);
}

interface Runs {
  readonly count: number;
  /** First cell of each run, and the one behind its last. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly parent: Int32Array;
  /** First run of each row of the volume; one entry more than rows. */
  readonly firstOfRow: Int32Array;
}

function findRuns(mask: Uint8Array, [depth, height, width]: Shape): Runs {
  const most = depth * height * Math.ceil(width / 2);
  const start = new Int32Array(most);
  const end = new Int32Array(most);
  const firstOfRow = new Int32Array(depth * height + 1);
  let count = 0;
  for (let row = 0; row < depth * height; row++) {
    firstOfRow[row] = count;
    const last = (row + 1) * width;
    for (let i = row * width; i < last; i++) {
      if (!mask[i]) continue;
      start[count] = i;
      while (i < last && mask[i]) i++;
      end[count++] = i;
    }
  }
  firstOfRow[depth * height] = count;
  const parent = new Int32Array(count);
  for (let run = 0; run < count; run++) parent[run] = run;
  return { count, start, end, parent, firstOfRow };
}

function joinRuns(runs: Runs, [depth, height, width]: Shape, connection: Connection): void {
  for (let row = 0; row < depth * height; row++) {
    if (row % height > 0) joinRows(runs, row, row - 1, width);
    if (connection === 'volume' && row >= height) joinRows(runs, row, row - height, width);
  }
}

/** Joins the runs of two rows that overlap. */
function joinRows({ start, end, parent, firstOfRow }: Runs, row: number, other: number, width: number): void {
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
