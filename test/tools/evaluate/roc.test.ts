import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { rocAuc } from '../../../src/tools/evaluate/metrics/counts.ts';
import { randomNumbers } from '../../support/random.ts';

suite('the area under the ROC curve', () => {
  test('is 1 for perfect order, 0 for the reverse, one half for no information', () => {
    assert.equal(rocAuc([0.1, 0.2, 0.8, 0.9], [false, false, true, true]), 1);
    assert.equal(rocAuc([0.9, 0.8, 0.2, 0.1], [false, false, true, true]), 0);
    assert.equal(rocAuc([0.4, 0.4, 0.4], [false, true, true]), 0.5);
  });

  test('is null where one class is absent', () => {
    assert.equal(rocAuc([0.1, 0.2], [false, false]), null);
    assert.equal(rocAuc([0.1, 0.2], [true, true]), null);
    assert.equal(rocAuc([], []), null);
  });

  test('is the share of pairs in the right order, ties counting half', () => {
    const random = randomNumbers(2);
    const scores = Float32Array.from({ length: 60 }, () => Math.round(random() * 12) / 12);
    const positive = Array.from({ length: 60 }, (_, i) => random() < 0.3 + 0.4 * scores[i]!);
    let [right, pairs] = [0, 0];
    positive.forEach((isPositive, i) =>
      positive.forEach((other, j) => {
        if (!isPositive || other) return;
        pairs++;
        right += scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0;
      }),
    );
    assert.ok(Math.abs(rocAuc(scores, positive)! - right / pairs) < 1e-12);
  });
});
