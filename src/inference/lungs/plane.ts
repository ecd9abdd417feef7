/** A small image of one slice, cut out around what matters; [y,x]. */
export interface Plane {
  readonly cells: Uint8Array;
  readonly height: number;
  readonly width: number;
  /** Place of cell [0,0] in the slice; may lie outside of it by the margin. */
  readonly top: number;
  readonly left: number;
}

/** Cuts the cells with the label out of a slice of the given width, with a margin around them; undefined where there are none. */
export function cutOut(slice: Uint8Array, sliceWidth: number, label: number, margin: number): Plane | undefined {
  const first = slice.indexOf(label);
  if (first < 0) return undefined;
  const last = slice.lastIndexOf(label);
  let left = sliceWidth;
  let right = 0;
  for (let i = first; i <= last; i++) {
    if (slice[i] !== label) continue;
    left = Math.min(left, i % sliceWidth);
    right = Math.max(right, i % sliceWidth);
  }
  const top = Math.floor(first / sliceWidth) - margin;
  const height = Math.floor(last / sliceWidth) + margin + 1 - top;
  const width = right - left + 1 + 2 * margin;
  const cells = new Uint8Array(height * width);
  for (let i = first; i <= last; i++) {
    if (slice[i] !== label) continue;
    const x = i % sliceWidth;
    cells[((i - x) / sliceWidth - top) * width + x - left + margin] = 1;
  }
  return { cells, height, width, top, left: left - margin };
}

/** Calls back for each cell that is set, with its index in the slice of the given size and its value; cells outside the slice are left out. */
export function forEachCell(
  plane: Omit<Plane, 'cells'> & { readonly cells: Uint8Array | Int32Array },
  sliceHeight: number,
  sliceWidth: number,
  visit: (i: number, value: number) => void,
): void {
  for (let k = 0; k < plane.cells.length; k++) {
    const value = plane.cells[k]!;
    if (!value) continue;
    const x = plane.left + (k % plane.width);
    const y = plane.top + Math.floor(k / plane.width);
    if (x >= 0 && x < sliceWidth && y >= 0 && y < sliceHeight) visit(y * sliceWidth + x, value);
  }
}

/** Closes concavities narrower than a disc of the radius (in units of `spacing`, mm). The margin must hold the radius. */
export function close(plane: Plane, spacing: readonly [y: number, x: number], radius: number): Plane {
  const toPlane = distances(plane, plane.cells, 1, spacing);
  const cells = new Uint8Array(plane.cells.length);
  for (let i = 0; i < cells.length; i++) cells[i] = toPlane[i]! <= radius ? 1 : 0;
  const shrunk = distances(plane, cells, 0, spacing);
  for (let i = 0; i < cells.length; i++) cells[i] = shrunk[i]! > radius ? 1 : 0;
  return { ...plane, cells };
}

/** Chamfer distance of each cell to the nearest cell of the value, mm; two passes over the plane. */
function distances(
  { height, width }: Plane,
  cells: Uint8Array,
  value: number,
  [dy, dx]: readonly [y: number, x: number],
): Float32Array {
  const distance = new Float32Array(cells.length).fill(1e6);
  const diagonal = Math.hypot(dy, dx);
  const visit = (i: number, row: number, x: number, beside: number): void => {
    if (cells[i] === value) {
      distance[i] = 0;
      return;
    }
    let nearest = distance[i]!;
    if (x + beside >= 0 && x + beside < width) nearest = Math.min(nearest, distance[i + beside]! + dx);
    if (i + row >= 0 && i + row < cells.length) {
      nearest = Math.min(nearest, distance[i + row]! + dy);
      if (x > 0) nearest = Math.min(nearest, distance[i + row - 1]! + diagonal);
      if (x < width - 1) nearest = Math.min(nearest, distance[i + row + 1]! + diagonal);
    }
    distance[i] = nearest;
  };
  for (let y = 0, i = 0; y < height; y++) for (let x = 0; x < width; x++, i++) visit(i, -width, x, -1);
  for (let y = height - 1, i = cells.length - 1; y >= 0; y--)
    for (let x = width - 1; x >= 0; x--, i--) visit(i, width, x, 1);
  return distance;
}
