import { add, type FindingMask, type Geometry, type LungMask, type Vector3 } from '../../src/volume/volume.ts';

/** A round lesion: lung, place in it as shares of its half axes from the middle (to the left, to the back, to the head), radius, mm. */
export type PlacedLesion = readonly [side: 1 | 2, x: number, y: number, z: number, radius: number];

export interface BreathingChest {
  readonly geometry: Geometry;
  readonly lungs: LungMask;
  readonly findings: FindingMask;
}

/** Height of the lungs above and below their middle after a usual breath, mm. */
export const USUAL_MM = 115;
const [WIDTH_MM, DEPTH_MM, APART_MM] = [55, 90, 75];
const SPACING = [4, 3, 3] as const;
const SHAPE = [80, 72, 96] as const;
const GEOMETRY: Geometry = {
  shape: SHAPE,
  spacing: SPACING,
  origin: [(-SHAPE[2] / 2) * SPACING[2], (-SHAPE[1] / 2) * SPACING[1], 0],
  columnAxis: [1, 0, 0],
  rowAxis: [0, 1, 0],
  sliceAxis: [0, 0, -1],
  frameOfReferenceUid: '',
};

/**
 * Lungs that fill with breath, with lesions that keep their size and move with the lung: the deeper the breath, the further the base goes down,
 * while the top stays. Ellipsoids; mm, LPS.
 */
export function breathingChest(lesions: readonly PlacedLesion[], halfHeightMm = USUAL_MM): BreathingChest {
  const lungs = new Uint8Array(SHAPE[0] * SHAPE[1] * SHAPE[2]);
  const findings = new Uint8Array(lungs.length);
  const middleZ = -20 - halfHeightMm;
  const middleOf = (side: 1 | 2): Vector3 => [side === 1 ? -APART_MM : APART_MM, 0, middleZ];
  for (const side of [1, 2] as const) fill(lungs, side, middleOf(side), [WIDTH_MM, DEPTH_MM, halfHeightMm]);
  for (const [side, x, y, z, radius] of lesions) {
    const centre = add(middleOf(side), [x * WIDTH_MM, y * DEPTH_MM, z * halfHeightMm]);
    fill(findings, 1, centre, [radius, radius, radius]);
  }
  return { geometry: GEOMETRY, lungs, findings: findings.map((finding, at) => (lungs[at] === 0 ? 0 : finding)) };
}

/** Gives all voxels of an ellipsoid a value. */
function fill(mask: Uint8Array, value: number, centre: Vector3, radii: Vector3): void {
  const [, rows, columns] = SHAPE;
  const [dz, dy, dx] = SPACING;
  const from = (axis: 0 | 1 | 2): number => centre[axis] - GEOMETRY.origin[axis];
  const range = (middle: number, radius: number, step: number, size: number): [number, number] => [
    Math.max(0, Math.ceil((middle - radius) / step)),
    Math.min(size - 1, Math.floor((middle + radius) / step)),
  ];
  const [z0, z1] = range(-from(2), radii[2], dz, SHAPE[0]);
  const [y0, y1] = range(from(1), radii[1], dy, rows);
  for (let z = z0; z <= z1; z++) {
    for (let y = y0; y <= y1; y++) {
      const left = 1 - ((z * dz + from(2)) / radii[2]) ** 2 - ((y * dy - from(1)) / radii[1]) ** 2;
      if (left <= 0) continue;
      const [x0, x1] = range(from(0), radii[0] * Math.sqrt(left), dx, columns);
      mask.fill(value, (z * rows + y) * columns + x0, (z * rows + y) * columns + x1 + 1);
    }
  }
}
