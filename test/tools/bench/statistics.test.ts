import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitLine, middle, middleBy } from '../../../src/tools/bench/statistics.ts';

test('the middle of several turns is the one that as many are below as above', () => {
  assert.equal(middle([9, 1, 5]), 5);
  assert.equal(middle([4, 1, 3, 2]), 2);
  assert.deepEqual(
    middleBy([{ a: 3 }, { a: 1 }, { a: 2 }], ({ a }) => a),
    { a: 2 },
  );
});

test('growth in proportion is a line that explains everything', () => {
  const line = fitLine([50, 150, 300, 600].map((slices) => [slices, 1200 + 38 * slices] as const))!;
  assert.ok(Math.abs(line.start - 1200) < 1e-6 && Math.abs(line.slope - 38) < 1e-9);
  assert.ok(Math.abs(line.explained - 1) < 1e-12);
});

test('a line explains less of what grows faster than the slices', () => {
  const squares = fitLine([50, 150, 300, 600].map((slices) => [slices, slices ** 2] as const))!;
  assert.ok(squares.explained > 0.9 && squares.explained < 0.97, `${squares.explained}`);
  assert.equal(fitLine([1, 2, 3].map((x) => [x, 7] as const))?.explained, 1);
});

test('studies of one size show no growth', () => {
  assert.equal(
    fitLine([
      [50, 1],
      [50, 2],
    ]),
    undefined,
  );
  assert.equal(fitLine([]), undefined);
});
