import assert from 'node:assert/strict';
import { test } from 'node:test';
import { intervalBetween } from '../../src/followup/timepoint.ts';
import { numbersOf, pluralsOf } from '../../src/language/format.ts';

test('numbers are rounded without a negative zero', () => {
  const { decimal, signed } = numbersOf('en');
  assert.deepEqual(
    [decimal(-0.04), decimal(-0.06), signed(0.04), signed(0.05), signed(-2), signed(-0.4, 0)],
    ['0.0', '−0.1', '0.0', '+0.1', '−2.0', '0'],
  );
});

test('every language has the same digits and its own decimal separator', () => {
  for (const value of [0.05, 0.15, 0.25, -1.005, 1234.5]) {
    const [english, german] = [numbersOf('en'), numbersOf('de')];
    assert.equal(german.decimal(value), english.decimal(value).replace('.', ','));
    assert.equal(german.exact(value), english.exact(value).replace('.', ','));
  }
  assert.equal(numbersOf('de').percent(12.34, 2), '12,34\u00a0%');
});

test('a word has the form that its number asks for', () => {
  const days = { one: 'dzień', few: 'dni', many: 'dni', other: 'dnia' };
  assert.deepEqual(
    [1, 2, 5, 1.5].map((count) => pluralsOf('pl')(count, days)),
    ['dzień', 'dni', 'dni', 'dnia'],
  );
  assert.equal(pluralsOf('pl')(2, { other: 'CT' }), 'CT');
});

test('the time between two timepoints is counted in calendar days, or in hours within a day', () => {
  const from = '2026-02-27T20:00:00';
  const later = ['2026-02-27T21:00:00', '2026-02-27T23:20:00', '2026-02-28T08:00:00', '2026-03-01T23:00:00'];
  assert.deepEqual(
    later.map((to) => intervalBetween(from, to)),
    [
      { count: 1, unit: 'hours' },
      { count: 3, unit: 'hours' },
      { count: 1, unit: 'days' },
      { count: 2, unit: 'days' },
    ],
  );
});
