import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FINDING_COLOURS } from '../../src/report/finding-colours.ts';
import { renderSlice, storedOrder } from '../../src/report/slice-image.ts';
import type { Geometry, Vector3, Volume } from '../../src/volume/volume.ts';

const RIGHT_TO_LEFT: Vector3 = [1, 0, 0];
const FRONT_TO_BACK: Vector3 = [0, 1, 0];
const minus = ([x, y, z]: Vector3): Vector3 => [-x, -y, -z];

/** Two slices of air; `bright` lists [z, row, column] of voxels at 150 HU. */
function volume(columnAxis: Vector3, rowAxis: Vector3, rows: number, columns: number, bright: number[][]): Volume {
  const geometry: Geometry = {
    shape: [2, rows, columns],
    spacing: [2, 0.7, 0.7],
    origin: [0, 0, 0],
    columnAxis,
    rowAxis,
    sliceAxis: [0, 0, -1],
    frameOfReferenceUid: '1.2.3',
  };
  const hu = new Int16Array(2 * rows * columns).fill(-1350);
  for (const [z = 0, row = 0, column = 0] of bright) hu[(z * rows + row) * columns + column] = 150;
  return { hu, geometry, slices: [], header: {} };
}

function pixel({ data, width }: { data: Buffer; width: number }, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

const white = [255, 255, 255];

test('the voxel at the right front of the patient is drawn top left, whatever way the slices are stored', () => {
  const ways: [Vector3, Vector3, number, number][] = [
    [RIGHT_TO_LEFT, FRONT_TO_BACK, 0, 0],
    [minus(RIGHT_TO_LEFT), FRONT_TO_BACK, 0, 4],
    [RIGHT_TO_LEFT, minus(FRONT_TO_BACK), 2, 0],
    [minus(RIGHT_TO_LEFT), minus(FRONT_TO_BACK), 2, 4],
    [FRONT_TO_BACK, RIGHT_TO_LEFT, 0, 0],
    [minus(FRONT_TO_BACK), RIGHT_TO_LEFT, 0, 4],
    [FRONT_TO_BACK, minus(RIGHT_TO_LEFT), 2, 0],
    [minus(FRONT_TO_BACK), minus(RIGHT_TO_LEFT), 2, 4],
  ];
  for (const [columnAxis, rowAxis, row, column] of ways) {
    const image = renderSlice(volume(columnAxis, rowAxis, 3, 5, [[1, row, column]]), new Uint8Array(30), 1);
    const turned = columnAxis[0] === 0;
    assert.deepEqual([image.width, image.height], turned ? [3, 5] : [5, 3]);
    assert.deepEqual(pixel(image, 0, 0), white);
    assert.equal(
      image.data.reduce((sum, value) => sum + value),
      3 * 255,
      'one white pixel and no other',
    );
  }
});

test('the lung window shows -1350 HU black, 150 HU white and clips the rest', () => {
  const ct = volume(RIGHT_TO_LEFT, FRONT_TO_BACK, 1, 4, []);
  ct.hu.set([-3000, -1350, -600, 3000]);
  const image = renderSlice(ct, new Uint8Array(8), 0);
  assert.deepEqual(
    [0, 1, 2, 3].map((x) => pixel(image, x, 0)[0]),
    [0, 0, 128, 255],
  );
});

test('a contour runs along the inside of a finding and a tint fills it', () => {
  const ct = volume(RIGHT_TO_LEFT, FRONT_TO_BACK, 5, 5, []);
  const findings = new Uint8Array(50);
  for (let row = 1; row < 4; row++) findings.fill(1, row * 5 + 1, row * 5 + 4);
  const ggo = [...FINDING_COLOURS.ggo];
  const contour = renderSlice(ct, findings, 0, { overlay: 'contour' });
  assert.deepEqual(pixel(contour, 1, 1), ggo);
  assert.deepEqual(pixel(contour, 2, 2), [0, 0, 0]);
  assert.deepEqual(pixel(contour, 0, 0), [0, 0, 0]);
  const tint = renderSlice(ct, findings, 0, { overlay: 'tint' });
  assert.deepEqual(
    pixel(tint, 1, 1),
    ggo.map((value) => Math.round(value * 0.35)),
  );
  assert.deepEqual(pixel(tint, 2, 2), pixel(tint, 1, 1));
  assert.deepEqual(pixel(renderSlice(ct, findings, 0, { overlay: 'none' }), 1, 1), [0, 0, 0]);
});

test('consolidation has its own colour and findings turn with the slice', () => {
  const ct = volume(minus(RIGHT_TO_LEFT), FRONT_TO_BACK, 2, 3, []);
  const findings = new Uint8Array(12);
  findings[2] = 2;
  assert.deepEqual(pixel(renderSlice(ct, findings, 0), 0, 0), [...FINDING_COLOURS.consolidation]);
  const stored = renderSlice(ct, findings, 0, { order: storedOrder(ct.geometry) });
  assert.deepEqual(pixel(stored, 2, 0), [...FINDING_COLOURS.consolidation]);
});
