import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  averageAlongZ,
  forEachFrom,
  gaussianWeights,
  smoothAlongZ,
} from '../../../src/inference/findings/consistency.ts';
import { infectedVoxels, infectionScores, labelFindings } from '../../../src/inference/findings/findings.ts';
import type { NetworkMaps } from '../../../src/inference/network/infer.ts';
import { randomNumbers } from '../../support/random.ts';
import { tinyModel } from '../../support/tiny-network.ts';
import { syntheticVolume } from '../../support/volumes.ts';

const [SLICES, ROWS, COLUMNS] = [5, 12, 14];
const AREA = ROWS * COLUMNS;
/** Gate values of slices that were all looked at. */
const ALL = new Float32Array(SLICES).fill(0.9);
/** Slices so far apart that neighbours do not weigh. */
const ALONE = syntheticVolume({ shape: [SLICES, ROWS, COLUMNS], spacing: [20, 1, 1] });

suite('labelling findings', () => {
  test('calls infected what reaches the threshold in a slice that the gate lets pass', () => {
    const maps = emptyMaps();
    for (const z of [1, 2]) fill(maps.infection, z, 128);
    fill(maps.infection, 3, 127);
    maps.gate.set([0.9, 0.9, 0.49, 0.9, 0.9]);
    assert.deepEqual(
      [...infectedVoxels(maps, ALONE, tinyModel)],
      Array.from({ length: AREA }, (_, pixel) => AREA + pixel),
    );
  });

  test('labels nothing outside the lungs', () => {
    const maps = emptyMaps(255, 0, 1);
    const lungs = new Uint8Array(SLICES * AREA);
    lungs.fill(2, 2 * AREA, 2 * AREA + AREA / 2);
    const findings = labelFindings(infectedVoxels(maps, ALONE, tinyModel), maps, lungs, ALONE, tinyModel);
    assert.deepEqual(
      [...findings],
      Array.from(lungs, (lung) => (lung === 0 ? 0 : 1)),
    );
  });

  test('calls consolidation only what is dense around the voxel, not what has one dense voxel in it', () => {
    const volume = syntheticVolume({ shape: [SLICES, ROWS, COLUMNS], spacing: [20, 1, 1] });
    volume.hu.fill(-600);
    for (let y = 0; y < ROWS; y++) volume.hu.fill(-150, 2 * AREA + y * COLUMNS + 7, 2 * AREA + (y + 1) * COLUMNS);
    volume.hu[AREA + 6 * COLUMNS + 6] = 40;
    const maps = emptyMaps(255, 255, 1);
    const lungs = new Uint8Array(SLICES * AREA).fill(1);
    const findings = labelFindings(infectedVoxels(maps, volume, tinyModel), maps, lungs, volume, tinyModel);
    assert.equal(findings[AREA + 6 * COLUMNS + 6], 1, 'a vessel in ground glass');
    const row = [...findings.subarray(2 * AREA + 6 * COLUMNS, 2 * AREA + 7 * COLUMNS)];
    assert.deepEqual(row, [1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
  });

  test('does not count the chest wall beside the infection as attenuation of it', () => {
    const volume = syntheticVolume({ shape: [SLICES, ROWS, COLUMNS], spacing: [20, 1, 1] });
    volume.hu.fill(40);
    const maps = emptyMaps(0, 255, 1);
    for (let y = 3; y < 9; y++) {
      const start = 2 * AREA + y * COLUMNS + 6;
      maps.infection.fill(255, start, start + 2);
      volume.hu.fill(-500, start, start + 2);
    }
    const lungs = new Uint8Array(SLICES * AREA).fill(1);
    const findings = labelFindings(infectedVoxels(maps, volume, tinyModel), maps, lungs, volume, tinyModel);
    assert.equal(findings.filter((finding) => finding === 1).length, 12);
    assert.equal(findings.filter((finding) => finding === 2).length, 0);
  });

  test('labels every infected voxel GGO or consolidation, and no other voxel', () => {
    const random = randomNumbers(3);
    const maps = emptyMaps(0, 0, 1);
    maps.infection.forEach((_, i) => (maps.infection[i] = random() * 256));
    maps.consolidation.forEach((_, i) => (maps.consolidation[i] = random() * 256));
    const thick = syntheticVolume({ shape: [SLICES, ROWS, COLUMNS], spacing: [60, 1, 1] });
    thick.hu.fill(40);
    const findings = labelFindings(
      infectedVoxels(maps, thick, tinyModel),
      maps,
      new Uint8Array(SLICES * AREA).fill(1),
      thick,
      tinyModel,
    );
    findings.forEach((finding, i) => {
      const expected = maps.infection[i]! < 128 ? 0 : maps.consolidation[i]! < 128 ? 1 : 2;
      assert.equal(finding, expected);
    });
  });

  test('drops a component that is too small to be plausible and keeps a larger one', () => {
    const maps = emptyMaps(0, 0, 1);
    maps.infection.fill(255, AREA, AREA + 1);
    maps.infection.fill(255, 3 * AREA + 4, 3 * AREA + 8);
    const findings = labelFindings(
      infectedVoxels(maps, ALONE, tinyModel),
      maps,
      new Uint8Array(SLICES * AREA).fill(1),
      ALONE,
      tinyModel,
    );
    assert.deepEqual(slicesOf(findings), [3]);
    assert.equal(
      findings.reduce((sum, value) => sum + value, 0),
      4,
    );
  });

  test('scores a slice by its own gate and its neighbours, and never a slice on which the network did not run', () => {
    const maps = emptyMaps();
    maps.gate.set([0, 0.2, 0.8, 0.2, 0]);
    const { geometry } = syntheticVolume({ shape: [SLICES, ROWS, COLUMNS], spacing: [2, 1, 1] });
    const scores = infectionScores(maps, { geometry });
    assert.deepEqual([scores[0], scores[4]], [0, 0]);
    assert.ok(scores[2]! < 0.8 && scores[2]! > scores[1]! && scores[1]! > 0.2);
    assert.ok(Math.abs(scores[1]! - scores[3]!) < 1e-6);
    maps.gate.fill(0.7);
    assert.ok(infectionScores(maps, { geometry }).every((score) => Math.abs(score - 0.7) < 1e-6));
    assert.deepEqual(infectionScores(maps, ALONE), maps.gate);
  });
});

suite('consistency along z', () => {
  test('weighs neighbours by their distance in millimetres', () => {
    assert.deepEqual(gaussianWeights(2, 10), [1]);
    assert.deepEqual(gaussianWeights(0, 1), [1]);
    const weights = gaussianWeights(2, 2);
    assert.equal(weights.length, 3);
    assert.ok(Math.abs(weights[1]! - Math.exp(-0.5)) < 1e-12);
  });

  test('removes what only one slice shows and fills what only one slice misses', () => {
    const flicker = Uint8Array.from([0, 0, 200, 0, 0]);
    const gap = Uint8Array.from([255, 255, 60, 255, 255]);
    assert.ok(averageAlongZ(flicker, ALL, 2, [1, 0.6]).at(0) < 128);
    assert.ok(averageAlongZ(gap, ALL, 2, [1, 0.6]).at(0) >= 128);
  });

  test('finds exactly the pixels whose average reaches the threshold', () => {
    const random = randomNumbers(8);
    const map = Uint8Array.from({ length: 5 * 400 }, () => random() * 256);
    for (const [weights, least] of [
      [[1], 128],
      [[1, 0.4], 127.5],
      [[1, 0.9, 0.7], 60],
    ] as const) {
      const average = averageAlongZ(map, ALL, 2, weights);
      const reached: number[] = [];
      forEachFrom(least, average, (pixel) => reached.push(pixel));
      assert.deepEqual(
        reached,
        Array.from({ length: 400 }, (_, pixel) => pixel).filter((pixel) => average.at(pixel) >= least),
      );
    }
  });

  test('keeps a constant constant, at the ends too', () => {
    const constant = new Uint8Array(5).fill(90);
    for (let z = 0; z < 5; z++) assert.ok(Math.abs(averageAlongZ(constant, ALL, z, [1, 0.6, 0.1]).at(0) - 90) < 1e-3);
  });

  test('does not let slices on which the network did not run weigh on others', () => {
    const smoothed = smoothAlongZ(Float32Array.from([0, 0.5, 0.5, 0]), [1, 0.6]);
    assert.deepEqual([...smoothed], [0, 0.5, 0.5, 0]);
    const average = averageAlongZ(
      Uint8Array.from([0, 0, 140, 140, 0]),
      Float32Array.from([0, 0, 1, 1, 0]),
      2,
      [1, 0.6],
    );
    assert.ok(Math.abs(average.at(0) - 140) < 1e-3);
  });
});

function emptyMaps(infection = 0, consolidation = 0, gate = 0): NetworkMaps {
  return {
    infection: new Uint8Array(SLICES * AREA).fill(infection),
    consolidation: new Uint8Array(SLICES * AREA).fill(consolidation),
    gate: new Float32Array(SLICES).fill(gate),
  };
}

function fill(map: Uint8Array, z: number, value: number): void {
  map.fill(value, z * AREA, (z + 1) * AREA);
}

/** Slices in which a mask has a voxel. */
function slicesOf(mask: Uint8Array): number[] {
  return Array.from({ length: SLICES }, (_, z) => z).filter((z) =>
    mask.subarray(z * AREA, (z + 1) * AREA).some((value) => value !== 0),
  );
}
