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
  const weights = weightsOf(slices);
  const weight = ({ index }: SliceInLung): number => weights[index]!;
  const infected = slicesInLung(slices).filter((slice) => weight(slice) > 0);
  return spread(infected, weight, MOST, SEPARATION);
}

/** Index of the slice to begin with: the key slice that weighs most, the middle of the lungs where nothing is infected. */
export function firstSlice(slices: readonly SliceMeasurements[]): number {
  const weights = weightsOf(slices);
  const [first, ...others] = keySlices(slices).map(({ index }) => index);
  if (first !== undefined) return others.reduce((best, at) => (weights[at]! > weights[best]! ? at : best), first);
  const inLung = slicesInLung(slices);
  return inLung[Math.floor(inLung.length / 2)]?.index ?? Math.floor(slices.length / 2);
}

/** How much of an image of these stacks of slices is infected, mm2, spikes cut down as for the key slices. */
export function keyWeight(...stacks: readonly (readonly SliceMeasurements[])[]): (image: ImageOfSlice) => number {
  const weighed = stacks.flatMap((slices) => {
    const weights = weightsOf(slices);
    return slices.map((slice, index) => [imageKey(slice), weights[index]!] as const);
  });
  const weights = new Map(weighed);
  return (image) => weights.get(imageKey(image)) ?? 0;
}

type ImageOfSlice = Pick<SliceMeasurements, 'sopInstanceUid' | 'frameNumber'>;

/** Tells the images of a study apart. */
export function imageKey({ sopInstanceUid, frameNumber = 1 }: ImageOfSlice): string {
  return `${sopInstanceUid} ${frameNumber}`;
}

/** Infected areas, spikes cut down; as they are where there are only spikes. */
function weightsOf(slices: readonly SliceMeasurements[]): number[] {
  const areas = slices.map(({ infectedMm2 }) => infectedMm2);
  const cut = areas.map((area, at) => Math.min(area, SPIKE * Math.max(areas[at - 1] ?? 0, areas[at + 1] ?? 0)));
  return cut.some((area) => area > 0) ? cut : areas;
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
