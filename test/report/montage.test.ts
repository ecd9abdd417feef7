import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { FINDING_COLOURS } from '../../src/report/finding-colours.ts';
import { renderMontage } from '../../src/report/montage.ts';
import { smallChest } from '../support/small-chest.ts';

const TILE = 256;
const { volume, lungs, findings } = smallChest('8', [[1, 0.5, 30, 15]], 60);

/** The pixels of the montage that a test of theirs holds for, within a box. */
async function count(
  picture: Buffer,
  [left, top, width, height]: readonly [number, number, number, number],
  holds: (red: number, green: number, blue: number) => boolean,
): Promise<number> {
  const { data } = await sharp(picture)
    .extract({ left, top, width, height })
    .raw()
    .toBuffer({ resolveWithObject: true });
  let found = 0;
  for (let at = 0; at < data.length; at += 3) if (holds(data[at]!, data[at + 1]!, data[at + 2]!)) found++;
  return found;
}

const isWhite = (red: number, green: number, blue: number) => Math.min(red, green, blue) > 240;

test('every slice of the montage has its own number and the sides of the patient, and the foot has colours and notice', async () => {
  const picture = await renderMontage(volume, lungs, findings);
  assert.deepEqual(picture, await renderMontage(volume, lungs, findings), 'the same bytes again');
  const { width, height } = await sharp(picture).metadata();
  assert.equal(width, 5 * TILE);
  const foot = height % TILE;
  assert.ok(foot > 0);
  const numbers = new Set<string>();
  for (let row = 0; row < Math.floor(height / TILE); row++)
    for (let column = 0; column < 5; column++) {
      const [left, top] = [column * TILE, row * TILE];
      const number = { left: left + 6, top: top + 6, width: 70, height: 20 };
      assert.ok((await count(picture, [number.left, number.top, 70, 20], isWhite)) > 60, `number at ${row}, ${column}`);
      numbers.add((await sharp(picture).extract(number).raw().toBuffer()).toString('base64'));
      for (const side of [left + 6, left + TILE - 22])
        assert.ok(
          (await count(picture, [side, top + TILE / 2 - 14, 16, 18], isWhite)) > 20,
          `side at ${row}, ${column}`,
        );
    }
  assert.equal(numbers.size, Math.floor(height / TILE) * 5, 'every number is another one');
  const below = [0, height - foot, width, foot] as const;
  for (const colour of Object.values(FINDING_COLOURS))
    assert.ok((await count(picture, below, (...rgb) => rgb.every((value, at) => value === colour[at]))) > 100);
  assert.ok((await count(picture, [width - 340, height - foot, 340, foot], isWhite)) > 500, 'the notice');
});

test('pixels that are not square keep the proportions of the chest', async () => {
  const [dz, dy, dx] = volume.geometry.spacing;
  const flat = { ...volume, geometry: { ...volume.geometry, spacing: [dz, dy / 2, dx] as const } };
  const bodyHeight = async (of: typeof volume) => {
    const picture = await renderMontage(of, lungs, new Uint8Array(findings.length));
    const column = [TILE * 2 + TILE / 2, TILE, 1, TILE] as const;
    return await count(picture, column, (red) => red > 150);
  };
  const [square, half] = [await bodyHeight(volume), await bodyHeight(flat)];
  assert.ok(Math.abs(half / square - 0.5) < 0.05, `${half} of ${square} pixels`);
});
