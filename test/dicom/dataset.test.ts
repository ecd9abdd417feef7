import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decimalString, dicomDateTime } from '../../src/dicom/dataset.ts';

test('a decimal string has at most 16 characters and is as exact as they allow', () => {
  const numbers = [
    0,
    1,
    -1,
    0.1,
    -0.123456789012345678,
    1 / 3,
    -1 / 3,
    1e-7,
    -1.23456789e-12,
    123456789.123456789,
    -5e-324,
    1e300,
  ];
  for (const number of numbers) {
    const text = decimalString(number);
    assert.ok(text.length <= 16, text);
    assert.match(text, /^-?\d+(\.\d+)?(e[+-]?\d+)?$/);
    assert.ok(Math.abs(Number(text) - number) <= Math.abs(number) * 1e-8, text);
  }
  assert.equal(decimalString(-0.70312500001), '-0.70312500001');
});

test('a value that is not a number is refused', () => {
  assert.throws(() => decimalString(NaN), RangeError);
  assert.throws(() => decimalString(Infinity), RangeError);
});

test('date and time are in the zone of the source', () => {
  const moment = new Date('2026-01-01T23:30:15Z');
  assert.deepEqual(dicomDateTime(moment, '+0130'), { date: '20260102', time: '010015' });
  assert.deepEqual(dicomDateTime(moment, '-0500'), { date: '20260101', time: '183015' });
});

test('date and time are in the zone of the process when the source names no zone', () => {
  const local = new Date(2026, 4, 3, 12, 34, 56);
  assert.deepEqual(dicomDateTime(local), { date: '20260503', time: '123456' });
});
