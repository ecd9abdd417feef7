import assert from 'node:assert/strict';
import { test } from 'node:test';
import { derivedUid } from '../../src/dicom/references.ts';
import { analysisIdentity, contentHash, seriesHash } from '../../src/results/identity.ts';

test('a derived UID is 2.25 and the first 128 bits of a SHA-256 as a number', () => {
  // printf 'a\0b' | sha256sum gives 59b271ae1bbcb1d3...
  assert.equal(derivedUid('a', 'b'), '2.25.119227826172246415199572365930447286639');
  assert.match(derivedUid(''), /^2\.25\.[1-9]\d{0,38}$/);
});

test('parts of a derived UID do not run into each other', () => {
  assert.notEqual(derivedUid('ab', 'c'), derivedUid('a', 'bc'));
});

test('the content of a series does not depend on order or repetition of its instances', () => {
  assert.equal(contentHash('1.2', ['a', 'b', 'c']), contentHash('1.2', ['c', 'b', 'a', 'b']));
});

test('an additional slice, a missing slice or another series is different content', () => {
  const hashes = [contentHash('1.2', ['a', 'b']), contentHash('1.2', ['a']), contentHash('1.3', ['a', 'b'])];
  assert.equal(new Set(hashes).size, 3);
});

test('the same series in another study is different content', () => {
  const hashes = ['1.1', '1.2'].map((study) => seriesHash({ studyInstanceUid: study, seriesInstanceUid: '2' }, ['a']));
  assert.equal(new Set(hashes).size, 2);
});

test('an analysis has the same identity whatever the order of its settings', () => {
  const one = analysisIdentity('c', 'm', { a: 1, b: { c: [1, 2], d: null } });
  assert.equal(analysisIdentity('c', 'm', { b: { d: null, c: [1, 2] }, a: 1 }), one);
  assert.notEqual(analysisIdentity('c', 'm', { a: 1, b: { c: [2, 1], d: null } }), one);
});
