import { type SliceInLung, slicesInLung } from '../followup/timepoint.ts';
import type { SliceMeasurements } from '../inference/measure/measurements.ts';

const MOST = 5;
const SEPARATION = 0.1;
/** How many times the fuller of its neighbours a slice counts at most. */
const SPIKE = 1.5;

/**
 * The slices to look at first, head to foot: up to five with much infection, at least a tenth of the lungs' height apart. A slice counts little
 * more than the fuller of its neighbours, so that a spike of one slice does not come before a lesion. None where nothing is infected.
 */
export function keySlices(slices: readonly SliceMeasurements[]): SliceInLung[] {
  const inLung = slicesInLung(slices);
  const area = (index: number): number => slices[index]?.infectedMm2 ?? 0;
  const weight = ({ index }: SliceInLung): number =>
    Math.min(area(index), SPIKE * Math.max(area(index - 1), area(index + 1)));
  const infected = inLung.filter(({ slice }) => slice.infectedMm2 > 0);
  const lesions = infected.filter((slice) => weight(slice) > 0);
  return lesions.length > 0
    ? spread(lesions, weight, MOST, SEPARATION)
    : spread(infected, ({ slice }) => slice.infectedMm2, MOST, SEPARATION);
}

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
