import { type Components, forEachRun, labelComponents } from '../components.ts';
import { GAS_HU } from './gas.ts';
import { cellMl, type Grid } from './grid.ts';

/** Halfway between aerated lung (-850) and soft tissue (+40), HU: what is darker is air or lung. */
export const LUNG_HU = -400;
/** Minimum size of a separate piece of lung, ml. */
const PIECE_ML = 50;
/** An Int16 plus this is an index. */
const LOWEST = 32_768;

/** Air inside the body that can be lung, [z,y,x]: large pieces without the airways and without pure gas (stomach, bowel). */
export function findCandidates(grid: Grid, inside: Uint8Array, airways: Uint8Array): Uint8Array {
  const mask = new Uint8Array(grid.hu.length);
  for (let i = 0; i < mask.length; i++) if (inside[i] && !airways[i] && grid.hu[i]! < LUNG_HU) mask[i] = 1;
  const pieces = labelComponents(mask, grid.shape);
  const large = pieces.sizes.map((size) => size * cellMl(grid) >= PIECE_ML);
  const median = medians(grid.hu, pieces, large);
  forEachRun(pieces, (start, end, label) => {
    if (!large[label] || median[label]! <= GAS_HU) mask.fill(0, start, end);
  });
  return mask;
}

/** Median attenuation of the wanted components, HU; 0 of the others. */
function medians(hu: Int16Array, pieces: Components, wanted: readonly boolean[]): number[] {
  const counts = wanted.map((isWanted) => (isWanted ? new Uint32Array(65_536) : undefined));
  forEachRun(pieces, (start, end, label) => {
    const count = counts[label];
    if (count) for (let i = start; i < end; i++) count[hu[i]! + LOWEST]!++;
  });
  return counts.map((count, label) => (count ? middleOf(count, pieces.sizes[label]!) - LOWEST : 0));
}

function middleOf(counts: Uint32Array, size: number): number {
  let below = 0;
  let value = 0;
  while (below + counts[value]! <= size >> 1) below += counts[value++]!;
  return value;
}
