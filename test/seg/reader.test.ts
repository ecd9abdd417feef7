import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ARTIFICIAL_INTELLIGENCE } from '../../src/dicom/codes.ts';
import { readPart10 } from '../../src/dicom/read-part10.ts';
import { derivedUid } from '../../src/dicom/references.ts';
import { readSegFindings } from '../../src/seg/reader.ts';
import { PLAIN_SEG, SEG_ENCODINGS, type SegEncoding } from '../../src/seg/encoding.ts';
import { infectionSegments } from '../../src/seg/segments.ts';
import { writeSeg } from '../../src/seg/writer.ts';
import type { Volume } from '../../src/volume/volume.ts';
import { syntheticVolume } from '../support/volumes.ts';

/** 7 x 9 pixels: frames begin in the middle of bytes. */
const SHAPE = [6, 7, 9] as const;
const AREA = SHAPE[1] * SHAPE[2];

function written(volume: Volume, mask: Uint8Array, encoding: SegEncoding = PLAIN_SEG) {
  const algorithm = { family: ARTIFICIAL_INTELLIGENCE, name: 'test', version: '1', parameters: '' };
  const lungs = new Uint8Array(mask.length).fill(1);
  const bytes = writeSeg({
    volume,
    mask,
    segments: infectionSegments(mask, lungs, algorithm, ['test', 'patient'] as never),
    seriesInstanceUid: derivedUid('seg series'),
    sopInstanceUid: derivedUid('seg'),
    seriesNumber: 9001,
    seriesDescription: 'Lung infection',
    contentLabel: 'INFECTION',
    performedAt: new Date(0),
    encoding,
  });
  assert.ok(bytes);
  return readSegFindings(readPart10(bytes, 'test'));
}

for (const encoding of SEG_ENCODINGS)
  for (const multiframe of [false, true]) {
    test(`findings of ${multiframe ? 'frames of one instance' : 'single instances'} are read back as they were written: ${encoding}`, () => {
      const volume = syntheticVolume({ shape: SHAPE, multiframe });
      const mask = Uint8Array.from({ length: SHAPE[0] * AREA }, (_, i) =>
        i < AREA || i >= 5 * AREA ? 0 : (i * 7) % 3,
      );
      const seg = written(volume, mask, encoding);
      assert.deepEqual([seg.rows, seg.columns], [7, 9]);
      volume.slices.forEach((slice, z) => {
        assert.deepEqual(seg.findingsOf(slice), mask.subarray(z * AREA, (z + 1) * AREA), `slice ${z}`);
      });
    });
  }

test('consolidation as the only segment, hence segment 1, is read as consolidation', () => {
  const volume = syntheticVolume({ shape: SHAPE });
  const mask = new Uint8Array(SHAPE[0] * AREA);
  mask[2 * AREA + 5] = 2;
  const findings = written(volume, mask).findingsOf(volume.slices[2]!);
  assert.deepEqual(
    [...findings.keys()].filter((i) => findings[i] !== 0),
    [5],
  );
  assert.equal(findings[5], 2);
});

test('an image to which the segmentation does not refer has no findings', () => {
  const volume = syntheticVolume({ shape: SHAPE });
  const mask = new Uint8Array(SHAPE[0] * AREA).fill(1, 0, AREA);
  const findings = written(volume, mask).findingsOf({ sopInstanceUid: '1.2.3' });
  assert.ok(findings.every((finding) => finding === 0));
});
