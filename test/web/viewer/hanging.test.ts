import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { hangStudy } from '../../../src/web/viewer/hanging.ts';
import type { SliceMeasurements } from '../../../src/inference/measure/measurements.ts';

const UIDS = { studyInstanceUid: '1', seriesInstanceUid: '1.1' };

/** Slices 10 mm apart, head to foot, by lung and infected area. */
function slices(areas: readonly (readonly [lungMm2: number, infectedMm2: number])[]): SliceMeasurements[] {
  return areas.map(([lungMm2, infectedMm2], index) => {
    return { sopInstanceUid: `1.1.${index}`, z: -10 * index, lungMm2, infectedMm2, infectionScore: 0 };
  });
}

suite('what a viewer shows of a study', () => {
  test('heights run from 0 to 1 over the slices with lung, and on beyond them', () => {
    const stack = slices([
      [0, 0],
      [100, 0],
      [200, 0],
      [100, 0],
      [0, 0],
    ]);
    const { slices: hung } = hangStudy({ ...UIDS, slices: stack }, undefined);
    assert.deepEqual(
      hung.map(({ height }) => height),
      [-0.5, 0, 0.5, 1, 1.5],
    );
  });

  test('it begins with the most infected slice, with the segmentation', () => {
    const stack = slices([
      [100, 0],
      [100, 30],
      [100, 70],
      [100, 20],
    ]);
    const hung = hangStudy({ ...UIDS, slices: stack }, { seriesInstanceUid: '1.2' });
    assert.equal(hung.firstSlice, 2);
    assert.equal(hung.segmentation, '1.2');
  });

  test('a spike of one slice does not come before a lesion', () => {
    const areas = [0, 0, 9000, 0, 0, 0, 0, 0, 80, 90, 85, 0];
    const hung = hangStudy({ ...UIDS, slices: slices(areas.map((area) => [9000, area])) }, undefined);
    assert.equal(hung.firstSlice, 9);
  });

  test('without infection it begins in the middle of the lungs, and has no segmentation', () => {
    const stack = slices([
      [0, 0],
      [0, 0],
      [100, 0],
      [100, 0],
      [100, 0],
    ]);
    const hung = hangStudy({ ...UIDS, slices: stack }, undefined);
    assert.equal(hung.firstSlice, 3);
    assert.equal(hung.segmentation, null);
  });

  test('without lung the whole stack counts, and a single slice is the middle', () => {
    const heights = (stack: SliceMeasurements[]) =>
      hangStudy({ ...UIDS, slices: stack }, undefined).slices.map(({ height }) => height);
    const empty = [0, 0] as const;
    assert.deepEqual(heights(slices([empty, empty, empty])), [0, 0.5, 1]);
    assert.deepEqual(heights(slices([empty])), [0.5]);
  });
});
