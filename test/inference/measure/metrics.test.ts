import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recalledRegions, valueOf } from '../../../src/inference/measure/measurements.ts';
import { type Metric, METRIC_KEYS, METRICS, SUBJECTS } from '../../../src/inference/measure/metrics.ts';
import { measured } from '../../support/measured.ts';

test('codes and names of metrics are their own', () => {
  const codes = METRIC_KEYS.map((key) => METRICS[key].code);
  assert.equal(new Set(codes.map(({ value }) => value)).size, codes.length);
  assert.equal(new Set(codes.map(({ meaning }) => meaning)).size, codes.length);
  for (const { terminal } of Object.values(SUBJECTS)) assert.ok(terminal.length <= 8, terminal);
});

test('a metric that was added after 0.2.0 may be null, since the analyses of before do not have it', () => {
  const always = METRIC_KEYS.filter((key) => !(METRICS[key] as Metric).nullable);
  assert.deepEqual(always, [
    'lungMl',
    'infectedMl',
    'infectedPercent',
    'ggoMl',
    'ggoPercent',
    'consolidationMl',
    'consolidationPercent',
    'highOpacityPercent',
  ]);
});

test('an analysis that is older than a metric says null of it and keeps the rest in its order', () => {
  const stored = { ggoMl: 5, lungMl: 500, infectedMl: 50 };
  const { right } = recalledRegions({ right: stored });
  assert.deepEqual(Object.entries(right).slice(0, 3), Object.entries(stored));
  assert.deepEqual(new Set(Object.keys(right)), new Set(METRIC_KEYS));
  assert.equal(right.meanHu, null);
});

test('of a region without lung no share can be told, but its volumes', () => {
  const without = measured({ lungMl: 4.9, infectedMl: 1, infectedPercent: 20 });
  assert.equal(valueOf(without, 'infectedPercent'), null);
  assert.equal(valueOf(without, 'infectedMl'), 1);
  assert.equal(valueOf(measured({ lungMl: 5, infectedPercent: 20 }), 'infectedPercent'), 20);
});
