import type { LungMask } from '../../volume/volume.ts';

/** Marks voxels that are missing, in the mask itself: a second one takes as much memory. */
const MISSING = 255;

/** Adds to the lungs, [z,y,x] of `shape`, the missing voxels (indices) that hang together with one; the nearer lung takes them. Changes the mask. */
export function grow(lungs: LungMask, missing: Int32Array, [, rows, columns]: readonly [number, number, number]): void {
  const area = rows * columns;
  const steps = [-1, 1, -columns, columns, -area, area];
  const sides = missing.map((voxel) => beside(lungs, voxel, steps));
  for (const voxel of missing) lungs[voxel] = MISSING;
  let front: number[] = [];
  const claim = (i: number, side: number): void => {
    lungs[i] = side;
    front.push(i);
  };
  missing.forEach((voxel, at) => {
    if (sides[at]) claim(voxel, sides[at]);
  });
  while (front.length > 0) {
    const former = front;
    front = [];
    for (const i of former) for (const step of steps) if (lungs[i + step] === MISSING) claim(i + step, lungs[i]!);
  }
  for (const voxel of missing) if (lungs[voxel] === MISSING) lungs[voxel] = 0;
}

/** The first lung that a voxel touches, 0 where it touches none. */
function beside(lungs: LungMask, i: number, steps: readonly number[]): number {
  for (const step of steps) if (lungs[i + step]) return lungs[i + step]!;
  return 0;
}
