/** The element whose number is the middle one; of an even count the lower of the two. */
export function middleBy<T>(elements: readonly T[], numberOf: (element: T) => number): T {
  return elements.toSorted((a, b) => numberOf(a) - numberOf(b))[Math.floor((elements.length - 1) / 2)]!;
}

/** The middle number. */
export function middle(numbers: readonly number[]): number {
  return middleBy(numbers, (number) => number);
}

/** y = start + slope * x. */
export interface Line {
  readonly start: number;
  readonly slope: number;
  /** Share of the variance of y that the line explains (R squared), 0..1: 1 is growth in proportion. */
  readonly explained: number;
}

/** The line of least squares through points [x, y]; undefined where they have fewer than two different x. */
export function fitLine(points: readonly (readonly [x: number, y: number])[]): Line | undefined {
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const sum = (of: (x: number, y: number) => number) =>
    points.reduce((total, [x, y]) => total + of(x - meanX, y - meanY), 0);
  const [xx, xy, yy] = [sum((x) => x * x), sum((x, y) => x * y), sum((_, y) => y * y)];
  if (!(xx > 0)) return undefined;
  const slope = xy / xx;
  return { start: meanY - slope * meanX, slope, explained: yy === 0 ? 1 : (xy * xy) / (xx * yy) };
}
