import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { lungBoxes } from '../../../src/inference/network/lung-boxes.ts';
import { cropToInput, mapToSlice } from '../../../src/inference/network/preprocess.ts';
import type { Geometry } from '../../../src/volume/volume.ts';
import { oracle, withoutOracle } from '../../support/oracle.ts';
import { randomNumbers } from '../../support/random.ts';
import { syntheticVolume } from '../../support/volumes.ts';

const SIZE = 24;
const CROP = { marginFraction: 0.04, minSizeMm: 20 };
const WINDOW = [-1100, 260] as const;

suite('the box around the lungs', () => {
  const geometry: Geometry = syntheticVolume({ shape: [1, 50, 60], spacing: [2, 1, 0.5] }).geometry;
  const boxOf = (mask: Uint8Array, crop = { marginFraction: 0, minSizeMm: 0 }) => lungBoxes(mask, geometry, crop)[0];
  const rectangle = (top: number, bottom: number, left: number, right: number) => {
    const mask = new Uint8Array(50 * 60);
    for (let y = top; y < bottom; y++) mask.fill(2, y * 60 + left, y * 60 + right);
    return mask;
  };

  test('is null in a slice without lung', () => {
    assert.equal(boxOf(new Uint8Array(50 * 60)), null);
  });

  test('holds every voxel of the lungs and nothing more without a margin', () => {
    assert.deepEqual(boxOf(rectangle(5, 30, 7, 50)), { top: 5, left: 7, height: 25, width: 43 });
  });

  test('grows by a fraction of its own side, rounded outwards, and stays in the image', () => {
    const box = boxOf(rectangle(10, 30, 2, 52), { marginFraction: 0.1, minSizeMm: 0 });
    assert.deepEqual(box, { top: 8, left: 0, height: 24, width: 57 });
  });

  test('has a minimum side in millimetres, so that a few voxels of lung show their surroundings', () => {
    const box = boxOf(rectangle(20, 24, 30, 32), { marginFraction: 0, minSizeMm: 10 });
    assert.deepEqual(box, { top: 17, left: 21, height: 10, width: 20 });
  });
});

suite('the input of the network', () => {
  test('equals the input that training makes of the same slices', { skip: withoutOracle }, async () => {
    const [slices, rows, columns] = [8, 37, 53];
    const random = randomNumbers(1);
    const { geometry } = syntheticVolume({ shape: [slices, rows, columns], spacing: [2, 0.8, 0.6] });
    const hu = Int16Array.from({ length: slices * rows * columns }, () => Math.round(random() * 2000 - 1400));
    const mask = new Uint8Array(hu.length);
    for (let z = 1; z < slices; z++) {
      for (let n = 0; n < z; n++)
        mask[(z * rows + Math.floor(random() * rows)) * columns + Math.floor(random() * columns)] = 1;
    }
    const area = rows * columns;
    const parts = Array.from({ length: slices }, (_, z) => ({
      rows,
      columns,
      mask: [...mask.subarray(z * area, (z + 1) * area)],
      hu: [...hu.subarray(z * area, (z + 1) * area)],
    }));
    const expected = await networkInputs({ size: SIZE, spacing: [0.8, 0.6], ...CROP, slices: parts });
    lungBoxes(mask, geometry, CROP).forEach((box, z) => {
      if (box === null) return assert.equal(expected[z], null);
      const { top, left, height, width } = box;
      assert.deepEqual([top, top + height, left, left + width], expected[z]?.box);
      const image = new Float32Array(SIZE * SIZE);
      cropToInput(hu.subarray(z * area, (z + 1) * area), columns, box, SIZE, WINDOW, image);
      image.forEach((value, i) => assert.ok(Math.abs(value - expected[z]!.image[i]!) < 1e-5));
    });
  });

  test('maps back to the pixels that it was made from', () => {
    const [rows, columns] = [60, 80];
    const box = { top: 10, left: 20, height: 40, width: 50 };
    const hu = new Int16Array(rows * columns).fill(-1100);
    const bright = [
      [15, 25],
      [40, 66],
      [47, 22],
    ] as const;
    for (const [y, x] of bright)
      for (const dy of [-1, 0, 1]) hu.fill(260, (y + dy) * columns + x - 1, (y + dy) * columns + x + 2);
    const image = new Float32Array(48 * 48);
    cropToInput(hu, columns, box, 48, WINDOW, image);
    const slice = new Uint8Array(rows * columns);
    mapToSlice(image, 48, box, slice, columns);
    const found = [...slice.keys()].filter((i) => slice[i]! >= 128).map((i) => [Math.floor(i / columns), i % columns]);
    for (const [y, x] of bright)
      assert.ok(
        found.some(([fy, fx]) => fy === y && fx === x),
        `${y},${x} is lost`,
      );
    for (const [fy, fx] of found) {
      assert.ok(
        bright.some(([y, x]) => Math.abs(fy! - y) <= 1 && Math.abs(fx! - x) <= 1),
        `${fy},${fx} was not bright`,
      );
    }
  });

  test('does not touch pixels outside the box', () => {
    const slice = new Uint8Array(10 * 12).fill(9);
    mapToSlice(new Float32Array(16).fill(1), 4, { top: 2, left: 3, height: 5, width: 6 }, slice, 12);
    const inside = [...slice.keys()].filter((i) => slice[i] === 255);
    assert.equal(inside.length, 30);
    assert.equal(slice.filter((value) => value === 9).length, 90);
  });
});

async function networkInputs(question: object): Promise<({ box: number[]; image: number[] } | null)[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lungtrace-input-'));
  try {
    await writeFile(join(folder, 'question.json'), JSON.stringify(question));
    return (await oracle('network_input.py', join(folder, 'question.json'))) as ({
      box: number[];
      image: number[];
    } | null)[];
  } finally {
    await rm(folder, { recursive: true });
  }
}
