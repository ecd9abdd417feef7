import type { LungMask } from '../../volume/volume.ts';

/**
 * Adds to the lungs the missing voxels (indices) that hang together with one; the nearer lung takes them. Returns a new mask,
 * [z,y,x] of `shape`.
 */
export function grow(
  lungs: LungMask,
  missing: Int32Array,
  [, rows, columns]: readonly [number, number, number],
): LungMask {
  const grown = lungs.slice();
  const isMissing = new Uint8Array(lungs.length);
  for (const voxel of missing) isMissing[voxel] = 1;
  const area = rows * columns;
  const steps = [-1, 1, -columns, columns, -area, area];
  let front: number[] = [];
  const claim = (i: number, side: number): void => {
    grown[i] = side;
    isMissing[i] = 0;
    front.push(i);
  };
  for (const voxel of missing) {
    const side = beside(lungs, voxel, steps);
    if (side) claim(voxel, side);
  }
  while (front.length > 0) {
    const former = front;
    front = [];
    for (const i of former) for (const step of steps) if (isMissing[i + step]) claim(i + step, grown[i]!);
  }
  return grown;
}

/** The first lung that a voxel touches, 0 where it touches none. */
function beside(lungs: LungMask, i: number, steps: readonly number[]): number {
  for (const step of steps) if (lungs[i + step]) return lungs[i + step]!;
  return 0;
}
