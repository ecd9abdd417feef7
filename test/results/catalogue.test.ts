import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ARTEFACT_KINDS, ARTEFACTS } from '../../src/results/catalogue.ts';

test('every kind of artefact has a series number and a description of its own that says research use only', () => {
  const kinds = ARTEFACT_KINDS.map((kind) => ARTEFACTS[kind]);
  for (const { seriesDescription } of kinds) {
    assert.match(seriesDescription, /research use only$/);
    assert.ok(seriesDescription.length <= 64, 'a Long String (PS3.5 6.2) has 64 characters at most');
  }
  for (const field of ['seriesNumber', 'seriesDescription', 'words'] as const)
    assert.equal(new Set(kinds.map((kind) => kind[field])).size, kinds.length);
});
