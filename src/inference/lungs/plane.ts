/** A small image of one slice, cut out around what matters; [y,x]. */
export interface Plane {
  readonly cells: Uint8Array;
  readonly height: number;
  readonly width: number;
  /** Position of cell [0,0] in the slice; may lie outside by the margin. */
  readonly top: number;
  readonly left: number;
}

/** Farther than any plane is wide, mm. */
const FAR_MM = 1e6;

/** Cuts the cells with the label out of a slice of the given width, with a margin around them; undefined where there are none. */
export function cutOut(slice: Uint8Array, sliceWidth: number, label: number, margin: number): Plane | undefined {
  const first = slice.indexOf(label);
  if (first < 0) return undefined;
  const firstRow = Math.floor(first / sliceWidth);
  const lastRow = Math.floor(slice.lastIndexOf(label) / sliceWidth);
  let [left, right] = [sliceWidth, -1];
  for (let y = firstRow; y <= lastRow; y++) {
    const row = slice.subarray(y * sliceWidth, (y + 1) * sliceWidth);
    const start = row.indexOf(label);
    if (start < 0) continue;
    left = Math.min(left, start);
    right = Math.max(right, row.lastIndexOf(label));
  }
  const height = lastRow - firstRow + 1 + 2 * margin;
  const width = right - left + 1 + 2 * margin;
  const cells = new Uint8Array(height * width);
  for (let y = firstRow; y <= lastRow; y++) {
    const from = y * sliceWidth + left;
    const to = (y - firstRow + margin) * width + margin;
    for (let x = 0; x <= right - left; x++) if (slice[from + x] === label) cells[to + x] = 1;
  }
  return { cells, height, width, top: firstRow - margin, left: left - margin };
}

/** Calls back for each set cell with its index in the slice of the given size and its value; cells outside the slice are skipped. */
export function forEachCell(
  plane: Omit<Plane, 'cells'> & { readonly cells: Uint8Array | Int32Array },
  sliceHeight: number,
  sliceWidth: number,
  visit: (i: number, value: number) => void,
): void {
  const { cells, height, width, top, left } = plane;
  const first = Math.max(0, -left);
  const last = Math.min(width, sliceWidth - left);
  for (let row = Math.max(0, -top); row < Math.min(height, sliceHeight - top); row++) {
    const target = (top + row) * sliceWidth + left;
    for (let x = first; x < last; x++) {
      const value = cells[row * width + x]!;
      if (value) visit(target + x, value);
    }
  }
}

/**
 * Closes concavities narrower than a disc of the radius (in units of `spacing`, mm). The plane's margin must be wider than the
 * radius.
 */
export function close(plane: Plane, spacing: readonly [y: number, x: number], radius: number): Plane {
  const distance = new Float32Array(plane.cells.length);
  const cells = new Uint8Array(plane.cells.length);
  measureTo(plane, plane.cells, 1, spacing, distance);
  for (let i = 0; i < cells.length; i++) cells[i] = distance[i]! <= radius ? 1 : 0;
  measureTo(plane, cells, 0, spacing, distance);
  for (let i = 0; i < cells.length; i++) cells[i] = distance[i]! > radius ? 1 : 0;
  return { ...plane, cells };
}

/**
 * Chamfer distance of each cell to the nearest cell of the value, mm; two passes over the plane. Along the border it stays 0 or
 * far.
 */
function measureTo(
  { height, width }: Plane,
  cells: Uint8Array,
  value: number,
  [dy, dx]: readonly [y: number, x: number],
  distance: Float32Array,
): void {
  const diagonal = Math.hypot(dy, dx);
  const pass = (from: number, to: number, step: 1 | -1): void => {
    const before = step * width;
    for (let i = from; i !== to; i += step) {
      const beside = distance[i - step]! + dx;
      const straight = distance[i - before]! + dy;
      const across = Math.min(distance[i - before - 1]!, distance[i - before + 1]!) + diagonal;
      distance[i] = Math.min(distance[i]!, beside, straight, across);
    }
  };
  for (let i = 0; i < cells.length; i++) distance[i] = cells[i] === value ? 0 : FAR_MM;
  for (let y = 1; y < height - 1; y++) pass(y * width + 1, (y + 1) * width - 1, 1);
  for (let y = height - 2; y > 0; y--) pass((y + 1) * width - 2, y * width, -1);
}
