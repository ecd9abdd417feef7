import assert from 'node:assert/strict';
import test from 'node:test';
import { DEFAULT_PHANTOM, geometryOf } from '../../../src/tools/phantom/options.ts';
import { makePhantom, type Phantom } from '../../../src/tools/phantom/phantom.ts';
import { measure } from '../../../src/inference/measure/measure.ts';
import type { Geometry } from '../../../src/volume/volume.ts';
import { ORIENTATIONS } from '../../support/orientations.ts';
import { countWhere } from '../../support/masks.ts';

const TOLERANCE = 0.001;

function assertClose(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= TOLERANCE * expected, `${actual} is not within 0.1 % of ${expected}`);
}

function measurePhantom({ volume, lungs, findings }: Phantom): ReturnType<typeof measure> {
  return measure(volume, { lungs }, findings, new Float32Array(volume.slices.length));
}

/** Marks the voxels of an ellipsoid near the middle of the image; half axes along slices, rows and columns, mm. */
function ellipsoid({ shape, spacing }: Geometry, radii: readonly [number, number, number]): Uint8Array {
  const mask = new Uint8Array(shape[0] * shape[1] * shape[2]);
  const squares = (axis: 0 | 1 | 2): number[] =>
    Array.from({ length: shape[axis] }, (_, k) => (((k - 0.47 * shape[axis]) * spacing[axis]) / radii[axis]) ** 2);
  const [zs, ys, xs] = [squares(0), squares(1), squares(2)];
  let i = 0;
  for (const z of zs) for (const y of ys) for (const x of xs) mask[i++] = z + y + x <= 1 ? 1 : 0;
  return mask;
}

test('perfect masks have the volumes of the formula within 0.1 %', () => {
  const options = { ...DEFAULT_PHANTOM, shape: [160, 150, 140], spacing: [0.6, 0.7, 0.8] } as const;
  const geometry = geometryOf({ ...options, ...ORIENTATIONS.oblique });
  const [lung, lesion] = [[38.3, 33.7, 35.9] as const, [24.1, 22.3, 23.9] as const];
  const lungs = ellipsoid(geometry, [...lung]);
  const volume = { hu: new Int16Array(lungs.length), geometry, slices: [], header: {} };
  const { regions } = measure(volume, { lungs }, ellipsoid(geometry, [...lesion]), new Float32Array(160));
  const volumeMl = ([a, b, c]: readonly [number, number, number]): number => ((4 / 3) * Math.PI * a * b * c) / 1000;
  assertClose(regions.right.lungMl, volumeMl(lung));
  assertClose(regions.right.ggoMl, volumeMl(lesion));
  assertClose(regions.lungs.infectedPercent, (100 * volumeMl(lesion)) / volumeMl(lung));
});

test('every number of the phantom equals its truth', () => {
  const phantom = makePhantom({ shape: [40, 80, 80] });
  const { volume, lungs, findings } = phantom;
  const voxelMl = volume.geometry.spacing.reduce((a, b) => a * b) / 1000;
  const { regions, slices } = measurePhantom(phantom);
  const ml = (fits: (i: number) => boolean): number => countWhere(lungs, (side, i) => side > 0 && fits(i)) * voxelMl;
  assertClose(
    regions.lungs.lungMl,
    ml(() => true),
  );
  assertClose(
    regions.left.consolidationMl,
    ml((i) => lungs[i] === 2 && findings[i] === 2),
  );
  assertClose(
    regions.right.ggoMl,
    ml((i) => lungs[i] === 1 && findings[i] === 1),
  );
  assertClose(
    regions.lungs.highOpacityPercent,
    (100 * ml((i) => findings[i]! > 0 && volume.hu[i]! >= -200)) / ml(() => true),
  );
  const profile = slices.reduce((sum, slice) => sum + slice.infectedMm2, 0) * volume.geometry.spacing[0];
  assertClose(profile / 1000, regions.lungs.infectedMl);
});

test('zones add up to their lung, lungs to both', () => {
  const { regions } = measurePhantom(makePhantom({ shape: [41, 64, 64] }));
  for (const key of ['lungMl', 'infectedMl', 'ggoMl', 'consolidationMl'] as const) {
    assertClose(regions.rightUpper[key] + regions.rightMiddle[key] + regions.rightLower[key], regions.right[key]);
    assertClose(regions.leftUpper[key] + regions.leftMiddle[key] + regions.leftLower[key], regions.left[key]);
    assertClose(regions.right[key] + regions.left[key], regions.lungs[key]);
  }
});
