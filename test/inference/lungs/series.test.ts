import assert from 'node:assert/strict';
import test, { after, suite } from 'node:test';
import { readFolder } from '../../../src/dicom/folder.ts';
import { PixelDecoder } from '../../../src/dicom/pixels/decoder.ts';
import { segmentLungs } from '../../../src/inference/lungs/segment.ts';
import { buildVolume } from '../../../src/volume/build.ts';
import { LEFT_LUNG, RIGHT_LUNG, type Volume } from '../../../src/volume/volume.ts';
import { countWhere } from '../../support/masks.ts';
import { shared, withoutShared } from '../../support/shared.ts';

const SERIES = ['covid-P001', 'cap-001', 'normal-001', 'lowdose-toshiba'];
/** CPU time for one series, in times of a plain pass over its voxels: machines differ, and coverage slows both. */
const BUDGET = 40;

suite('lungs of real chest CT', { skip: withoutShared }, () => {
  const decoder = new PixelDecoder();
  after(() => decoder.close());

  for (const name of SERIES)
    test(`${name}: both lungs, of plausible size, without gas, within the time`, async () => {
      const { instances } = await readFolder([shared('ct', name)]);
      const volume = await buildVolume(instances, decoder);
      const [pass] = cpuSeconds(() => darkNeighbours(volume));
      const [seconds, lungs] = cpuSeconds(() => segmentLungs(volume));
      assert.ok(seconds < BUDGET * pass, `${seconds} s, a plain pass takes ${pass} s`);
      assertPlausible(volume, lungs);
      assertMirrored(volume, lungs);
    });
});

function cpuSeconds<T>(work: () => T): readonly [number, T] {
  const start = process.cpuUsage();
  const made = work();
  return [process.cpuUsage(start).user / 1e6, made];
}

/** How often two neighbours in a row are both as dark as lung. */
function darkNeighbours({ hu }: Volume): number {
  let count = 0;
  for (let i = 1; i < hu.length; i++) if (hu[i]! < -400 && hu[i - 1]! < -400) count++;
  return count;
}

function assertPlausible(volume: Volume, lungs: Uint8Array): void {
  const litres = volume.geometry.spacing.reduce((a, b) => a * b) / 1e6;
  const right = countWhere(lungs, (side) => side === RIGHT_LUNG) * litres;
  const left = countWhere(lungs, (side) => side === LEFT_LUNG) * litres;
  assert.ok(right + left > 2 && right + left < 8, `${right + left} litres`);
  assert.ok(right / left > 0.7 && right / left < 1.5, `right to left ${right / left}`);
  const dark = countWhere(lungs, (side, i) => side !== 0 && volume.hu[i]! < -400);
  assert.ok(dark > 0.8 * countWhere(lungs, (side) => side !== 0));
}

/** The right lung lies right of the left one in every slice that shows enough of both. */
function assertMirrored({ geometry }: Volume, lungs: Uint8Array): void {
  const [slices, rows, columns] = geometry.shape;
  for (let z = 0; z < slices; z++) {
    const slice = lungs.subarray(z * rows * columns, (z + 1) * rows * columns);
    const meanX = (wanted: number): number | undefined => {
      let [sum, count] = [0, 0];
      slice.forEach((side, i) => {
        if (side !== wanted) return;
        sum += i % columns;
        count++;
      });
      return count < 1000 ? undefined : (sum / count) * geometry.columnAxis[0];
    };
    const [right, left] = [meanX(RIGHT_LUNG), meanX(LEFT_LUNG)];
    if (right !== undefined && left !== undefined) assert.ok(right < left, `slice ${z}`);
  }
}
