import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENGLISH } from '../../src/language/en.ts';
import { timelineSvg } from '../../src/report/charts.ts';

test('the curve labels its points as every other number is read: in percent, and below the limit not as a number', () => {
  const point = (acquiredAt: string, infectedPercent: number) => ({
    acquiredAt,
    infectedPercent,
    ggoPercent: infectedPercent,
    consolidationPercent: 0,
  });
  const points = [
    point('2026-01-02T10:00:00', 12.34),
    point('2026-01-20T10:00:00', 0.3),
    point('2026-02-20T10:00:00', 0),
  ];
  const svg = timelineSvg(points, { width: 440, height: 210, fontSize: 11 }, ENGLISH);
  const labels = Array.from(svg.matchAll(/<text[^>]*>([^<]*%)<\/text>/g), ([, label = '']) =>
    label.replace('&lt;', '<'),
  );
  assert.deepEqual(labels, ['12.3\u00a0%', '<0.5\u00a0%', '0.0\u00a0%']);
});
