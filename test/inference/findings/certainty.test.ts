import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { certaintyOf } from '../../../src/inference/findings/certainty.ts';
import { infectedVoxels, labelFindings } from '../../../src/inference/findings/findings.ts';
import type { NetworkMaps } from '../../../src/inference/network/infer.ts';
import { tinyModel } from '../../support/tiny-network.ts';
import { syntheticVolume } from '../../support/volumes.ts';

const [SLICES, ROWS, COLUMNS] = [5, 12, 14];
const AREA = ROWS * COLUMNS;
/** Slices so far apart that neighbours do not weigh. */
const VOLUME = syntheticVolume({ shape: [SLICES, ROWS, COLUMNS], spacing: [20, 1, 1] });
const MODEL = { thresholds: { ...tinyModel.thresholds, infection: 0.5, gate: 0.2 } };

/** Certainty in lungs that fill the slices, for probabilities by row of every slice and a gate by slice. */
function certainty(rows: readonly number[], gate: readonly number[], lungs = new Uint8Array(SLICES * AREA).fill(1)) {
  const infection = new Uint8Array(SLICES * AREA);
  for (let z = 0; z < SLICES; z++)
    rows.forEach((probability, y) =>
      infection.fill(probability * 255, z * AREA + y * COLUMNS, z * AREA + (y + 1) * COLUMNS),
    );
  const maps: NetworkMaps = {
    infection,
    consolidation: new Uint8Array(SLICES * AREA),
    gate: Float32Array.from(gate),
  };
  const findings = labelFindings(infectedVoxels(maps, VOLUME, MODEL), maps, lungs, VOLUME, MODEL);
  const found = Array.from({ length: SLICES }, (_, z) =>
    findings.subarray(z * AREA, (z + 1) * AREA).reduce((sum, finding) => sum + Number(finding > 0), 0),
  );
  const { sure, possible } = certaintyOf(maps, lungs, findings, VOLUME, MODEL);
  const inRows = (counts: Iterable<number>) => Array.from(counts, (count) => count / COLUMNS);
  return { sure: inRows(sure), found: inRows(found), possible: inRows(possible) };
}

suite('what the network is unsure of', () => {
  const sure = Array<number>(SLICES).fill(0.9);

  test('lies between the thresholds that are 40 % higher and lower, around what is found', () => {
    const rows = [0, 0.2, 0.28, 0.32, 0.45, 0.48, 0.52, 0.6, 0.68, 0.72, 0.9, 1];
    const bounds = certainty(rows, sure);
    assert.deepEqual(bounds.found, Array(SLICES).fill(6));
    assert.deepEqual(bounds.sure, Array(SLICES).fill(3));
    assert.deepEqual(bounds.possible, Array(SLICES).fill(9));
  });

  test('is all of a slice that the gate lets pass narrowly, or narrowly not', () => {
    const rows = Array<number>(ROWS).fill(1);
    const bounds = certainty(rows, [0.05, 0.13, 0.22, 0.27, 0.3]);
    assert.deepEqual(bounds.found, [0, 0, ROWS, ROWS, ROWS]);
    assert.deepEqual(bounds.sure, [0, 0, 0, 0, ROWS]);
    assert.deepEqual(bounds.possible, [0, ROWS, ROWS, ROWS, ROWS]);
  });

  test('is nothing outside the lungs, nor in slices that the network did not see', () => {
    const lungs = new Uint8Array(SLICES * AREA).fill(2);
    lungs.fill(0, AREA, 2 * AREA);
    const bounds = certainty(Array<number>(ROWS).fill(0.4), [0, 0.9, 0.9, 0.9, 0.9], lungs);
    assert.deepEqual(bounds.possible, [0, 0, ROWS, ROWS, ROWS]);
    assert.deepEqual(bounds.sure, Array(SLICES).fill(0));
  });
});
