import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextLabelled } from '../../src/volume/volume.ts';

test('the labelled voxels of a mask are found one after the other, up to its end', () => {
  const mask = Uint8Array.from([0, 1, 1, 2, 0, 1]);
  const all = (label?: number) => {
    const found: number[] = [];
    for (let i = nextLabelled(mask, 0, label); i >= 0; i = nextLabelled(mask, i + 1, label)) found.push(i);
    return found;
  };
  assert.deepEqual(all(), [1, 2, 5]);
  assert.deepEqual(all(2), [3]);
  assert.deepEqual(all(3), []);
});
