import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { RefusalError } from '../../src/errors/refusal-error.ts';
import { planesOf } from '../../src/volume/plane.ts';
import { stackPlanes } from '../../src/volume/stack.ts';
import type { Vector3 } from '../../src/volume/volume.ts';
import { ctSeries, type SeriesOptions } from '../support/series.ts';

function stackOf(options: SeriesOptions = {}) {
  const planes = ctSeries(options).flatMap(({ header }) => planesOf(header));
  return stackPlanes(planes, 'Series 2');
}

function codeOf(options: SeriesOptions): string {
  try {
    stackOf(options);
    return 'accepted';
  } catch (error) {
    assert.ok(error instanceof RefusalError);
    assert.match(error.message, /\. (Send|Slices)/, 'the message says what to do');
    return error.code;
  }
}

const rotated = (degrees: number): { orientation: number[]; normal: Vector3 } => {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return { orientation: [1, 0, 0, 0, cos, sin], normal: [0, -sin, cos] };
};

/** A position of slice i that lies `offset` off the regular one. */
const moved = (i: number, offset: Vector3) => ({
  [i]: { ImagePositionPatient: [-100 + offset[0], -120 + offset[1], 300 - 2 * i + offset[2]] },
});

/** Slices from 12 on of another scan, which lies `shift` mm lower. */
const secondScan = (shift: number) =>
  Object.fromEntries(
    Array.from({ length: 12 }, (_, i) => [
      12 + i,
      { FrameOfReferenceUID: '1.2.3', ImagePositionPatient: [-100, -120, 300 - 2 * (12 + i) - shift] },
    ]),
  );

suite('the order of slices', () => {
  test('is from head to feet, whatever way the series is stored', () => {
    const down = stackOf({ step: [0, 0, -2] });
    const up = stackOf({ step: [0, 0, 2] });
    assert.deepEqual(down.order.slice(0, 3), [0, 1, 2]);
    assert.deepEqual(up.order.slice(0, 3), [23, 22, 21]);
    assert.deepEqual(up.geometry.origin, [-100, -120, 346]);
    for (const { geometry } of [down, up]) {
      assert.deepEqual(geometry.shape, [24, 38, 23]);
      assert.deepEqual(geometry.spacing, [2, 0.7, 0.6]);
      assert.ok(geometry.sliceAxis[2] < -0.999);
    }
  });

  test('comes from positions, not from instance numbers', () => {
    const changes = { 0: { InstanceNumber: 99 }, 5: { InstanceNumber: 1 }, 7: { InstanceNumber: 1 } };
    assert.deepEqual(
      stackOf({ changes }).order,
      Array.from({ length: 24 }, (_, i) => i),
    );
  });

  test('does not depend on the sign of the normal: mirrored columns change nothing', () => {
    const { order, geometry } = stackOf({ header: { ImageOrientationPatient: [-1, 0, 0, 0, 1, 0] } });
    assert.equal(order[0], 0);
    assert.deepEqual(geometry.columnAxis.map(Math.round), [-1, 0, 0]);
  });

  test('uses the true distance along the normal of an oblique stack, not SliceThickness', () => {
    const { orientation, normal } = rotated(12);
    const step = normal.map((value) => value * -1.5) as unknown as Vector3;
    const { geometry } = stackOf({ step, header: { ImageOrientationPatient: orientation, SliceThickness: 5 } });
    assert.ok(Math.abs(geometry.spacing[0] - 1.5) < 1e-9);
    geometry.sliceAxis.forEach((value, axis) => assert.ok(Math.abs(value + normal[axis]!) < 1e-9));
  });
});

suite('a stack is refused', () => {
  const refused: readonly [code: string, why: string, options: SeriesOptions][] = [
    ['SLICE_GAP', 'when a slice is missing at the end of the series', { changes: moved(23, [0, 0, -2]) }],
    ['SLICE_GAP', 'when one gap is 5 % wider', { changes: moved(0, [0, 0, 0.1]) }],
    ['DUPLICATE_SLICES', 'when two objects lie at one place', { changes: moved(11, [0, 0, -2]) }],
    ['GANTRY_TILT', 'when the stack leans against the slices', { step: [0, 0.7, -2] }],
    [
      'GANTRY_TILT',
      'when tilted slices are stacked along the table',
      { header: { ImageOrientationPatient: rotated(18).orientation } },
    ],
    ['MIXED_GEOMETRY', 'when a slice is shifted sideways', { changes: moved(9, [5, 0, 0]) }],
    ['MIXED_GEOMETRY', 'when sizes differ', { changes: { 3: { Rows: 40 } } }],
    ['MIXED_GEOMETRY', 'when pixel spacings differ', { changes: { 3: { PixelSpacing: [0.71, 0.6] } } }],
    [
      'MIXED_GEOMETRY',
      'when orientations differ',
      { changes: { 3: { ImageOrientationPatient: rotated(1).orientation } } },
    ],
    ['MIXED_GEOMETRY', 'when a part with another frame of reference lies elsewhere', { changes: secondScan(7) }],
    ['NOT_AXIAL', 'when it is coronal', { step: [0, 2, 0], header: { ImageOrientationPatient: [1, 0, 0, 0, 0, -1] } }],
    ['NOT_AXIAL', 'when its rows run from front to back', { header: { ImageOrientationPatient: [0, 1, 0, -1, 0, 0] } }],
    ['TOO_FEW_SLICES', 'when it has 19 slices', { slices: 19 }],
    ['THICK_SLICES', 'when slices are 12 mm apart', { step: [0, 0, -12] }],
  ];
  for (const [code, why, options] of refused) test(`${code} ${why}`, () => assert.equal(codeOf(options), code));
});

suite('a stack is accepted', () => {
  const accepted: readonly [why: string, options: SeriesOptions][] = [
    ['with jitter below 1 % of the gap', { changes: { ...moved(4, [0, 0, 0.009]), ...moved(15, [0, 0, -0.009]) } }],
    ['with thin slices whose positions are rounded to two decimals', { step: [0, 0, -0.6254] }],
    ['with a frame of reference of its own for a slice', { changes: { 3: { FrameOfReferenceUID: '1.2.3' } } }],
    ['with another frame of reference from one slice on, if it lies on', { changes: secondScan(0) }],
    ['with 20 slices', { slices: 20 }],
    ['with 10 mm between slices', { step: [0, 0, -10] }],
    [
      'with directions written with few digits',
      { header: { ImageOrientationPatient: [0.9999, 0.0002, 0, -0.0002, 0.9999, 0] } },
    ],
  ];
  for (const [why, options] of accepted) test(why, () => assert.equal(codeOf(options), 'accepted'));
});

suite('geometry is refused as missing', () => {
  for (const keyword of ['PixelSpacing', 'ImagePositionPatient', 'ImageOrientationPatient'])
    test(`without ${keyword}, which the message names`, () => {
      assert.throws(
        () => stackOf({ changes: { 2: { [keyword]: undefined } } }),
        (error) => error instanceof RefusalError && error.code === 'NO_GEOMETRY' && error.message.includes(keyword),
      );
    });

  test('when there are more frames than positions, however many are announced', () => {
    for (const frames of [2, 1e9])
      assert.throws(() => stackOf({ changes: { 2: { NumberOfFrames: frames } } }), { code: 'NO_GEOMETRY' });
  });

  test('with invalid directions', () => {
    assert.equal(codeOfPlane([0, 0, 0, 0, 1, 0]), 'NO_GEOMETRY');
    assert.equal(codeOfPlane([1, 0, 0, 0.5, 0.866, 0]), 'NO_GEOMETRY');
  });

  function codeOfPlane(orientation: readonly number[]): string {
    try {
      stackOf({ header: { ImageOrientationPatient: orientation } });
      return 'accepted';
    } catch (error) {
      return error instanceof RefusalError ? error.code : 'crashed';
    }
  }
});
