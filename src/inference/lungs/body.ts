import { bySize, forEachRun, labelComponents, pick } from '../components.ts';
import type { Grid, Shape } from './grid.ts';
import { dilateInPlane, erodeInPlane } from './morphology.ts';

/** Tissue without lung, HU. */
const TISSUE_HU = -300;

/**
 * Which cells lie inside the patient, [z,y,x]: the largest piece of tissue that is not a thin sheet (table, clothes), with everything
 * that it encloses in a slice. A pool of air that opens through a thin wall in some slices is inside if most of it is.
 */
export function insideBody(grid: Grid): Uint8Array {
  const tissue = new Uint8Array(grid.hu.length);
  for (let i = 0; i < tissue.length; i++) if (grid.hu[i]! > TISSUE_HU) tissue[i] = 1;
  const parts = labelComponents(erodeInPlane(tissue, grid.shape), grid.shape);
  const largest = bySize(parts)[0];
  const isLargest = parts.sizes.map((_, label) => label === largest);
  const core = pick(parts, isLargest, tissue.length);
  const inside = fillSlices(dilateInPlane(dilateInPlane(core, grid.shape, tissue), grid.shape, tissue), grid.shape);
  return addEnclosedAir(inside, tissue, grid.shape);
}

function addEnclosedAir(inside: Uint8Array, tissue: Uint8Array, shape: Shape): Uint8Array {
  const air = fillSlices(tissue, shape);
  for (let i = 0; i < air.length; i++) if (tissue[i]) air[i] = 0;
  const pools = labelComponents(air, shape);
  const enclosed = new Int32Array(pools.sizes.length);
  forEachRun(pools, (start, end, label) => {
    for (let i = start; i < end; i++) enclosed[label]! += inside[i]!;
  });
  forEachRun(pools, (start, end, label) => {
    if (2 * enclosed[label]! > pools.sizes[label]!) inside.fill(1, start, end);
  });
  return inside;
}

/** The mask and everything that it encloses within a slice. */
export function fillSlices(mask: Uint8Array, shape: Shape): Uint8Array {
  const [, height, width] = shape;
  const gaps = labelComponents(mask, shape, 'slice', 0);
  const isOpen = new Uint8Array(gaps.sizes.length);
  forEachRun(gaps, (start, end, label) => {
    const row = Math.floor(start / width);
    const y = row % height;
    if (y === 0 || y === height - 1 || start === row * width || end === (row + 1) * width) isOpen[label] = 1;
  });
  const filled = new Uint8Array(mask.length).fill(1);
  forEachRun(gaps, (start, end, label) => {
    if (isOpen[label]) filled.fill(0, start, end);
  });
  return filled;
}
