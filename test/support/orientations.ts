import type { Vector3 } from '../../src/volume/volume.ts';

/** Directions of columns and rows: as scanners store a slice, and as they may. */
export const ORIENTATIONS = {
  axial: { columnAxis: [1, 0, 0], rowAxis: [0, 1, 0] },
  prone: { columnAxis: [-1, 0, 0], rowAxis: [0, -1, 0] },
  mirrored: { columnAxis: [-1, 0, 0], rowAxis: [0, 1, 0] },
  oblique: oblique(12, 9),
} as const satisfies Record<string, { columnAxis: Vector3; rowAxis: Vector3 }>;

/** The axial directions turned about z, then tilted about x, degrees. */
function oblique(turn: number, tilt: number): { columnAxis: Vector3; rowAxis: Vector3 } {
  const [ct, st] = [Math.cos((turn * Math.PI) / 180), Math.sin((turn * Math.PI) / 180)];
  const [cx, sx] = [Math.cos((tilt * Math.PI) / 180), Math.sin((tilt * Math.PI) / 180)];
  return { columnAxis: [ct, st * cx, st * sx], rowAxis: [-st, ct * cx, ct * sx] };
}
