/**
 * Up to `count` candidates with the greatest weight that lie at least `separation` apart, in order of height. Among equal
 * weights the one farthest from those already taken wins, so that without any weight they spread evenly.
 */
export function spread<T extends { readonly height: number }>(
  candidates: readonly T[],
  weight: (candidate: T) => number,
  count: number,
  separation: number,
): T[] {
  const taken: T[] = [];
  const distance = ({ height }: T): number =>
    taken.length === 0 ? -Math.abs(height - 0.5) : Math.min(...taken.map((other) => Math.abs(other.height - height)));
  while (taken.length < count) {
    const free = taken.length === 0 ? candidates : candidates.filter((candidate) => distance(candidate) >= separation);
    const [first, ...others] = free;
    if (first === undefined) break;
    const better = (a: T, b: T): T => ((weight(b) - weight(a) || distance(b) - distance(a)) > 0 ? b : a);
    taken.push(others.reduce(better, first));
  }
  return taken.sort((a, b) => a.height - b.height);
}
