import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { SliceMeasurements } from '../../../src/inference/measure/measurements.ts';
import { scoreSeries } from '../../../src/tools/evaluate/ct.ts';
import { EvaluationError } from '../../../src/tools/evaluate/images.ts';
import { measurementsOf, type ZoneMl } from '../../support/timepoints.ts';

const ZONE: ZoneMl = [500, 5, 0, 0];

suite('a CT series against a radiologist’s slices', () => {
  test('is scored by how well infected slices are separated from clean ones', () => {
    const measured = series([0.1, 0], [0.9, 12], [0.8, 0], [0.7, 3], [0.2, 0]);
    const scores = scoreSeries(measured, [1, 2], 'P1');
    assert.equal(scores.auc, 1);
    assert.equal(scores.sensitivity, 1 / 2);
    assert.equal(scores.specificity, 2 / 3);
    assert.equal(scores.slices, 5);
    assert.ok(Math.abs(scores.infectedPercent - 1) < 1e-12);
  });

  test('has no AUC and no sensitivity when every slice is clean', () => {
    const scores = scoreSeries(series([0.1, 0], [0.2, 4]), [], 'P1');
    assert.deepEqual([scores.auc, scores.sensitivity, scores.specificity], [null, null, 0.5]);
  });

  test('without labels reports only what was measured', () => {
    const scores = scoreSeries(series([0.1, 0], [0.2, 4]), undefined, 'P1');
    assert.deepEqual([scores.auc, scores.sensitivity, scores.specificity, scores.slices], [null, null, null, 2]);
  });

  test('is refused when the labels name a slice that it does not have', () => {
    assert.throws(() => scoreSeries(series([0.1, 0]), [1], 'P1'), EvaluationError);
  });
});

function series(...slices: [infectionScore: number, infectedMm2: number][]) {
  return measurementsOf(
    [ZONE, ZONE, ZONE, ZONE, ZONE, ZONE],
    slices.map(([infectionScore, infectedMm2], i): SliceMeasurements => ({
      sopInstanceUid: `1.2.${i}`,
      z: -2 * i,
      lungMm2: 1000,
      infectedMm2,
      infectionScore,
    })),
  );
}
