import { labelComponents } from './components.ts';
import { GAS_HU } from './gas.ts';
import { cellMl, type Grid } from './grid.ts';

/** Halfway between aerated lung (-850) and soft tissue (+40), HU: what is darker is air or lung. */
export const LUNG_HU = -400;
/** A piece of lung that stands alone is at least this large, ml. */
const PIECE_ML = 50;

/** Air inside the body that can be lung, [z,y,x]: large pieces without the airways and without pure gas (stomach, bowel). */
export function findCandidates(grid: Grid, inside: Uint8Array, airways: Uint8Array): Uint8Array {
  const mask = new Uint8Array(grid.hu.length);
  for (let i = 0; i < mask.length; i++) if (inside[i] && !airways[i] && grid.hu[i]! < LUNG_HU) mask[i] = 1;
  const { labels, sizes } = labelComponents(mask, grid.shape);
  const large = sizes.map((size) => size * cellMl(grid) >= PIECE_ML);
  const median = medians(grid.hu, labels, large);
  for (let i = 0; i < mask.length; i++) {
    const label = labels[i]!;
    if (label && !(large[label] && median[label]! > GAS_HU)) mask[i] = 0;
  }
  return mask;
}

/** Median attenuation of the wanted components, HU. */
function medians(hu: Int16Array, labels: Int32Array, wanted: readonly boolean[]): number[] {
  const values: number[][] = wanted.map(() => []);
  for (let i = 0; i < hu.length; i++) if (wanted[labels[i]!]) values[labels[i]!]!.push(hu[i]!);
  return values.map((list) => Int16Array.from(list).sort()[list.length >> 1] ?? 0);
}
