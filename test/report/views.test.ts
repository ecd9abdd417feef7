import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { makeViews, type View } from '../../src/report/views.ts';
import type { Volume } from '../../src/volume/volume.ts';
import { smallChest } from '../support/small-chest.ts';

/** One lesion in the right lung, near its top and in its back half. */
const { volume, lungs, findings } = smallChest('6', [[1, 0.15, 26, 0]], 60);

/** Middle of the coloured pixels of a picture as shares of its width and height, and how many there are. */
async function middleOfColour({ jpeg }: View): Promise<{ x: number; y: number; count: number }> {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  let [x, y, count] = [0, 0, 0];
  for (let at = 0; at < data.length; at += 3) {
    if (data[at]! - data[at + 2]! < 40) continue;
    const pixel = at / 3;
    x += (pixel % info.width) / info.width;
    y += Math.floor(pixel / info.width) / info.height;
    count++;
  }
  return { x: x / count, y: y / count, count };
}

const byKind = (views: readonly View[]) => Object.fromEntries(views.map((view) => [view.kind, view]));

/** The same chest, stored the other way round along an axis. */
function turned(along: 'columns' | 'rows'): [Volume, Uint8Array, Uint8Array] {
  const [, rows, columns] = volume.geometry.shape;
  const turn = <T extends Uint8Array | Int16Array>(voxels: T): T => {
    const out = voxels.slice() as T;
    for (let i = 0; i < voxels.length; i++) {
      const [x, y] = [i % columns, Math.floor(i / columns) % rows];
      const from = along === 'columns' ? i - x + (columns - 1 - x) : i + (rows - 1 - 2 * y) * columns;
      out[i] = voxels[from]!;
    }
    return out;
  };
  const axes = along === 'columns' ? { columnAxis: [-1, 0, 0] as const } : { rowAxis: [0, -1, 0] as const };
  return [{ ...volume, hu: turn(volume.hu), geometry: { ...volume.geometry, ...axes } }, turn(lungs), turn(findings)];
}

test('a finding is on its side, at its height and its depth in every view, whatever way the slices are stored', async () => {
  for (const stored of [[volume, lungs, findings] as const, turned('columns'), turned('rows')]) {
    const { coronal, sagittalRight, sagittalLeft, projection } = byKind(await makeViews(...stored));
    for (const view of [coronal!, projection!]) {
      const { x, y, count } = await middleOfColour(view);
      assert.ok(count > 300 && x < 0.45 && y < 0.4, `${view.kind}: ${count} pixels around ${x}, ${y}`);
    }
    const { x, y, count } = await middleOfColour(sagittalRight!);
    assert.ok(count > 300 && x > 0.55 && y < 0.4, `behind and high: ${count} pixels around ${x}, ${y}`);
    assert.equal((await middleOfColour(sagittalLeft!)).count, 0, 'nothing in the left lung');
  }
});

test('views have the proportions of the patient, whatever the distance of slices, and the same bytes in every run', async () => {
  const views = await makeViews(volume, lungs, findings);
  assert.deepEqual(await makeViews(volume, lungs, findings), views);
  const thick = smallChest('6', [[1, 0.15, 26, 0]], 30);
  const others = byKind(await makeViews(thick.volume, thick.lungs, thick.findings));
  for (const { kind, width, height, jpeg } of views) {
    const { width: drawn, height: down, format } = await sharp(jpeg).metadata();
    assert.deepEqual([drawn, down, format], [width, height, 'jpeg']);
    assert.equal(Math.max(width, height), 400);
    const [proportion, other] = [width / height, others[kind]!.width / others[kind]!.height];
    assert.ok(Math.abs(proportion / other - 1) < 0.05, `${kind}: ${proportion} and ${other}`);
  }
  // Lungs of 260 mm across and 230 mm down, with a margin of 10 mm.
  const { coronal } = byKind(views);
  assert.ok(Math.abs(coronal!.width / coronal!.height - 280 / 250) < 0.06);
});

test('letters name the sides at the edges of every view', async () => {
  for (const { kind, jpeg, width, height } of await makeViews(volume, lungs, findings)) {
    const edges = [
      [0, height / 2 - 14, 26, 28],
      [width - 26, height / 2 - 14, 26, 28],
      [width / 2 - 14, 0, 28, 26],
      [width / 2 - 14, height - 26, 28, 26],
    ];
    for (const [left, top, w, h] of edges) {
      const box = { left: Math.floor(left!), top: Math.floor(top!), width: w!, height: h! };
      const { data } = await sharp(jpeg).extract(box).greyscale().raw().toBuffer({ resolveWithObject: true });
      const [white, black] = [data.filter((grey) => grey > 225).length, data.filter((grey) => grey < 30).length];
      assert.ok(white > 15 && black > 15, `${kind} at ${JSON.stringify(box)}: ${white} white, ${black} black`);
    }
  }
});

test('a spike of one plane does not decide which one is shown, and a lung that was not found has no view', async () => {
  const spiked = findings.slice();
  const [, rows, columns] = volume.geometry.shape;
  const y = Math.floor(rows / 3);
  for (let i = 0; i < spiked.length; i++)
    if (Math.floor(i / columns) % rows === y && lungs[i] === 1 && i % 7 === 0) spiked[i] = 2;
  const only = lungs.map((lung) => (lung === 2 ? 0 : lung));
  const views = await makeViews(volume, only, spiked);
  assert.deepEqual(
    views.map(({ kind }) => kind),
    ['coronal', 'sagittalRight', 'projection'],
  );
  const { coronal } = byKind(views);
  const { y: height } = await middleOfColour(coronal!);
  assert.ok(height < 0.4, `the lesion is shown, not the spike: ${height}`);
});
