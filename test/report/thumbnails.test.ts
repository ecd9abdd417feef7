import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { slicesInLung } from '../../src/followup/timepoint.ts';
import { keyWeight } from '../../src/report/key-slices.ts';
import {
  makeThumbnails,
  type SliceThumbnail,
  stripColumns,
  THUMBNAIL_HEIGHT,
  THUMBNAIL_WIDTH,
} from '../../src/report/thumbnails.ts';
import type { Volume } from '../../src/volume/volume.ts';
import { type Lesion, smallChest } from '../support/small-chest.ts';

function thumbnails(lesions: readonly Lesion[], depth?: number) {
  const { volume, lungs, findings, measurements } = smallChest('7', lesions, depth);
  return makeThumbnails(volume, lungs, findings, measurements);
}

test('lung heights run from 0 at the highest slice with lung to 1 at the lowest', () => {
  const slice = (z: number, lungMm2: number) => ({
    sopInstanceUid: `${z}`,
    z,
    lungMm2,
    infectedMm2: 0,
    infectionScore: 0,
  });
  const inLung = slicesInLung([slice(90, 0), slice(80, 5), slice(60, 9), slice(40, 9), slice(20, 0)]);
  assert.deepEqual(
    inLung.map(({ index, height }) => [index, height]),
    [
      [1, 0],
      [2, 0.5],
      [3, 1],
    ],
  );
  assert.deepEqual(slicesInLung([slice(1, 0)]), []);
});

test('thumbnails cover the lungs evenly, include the worst slice and are small JPEGs of one size', async () => {
  const made = await thumbnails([[1, 0.6, 20, 5]], 120);
  const heights = made.map(({ height }) => height);
  assert.deepEqual(
    heights,
    [...heights].sort((a, b) => a - b),
  );
  for (let step = 0; step < 16; step++) {
    const wanted = (step + 0.5) / 16;
    assert.ok(
      heights.some((height) => Math.abs(height - wanted) < 0.006),
      `height ${wanted}`,
    );
  }
  assert.ok(made.length >= 16 && made.length <= 19);
  const { measurements } = smallChest('7', [[1, 0.6, 20, 5]], 120);
  const worst = measurements.slices.reduce((best, slice) => (slice.infectedMm2 > best.infectedMm2 ? slice : best));
  const kept = made.find(({ sopInstanceUid }) => sopInstanceUid === worst.sopInstanceUid);
  assert.equal(kept?.infectedMm2, worst.infectedMm2);
  assert.equal(kept?.infectedPercent, (worst.infectedMm2 / worst.lungMm2) * 100);
  const { format, width, height } = await sharp(kept?.jpeg).metadata();
  assert.deepEqual([format, width, height], ['jpeg', THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT]);
  assert.ok(made.reduce((sum, { jpeg }) => sum + jpeg.length, 0) < 300_000);
});

test('a finding of the right lung is on the left of the picture, also where columns run from left to right', async () => {
  const { volume, lungs, findings, measurements } = smallChest('7', [[1, 0.5, 30, 25]]);
  const mirrored = mirror(volume, lungs, findings);
  for (const [v, l, f] of [[volume, lungs, findings] as const, mirrored]) {
    const made = await makeThumbnails(v, l, f, measurements);
    const worst = made.reduce((best, picture) => (picture.infectedMm2 > best.infectedMm2 ? picture : best));
    const { data, info } = await sharp(worst.jpeg).raw().toBuffer({ resolveWithObject: true });
    const red = [0, 0];
    for (let at = 0; at < data.length; at += 3) {
      const isRed = (data[at] ?? 0) > 150 && (data[at + 1] ?? 0) < 110;
      if (isRed) red[(at / 3) % info.width < info.width / 2 ? 0 : 1]!++;
    }
    assert.ok(red[0]! > 40 && red[1] === 0, `red pixels left ${red[0]}, right ${red[1]}`);
  }
});

/** The same chest stored with columns that run the other way. */
function mirror(volume: Volume, ...masks: [Uint8Array, Uint8Array]): [Volume, Uint8Array, Uint8Array] {
  const columns = volume.geometry.shape[2];
  const turned = <T extends Uint8Array | Int16Array>(voxels: T): T => {
    for (let row = 0; row < voxels.length; row += columns) voxels.subarray(row, row + columns).reverse();
    return voxels;
  };
  const geometry = { ...volume.geometry, columnAxis: [-1, 0, 0] as const };
  return [{ ...volume, geometry, hu: turned(volume.hu.slice()) }, turned(masks[0].slice()), turned(masks[1].slice())];
}

test('the strip shows both timepoints at the same height where either is most infected', async () => {
  const [now, before] = [await thumbnails([[1, 0.3, 20, 0]], 60), await thumbnails([[2, 0.8, 35, 0]], 45)];
  const columns = stripColumns(now, before, 5);
  assert.equal(columns.length, 5);
  assert.ok(columns.some(({ current }) => current.infectedMm2 === Math.max(...now.map((t) => t.infectedMm2))));
  assert.ok(columns.some(({ previous }) => previous?.infectedMm2 === Math.max(...before.map((t) => t.infectedMm2))));
  for (const { current, previous } of columns) {
    assert.ok(previous && Math.abs(current.height - previous.height) < 0.05);
    assert.ok(current.infectedMm2 > 0 || previous.infectedMm2 > 0);
  }
});

test('without infection the strip is spread over the lungs, without earlier pictures it shows only the current ones', async () => {
  const columns = stripColumns(await thumbnails([]), [], 5);
  assert.deepEqual(
    columns.map(({ previous }) => previous),
    [null, null, null, null, null],
  );
  const heights = columns.map(({ height }) => height);
  assert.ok(heights[0]! < 0.1 && heights[4]! > 0.9 && Math.abs(heights[2]! - 0.5) < 0.1, heights.join());
  assert.deepEqual(stripColumns([], [], 5), []);
});

test('a spike of one slice is not in the strip while there are lesions', async () => {
  const { volume, lungs, findings, measurements } = smallChest('7', [[1, 0.7, 25, 0]], 60);
  const height = (index: number) =>
    slicesInLung(measurements.slices).find((slice) => slice.index === index)?.height ?? 0;
  // A slice at one of the even heights, so that there is a picture of it.
  const spike = measurements.slices.findIndex((_, index) => Math.abs(height(index) - 3.5 / 16) < 0.01);
  const slices = measurements.slices.map((slice, at) => (at === spike ? { ...slice, infectedMm2: 1e5 } : slice));
  const made = await makeThumbnails(volume, lungs, findings, { ...measurements, slices });
  const ofSpike = made.find(({ sopInstanceUid }) => sopInstanceUid === slices[spike]?.sopInstanceUid);
  assert.equal(ofSpike?.infectedMm2, 1e5);
  const shown = (weight?: (thumbnail: SliceThumbnail) => number) =>
    stripColumns(made, [], 5, weight).map(({ current }) => current);
  assert.ok(shown().includes(ofSpike), 'by its area alone it would be shown');
  const weighed = shown(keyWeight(slices));
  assert.ok(!weighed.includes(ofSpike) && weighed.length > 0);
});

test('the strip shows all of the affected height before it shows neighbours', async () => {
  const made = await thumbnails([[1, 0.5, 110, 0]], 120);
  const heights = stripColumns(made, [], 5).map(({ current }) => current.height);
  assert.equal(heights.length, 5);
  heights.slice(1).forEach((height, at) => assert.ok(height - heights[at]! > 0.11, heights.join()));
});
