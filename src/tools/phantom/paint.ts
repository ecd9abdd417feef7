import { type FindingMask, type Geometry, LEFT_LUNG, type LungMask, RIGHT_LUNG } from '../../volume/volume.ts';
import { HU, lungAt, tissueAt } from './anatomy.ts';
import { lesionField } from './lesions.ts';
import type { PhantomOptions } from './options.ts';
import { noiseField } from './random.ts';
import { airways, bronchi, forEachVoxel, type Tube, vessels } from './trees.ts';

/** The chest before it is scanned: sharp and without noise; [z,y,x]. */
export interface Chest {
  readonly hu: Float32Array;
  readonly lungs: LungMask;
  readonly findings: FindingMask;
}

const SIDES = { right: RIGHT_LUNG, left: LEFT_LUNG } as const;
/** Walls of the main airways and of the bronchi in the lung, mm. */
const WALL_MM = { airway: 1.6, bronchus: 0.7 };
/** Fluid in place of a missing lung, HU. */
const FLUID_HU = 12;

export function paintChest(options: PhantomOptions, geometry: Geometry): Chest {
  const chest = paintTissue(options, geometry);
  for (const name of options.present) {
    const side = SIDES[name];
    const inLung = (i: number): boolean => chest.lungs[i] === side;
    for (const tube of bronchi(side, options.seed + side)) {
      paintTube(chest, geometry, widen(tube, WALL_MM.bronchus), HU.wall, inLung);
      paintTube(chest, geometry, tube, HU.air, inLung);
    }
    for (const tube of vessels(side, options.seed + 10 + side)) paintTube(chest, geometry, tube, HU.blood, () => true);
  }
  paintAirways(chest, geometry);
  return chest;
}

function paintTissue(options: PhantomOptions, geometry: Geometry): Chest {
  const { shape, spacing, origin, columnAxis, rowAxis, sliceAxis } = geometry;
  const size = shape[0] * shape[1] * shape[2];
  const chest = { hu: new Float32Array(size), lungs: new Uint8Array(size), findings: new Uint8Array(size) };
  const paintAt = painter(chest, options);
  const along = (axis: 0 | 1 | 2, z: number, y: number): number =>
    origin[axis] + sliceAxis[axis] * z * spacing[0] + rowAxis[axis] * y * spacing[1];
  let i = 0;
  for (let z = 0; z < shape[0]; z++)
    for (let y = 0; y < shape[1]; y++) {
      const [px, py, pz] = [along(0, z, y), along(1, z, y), along(2, z, y)];
      for (let x = 0; x < shape[2]; x++) {
        const step = x * spacing[2];
        paintAt(i++, px + columnAxis[0] * step, py + columnAxis[1] * step, pz + columnAxis[2] * step);
      }
    }
  return chest;
}

/** Paints one voxel at a position in the patient, mm. */
function painter(chest: Chest, options: PhantomOptions): (i: number, x: number, y: number, z: number) => void {
  const present = options.present.map((side) => SIDES[side] as number);
  const blotches = noiseField(options.seed, 14);
  const texture = noiseField(options.seed + 1, 9);
  const { seed, lesionScale, lesionScaleLeft = lesionScale } = options;
  const lesionAt = { [RIGHT_LUNG]: lesionField(seed, lesionScale), [LEFT_LUNG]: lesionField(seed, lesionScaleLeft) };
  return (i, x, y, z) => {
    const side = lungAt(x, y, z);
    if (side === 0 || !present.includes(side)) {
      chest.hu[i] = side === 0 ? tissueAt(x, y, z, blotches) : FLUID_HU;
      return;
    }
    // The lung is denser where it lies lower, in the back.
    const healthy = -862 + 0.25 * y + 16 * texture(x, y, z);
    const lesion = lesionAt[side as keyof typeof lesionAt](x, y, z);
    chest.lungs[i] = side;
    chest.findings[i] = lesion?.finding ?? 0;
    chest.hu[i] = lesion ? lesion.hu(healthy) : healthy;
  };
}

/** Trachea and main bronchi belong to neither lung. */
function paintAirways(chest: Chest, geometry: Geometry): void {
  for (const tube of airways()) {
    const wall = widen(tube, WALL_MM.airway);
    paintTube(chest, geometry, wall, HU.wall, () => true);
    forEachVoxel(wall, geometry, (i, share) => {
      if (share < 0.5) return;
      chest.lungs[i] = 0;
      chest.findings[i] = 0;
    });
  }
  for (const tube of airways()) paintTube(chest, geometry, tube, HU.air, () => true);
}

function paintTube({ hu }: Chest, geometry: Geometry, tube: Tube, value: number, within: (i: number) => boolean): void {
  forEachVoxel(tube, geometry, (i, share) => {
    if (within(i)) hu[i]! += share * (value - hu[i]!);
  });
}

function widen(tube: Tube, mm: number): Tube {
  return { ...tube, fromRadius: tube.fromRadius + mm, toRadius: tube.toRadius + mm };
}
