/** A cell of a slice, with the label it carries there. */
export interface Point {
  readonly y: number;
  readonly x: number;
  readonly label: number;
}

/** Corners of the convex hull of all labelled cells of a slice, in order; fewer than three where there is no area. */
export function convexHull(slice: Uint8Array, width: number): Point[] {
  const points = outermost(slice, width);
  return [...chain(points), ...chain(points.toReversed())];
}

/** Sets the cells of the hull, [height,width]. */
export function fillHull(corners: readonly Point[], height: number, width: number): Uint8Array {
  const cells = new Uint8Array(height * width);
  const left = new Float64Array(height).fill(Infinity);
  const right = new Float64Array(height).fill(-Infinity);
  corners.forEach((a, k) => {
    const b = corners[(k + 1) % corners.length]!;
    for (let y = Math.min(a.y, b.y); y <= Math.max(a.y, b.y); y++) {
      const x = a.y === b.y ? b.x : a.x + ((b.x - a.x) * (y - a.y)) / (b.y - a.y);
      left[y] = Math.min(left[y]!, x, a.y === b.y ? a.x : x);
      right[y] = Math.max(right[y]!, x, a.y === b.y ? a.x : x);
    }
  });
  for (let y = 0; y < height; y++)
    if (left[y]! <= right[y]!) cells.fill(1, y * width + Math.ceil(left[y]!), y * width + Math.floor(right[y]!) + 1);
  return cells;
}

/** First and last labelled cell of each row, sorted by row and column. */
function outermost(slice: Uint8Array, width: number): Point[] {
  const points: Point[] = [];
  for (let from = 0; from < slice.length; from += width) {
    let first = from;
    let last = from + width - 1;
    while (first <= last && !slice[first]) first++;
    while (last > first && !slice[last]) last--;
    if (first > last) continue;
    const y = from / width;
    points.push({ y, x: first - from, label: slice[first]! });
    if (last > first) points.push({ y, x: last - from, label: slice[last]! });
  }
  return points;
}

/** One half of the hull (Andrew's monotone chain), without its last point. */
function chain(points: readonly Point[]): Point[] {
  const half: Point[] = [];
  for (const point of points) {
    while (half.length >= 2 && turn(half.at(-2)!, half.at(-1)!, point) <= 0) half.pop();
    half.push(point);
  }
  return half.slice(0, -1);
}

function turn(a: Point, b: Point, c: Point): number {
  return (b.y - a.y) * (c.x - a.x) - (b.x - a.x) * (c.y - a.y);
}
