import { deflateRawSync, inflateRawSync } from 'node:zlib';
import {
  add,
  type FindingMask,
  type Geometry,
  LEFT_LUNG,
  type LungMask,
  RIGHT_LUNG,
  scale,
  type Vector3,
} from '../../volume/volume.ts';
import { type Components, forEachRun, IntList, labelCells } from '../components.ts';
import type { Region } from '../measure/measurements.ts';
import { ZONES } from '../measure/zones.ts';
import { cellAt, extentOf, forEachCell, type LungExtent, STANDARD_CELLS, stepsOf } from './standard-lung.ts';

export const SIDES = ['right', 'left'] as const;
export type Side = (typeof SIDES)[number];
const LABEL: Readonly<Record<Side, typeof RIGHT_LUNG | typeof LEFT_LUNG>> = { right: RIGHT_LUNG, left: LEFT_LUNG };

/** A part of the infection that is connected (by faces of voxels) within one lung. */
export interface Lesion {
  readonly side: Side;
  /** The zone that holds more than half of it, else its lung. */
  readonly region: Region;
  readonly ml: number;
  /** Centre of mass, mm, LPS. */
  readonly centre: Vector3;
}

/** The lesions of a series in the standard lungs: small, and fit to be compared with those of another series. */
export interface LesionMap {
  /** The largest first. */
  readonly lesions: readonly Lesion[];
  /** What is too small to be kept one by one, ml. */
  readonly smallerMl: number;
  /** Where each lung lies; null for one that was not found. */
  readonly lungs: Readonly<Record<Side, LungExtent | null>>;
  /** The cells of both standard lungs, right before left, deflated: 0 outside of the lung, 1 lung, n + 2 the n-th lesion. */
  readonly cells: Uint8Array;
}

/** Smaller parts are summed, ml: kept is what may be the rest, or the beginning, of a lesion (LEAST_LESION_ML). */
const LEAST_KEPT_ML = 0.1;
/** A byte tells so many lesions apart. */
const MOST_KEPT = 250;
const [IN_LUNG, FIRST_LESION] = [1, 2];

/** Finds the lesions of a volume; masks are [z,y,x]. */
export function lesionsOf(geometry: Geometry, lungs: LungMask, findings: FindingMask): LesionMap {
  const infected = infectedOf(lungs, findings);
  const found = SIDES.flatMap((side) => partsOf(side, infected[side], geometry, lungs));
  const bySize = found.toSorted((a, b) => b.lesion.ml - a.lesion.ml);
  const kept = bySize.slice(0, MOST_KEPT).filter(({ lesion }) => lesion.ml >= LEAST_KEPT_ML);
  const extents = { right: extentOf(lungs, RIGHT_LUNG, geometry), left: extentOf(lungs, LEFT_LUNG, geometry) };
  const cells = new Uint8Array(SIDES.length * STANDARD_CELLS);
  SIDES.forEach((side, at) => {
    const own = cells.subarray(at * STANDARD_CELLS, (at + 1) * STANDARD_CELLS);
    const labels = kept.flatMap(({ lesion, components, number }, n) =>
      lesion.side === side ? [{ components, number, label: FIRST_LESION + n, centre: lesion.centre }] : [],
    );
    paint(own, labels, lungs, findings, LABEL[side], extents[side], geometry);
  });
  return {
    lesions: kept.map(({ lesion }) => lesion),
    smallerMl: bySize.slice(kept.length).reduce((sum, { lesion }) => sum + lesion.ml, 0),
    lungs: extents,
    cells: new Uint8Array(deflateRawSync(cells)),
  };
}

/** The labels of both standard lungs, right before left. */
export function cellsOf({ cells }: Pick<LesionMap, 'cells'>): Uint8Array {
  return new Uint8Array(inflateRawSync(cells, { maxOutputLength: SIDES.length * STANDARD_CELLS }));
}

/** Index of the lesion with a label of the cells; -1 for what is no lesion. */
export function lesionOf(label: number): number {
  return Math.max(-1, label - FIRST_LESION);
}

export function isLung(label: number): boolean {
  return label >= IN_LUNG;
}

interface FoundLesion {
  readonly lesion: Lesion;
  readonly components: Components;
  /** Of its component. */
  readonly number: number;
}

/** Indices of the infected voxels of each lung, ascending. Findings are sparse: four voxels are looked at at once. */
function infectedOf(lungs: LungMask, findings: FindingMask): Record<Side, Int32Array> {
  const lists = { right: new IntList(), left: new IntList() };
  const aligned = findings.byteOffset % 4 === 0 ? findings : findings.slice();
  const fours = new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length >>> 2);
  const note = (from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      if (aligned[i] === 0) continue;
      if (lungs[i] === RIGHT_LUNG) lists.right.push(i);
      else if (lungs[i] === LEFT_LUNG) lists.left.push(i);
    }
  };
  for (let four = 0; four < fours.length; four++) if (fours[four] !== 0) note(4 * four, 4 * four + 4);
  note(4 * fours.length, aligned.length);
  return { right: lists.right.values(), left: lists.left.values() };
}

function partsOf(side: Side, infected: Int32Array, geometry: Geometry, lungs: LungMask): FoundLesion[] {
  const components = labelCells(infected, geometry.shape);
  const sums = sumsOf(components, geometry, lungs, LABEL[side]);
  const voxelMl = geometry.spacing.reduce((product, mm) => product * mm) / 1000;
  const steps = stepsOf(geometry);
  return sums.map(({ voxels, z, y, x, thirds }, at) => {
    const mean = [z, y, x].map((sum, axis) => scale(steps[axis]!, sum / voxels));
    const third = thirds.findIndex((count) => 2 * count > voxels);
    const region = third < 0 ? side : ZONES[LABEL[side]][third as 0 | 1 | 2];
    const lesion = { side, region, ml: voxels * voxelMl, centre: add(geometry.origin, ...mean) };
    return { lesion, components, number: at + 1 };
  });
}

/** Voxels of a component: how many, sums of their indices, and how many lie in each third of the lung's height. */
interface Sums {
  voxels: number;
  z: number;
  y: number;
  x: number;
  readonly thirds: number[];
}

function sumsOf(components: Components, { shape }: Geometry, lungs: LungMask, label: number): Sums[] {
  const [, rows, columns] = shape;
  const [first, last] = [lungs.indexOf(label), lungs.lastIndexOf(label)].map((i) => Math.floor(i / (rows * columns)));
  const sums = components.sizes.slice(1).map((): Sums => ({ voxels: 0, z: 0, y: 0, x: 0, thirds: [0, 0, 0] }));
  forEachRun(components, (start, end, number) => {
    const [row, length] = [Math.floor(start / columns), end - start];
    const z = Math.floor(row / rows);
    const sum = sums[number - 1]!;
    sum.voxels += length;
    sum.z += length * z;
    sum.y += length * (row % rows);
    sum.x += (length * (start + end - 1 - 2 * row * columns)) / 2;
    sum.thirds[Math.floor((3 * (z - first!)) / (last! - first! + 1))]! += length;
  });
  return sums;
}

interface Labelled {
  readonly components: Components;
  readonly number: number;
  readonly label: number;
  readonly centre: Vector3;
}

/** Writes a lung and its lesions into the cells of a standard lung. Every lesion has at least one. */
function paint(
  cells: Uint8Array,
  lesions: readonly Labelled[],
  lungs: LungMask,
  findings: FindingMask,
  lung: number,
  extent: LungExtent | null,
  geometry: Geometry,
): void {
  if (extent === null) return;
  const components = lesions[0]?.components;
  const labelOf = new Map(lesions.map(({ number, label }) => [number, label]));
  forEachCell(extent, geometry, (cell, voxel) => {
    if (lungs[voxel] !== lung) return;
    const number = components && findings[voxel] !== 0 ? componentAt(components, voxel) : 0;
    cells[cell] = labelOf.get(number) ?? IN_LUNG;
  });
  const painted = new Set(cells);
  for (const { label, centre } of lesions) if (!painted.has(label)) cells[cellAt(extent, centre)] = label;
}

/** Number of the component that a voxel belongs to, 0 for none: its run is found by halving. */
function componentAt({ start, end, label }: Components, voxel: number): number {
  let [low, high] = [0, start.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (start[middle]! <= voxel) low = middle + 1;
    else high = middle;
  }
  return low > 0 && voxel < end[low - 1]! ? label[low - 1]! : 0;
}
