import { bySize, labelComponents } from './components.ts';
import type { Grid, Shape } from './grid.ts';
import { dilate, erodeInPlane, select } from './morphology.ts';

/** Tissue without lung, HU. */
const TISSUE_HU = -300;

/**
 * Which cells lie inside the patient, [z,y,x]: the largest piece of tissue that is no thin sheet (table, clothes), with all that it
 * encloses in a slice. A pool of air that a thin wall lets out in some slices is inside when most of it is.
 */
export function insideBody(grid: Grid): Uint8Array {
  const tissue = select(grid.hu, (hu) => hu > TISSUE_HU);
  const parts = labelComponents(erodeInPlane(tissue, grid.shape), grid.shape);
  const largest = bySize(parts)[0];
  const core = select(parts.labels, (label) => label === largest);
  const inside = fillSlices(dilate(dilate(core, grid.shape, tissue), grid.shape, tissue), grid.shape);
  return addEnclosedAir(inside, tissue, grid.shape);
}

function addEnclosedAir(inside: Uint8Array, tissue: Uint8Array, shape: Shape): Uint8Array {
  const air = fillSlices(tissue, shape);
  for (let i = 0; i < air.length; i++) if (tissue[i]) air[i] = 0;
  const { labels, sizes } = labelComponents(air, shape);
  const enclosed = new Int32Array(sizes.length);
  for (let i = 0; i < air.length; i++) if (inside[i]) enclosed[labels[i]!]!++;
  for (let i = 0; i < air.length; i++) if (air[i] && 2 * enclosed[labels[i]!]! > sizes[labels[i]!]!) inside[i] = 1;
  return inside;
}

/** The mask together with all that it encloses within a slice. */
export function fillSlices(mask: Uint8Array, shape: Shape): Uint8Array {
  const [depth, height, width] = shape;
  const filled = new Uint8Array(mask.length).fill(1);
  const stack = new Int32Array(height * width);
  for (let z = 0; z < depth; z++) floodFromBorder(mask, filled, z * height * width, height, width, stack);
  return filled;
}

/** Clears in `filled` the cells of one slice that can be reached from its border without crossing the mask. */
function floodFromBorder(
  mask: Uint8Array,
  filled: Uint8Array,
  base: number,
  height: number,
  width: number,
  stack: Int32Array,
): void {
  let top = 0;
  const push = (y: number, x: number): void => {
    const i = base + y * width + x;
    if (mask[i] || !filled[i]) return;
    filled[i] = 0;
    stack[top++] = i;
  };
  for (let x = 0; x < width; x++) {
    push(0, x);
    push(height - 1, x);
  }
  for (let y = 0; y < height; y++) {
    push(y, 0);
    push(y, width - 1);
  }
  while (top > 0) {
    const i = stack[--top]! - base;
    const x = i % width;
    const y = (i - x) / width;
    if (x > 0) push(y, x - 1);
    if (x < width - 1) push(y, x + 1);
    if (y > 0) push(y - 1, x);
    if (y < height - 1) push(y + 1, x);
  }
}
