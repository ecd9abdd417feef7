import { bySize, labelComponents } from './components.ts';
import type { Grid, Shape } from './grid.ts';
import { dilateInPlane, erodeInPlane, invert, pick } from './morphology.ts';

/** Tissue without lung, HU. */
const TISSUE_HU = -300;

/**
 * Which cells lie inside the patient, [z,y,x]: the largest piece of tissue that is no thin sheet (table, clothes), with all that it
 * encloses in a slice. A pool of air that a thin wall lets out in some slices is inside when most of it is.
 */
export function insideBody(grid: Grid): Uint8Array {
  const tissue = new Uint8Array(grid.hu.length);
  for (let i = 0; i < tissue.length; i++) if (grid.hu[i]! > TISSUE_HU) tissue[i] = 1;
  const parts = labelComponents(erodeInPlane(tissue, grid.shape), grid.shape);
  const largest = bySize(parts)[0];
  const core = pick(
    parts.labels,
    parts.sizes.map((_, label) => label === largest),
  );
  const inside = fillSlices(dilateInPlane(dilateInPlane(core, grid.shape, tissue), grid.shape, tissue), grid.shape);
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
  const { labels, sizes } = labelComponents(invert(mask), shape, 'slice');
  const enclosed = new Uint8Array(sizes.length).fill(1);
  for (let row = 0; row < depth * height; row++) {
    const isBorder = row % height === 0 || row % height === height - 1;
    for (let x = 0; x < width; x += isBorder ? 1 : Math.max(1, width - 1)) enclosed[labels[row * width + x]!] = 0;
  }
  enclosed[0] = 1;
  return pick(labels, enclosed);
}
