import { type Components, forEachRun, labelComponents, pick } from '../components.ts';
import { cellMl, type Grid } from './grid.ts';
import { dilateInPlane, erodeInPlane } from './morphology.ts';

/** Gas in the bowel, oesophagus or stomach is darker, lung (also with emphysema) brighter; HU. */
export const GAS_HU = -965;
/** Smaller pools are noise or emphysema, ml. */
const POOL_ML = 0.3;
/** Cells from the edge of a pool to the tissue beyond its wall. */
const BEHIND_WALL = 5;
/** A bulla lies in the lung: at least this share of what surrounds it is lung. */
const SURROUNDED = 0.45;

/** Pools of gas among the candidates that are not bullae, because tissue surrounds them: bowel, stomach, oesophagus; [z,y,x]. */
export function findGas(grid: Grid, candidates: Uint8Array): Uint8Array {
  const dark = new Uint8Array(candidates.length);
  for (let i = 0; i < dark.length; i++) if (candidates[i] && grid.hu[i]! < GAS_HU) dark[i] = 1;
  const parts = labelComponents(erodeInPlane(dark, grid.shape), grid.shape);
  const isPool = parts.sizes.map((size) => size * cellMl(grid) >= POOL_ML);
  const lungShare = surroundings(grid, candidates, parts, isPool);
  const isGas = isPool.map((pool, label) => pool && lungShare[label]! < SURROUNDED);
  return pick(parts, isGas, dark.length);
}

/** Share of lung beyond the wall of each pool; other pools and their blurred edges do not count. */
function surroundings(grid: Grid, candidates: Uint8Array, parts: Components, isPool: boolean[]): number[] {
  const pools = pick(parts, isPool, candidates.length);
  const edges = dilateInPlane(dilateInPlane(pools, grid.shape), grid.shape);
  const lung = parts.sizes.map(() => 0);
  const all = parts.sizes.map(() => 0);
  const steps = [-1, 1, -grid.shape[2], grid.shape[2]];
  const probeAround = (i: number, label: number): void => {
    for (const step of steps) {
      const probe = i + BEHIND_WALL * step;
      if (pools[i + step] || edges[probe]) continue;
      all[label]!++;
      if (candidates[probe]) lung[label]!++;
    }
  };
  forEachRun(parts, (start, end, label) => {
    if (isPool[label]) for (let i = start; i < end; i++) probeAround(i, label);
  });
  return lung.map((count, label) => count / Math.max(1, all[label]!));
}
