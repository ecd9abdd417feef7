import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { infectionOfLungs, joinNetworkLungs } from '../../../src/inference/lungs/join-network.ts';
import { LEFT_LUNG, RIGHT_LUNG } from '../../../src/volume/volume.ts';
import { syntheticVolume } from '../../support/volumes.ts';

const [SLICES, ROWS, COLUMNS] = [3, 8, 16];
const AREA = ROWS * COLUMNS;
/** Slices so far apart that neighbours do not weigh. */
const volume = syntheticVolume({ shape: [SLICES, ROWS, COLUMNS], spacing: [20, 1, 1] });
const gate = new Float32Array(SLICES).fill(0.5);
const at = (x: number, y = 4, z = 1) => z * AREA + y * COLUMNS + x;

/** A right lung in columns 2 to 5 and a left one in columns 10 to 13 of the middle slice, and a network that sees the same. */
function scene() {
  const aerated = new Uint8Array(SLICES * AREA);
  for (let y = 2; y < 6; y++) {
    aerated.fill(RIGHT_LUNG, at(2, y), at(6, y));
    aerated.fill(LEFT_LUNG, at(10, y), at(14, y));
  }
  return { aerated, lung: aerated.map((side) => (side === 0 ? 0 : 255)) };
}

suite('lungs by attenuation and by the network', () => {
  test('a dense part that the network is sure of becomes part of the lung that it touches', () => {
    const { aerated, lung } = scene();
    lung[at(6)] = lung[at(7)] = lung[at(9)] = 250;
    joinNetworkLungs(aerated, { lung, gate }, volume);
    assert.deepEqual([aerated[at(6)], aerated[at(7)], aerated[at(9)]], [RIGHT_LUNG, RIGHT_LUNG, LEFT_LUNG]);
  });

  test('what hangs together with no lung stays out, and so does what the network is not sure of', () => {
    const { aerated, lung } = scene();
    lung[at(0, 0)] = 255;
    lung[at(6)] = 180;
    joinNetworkLungs(aerated, { lung, gate }, volume);
    assert.deepEqual(aerated, scene().aerated);
  });

  test('air that the network is sure is not lung is taken out; where it is not sure the attenuation decides', () => {
    const { aerated, lung } = scene();
    lung[at(3)] = 20;
    lung[at(4)] = 100;
    joinNetworkLungs(aerated, { lung, gate }, volume);
    assert.deepEqual([aerated[at(3)], aerated[at(4)]], [0, RIGHT_LUNG]);
  });

  test('slices that the network did not look at stay as they are', () => {
    const { aerated, lung } = scene();
    joinNetworkLungs(aerated, { lung: lung.fill(0), gate: new Float32Array(SLICES) }, volume);
    assert.deepEqual(aerated, scene().aerated);
  });

  test('lungs are not widened by infection that the network sees outside of them', () => {
    const infected = Int32Array.of(at(3), at(7), at(12));
    const { lung } = scene();
    assert.deepEqual([...infectionOfLungs(infected, { lung })], [at(3), at(12)]);
    assert.equal(infectionOfLungs(infected, { lung: undefined }), infected);
  });

  test('a network that draws no lungs changes nothing', () => {
    const { aerated } = scene();
    joinNetworkLungs(aerated, { lung: undefined, gate }, volume);
    assert.deepEqual(aerated, scene().aerated);
  });
});
