import { ARTIFICIAL_INTELLIGENCE } from '../../src/dicom/codes.ts';
import { derivedUid } from '../../src/dicom/references.ts';
import { infectionSegments } from '../../src/seg/segments.ts';
import { type SegInput, writeSeg } from '../../src/seg/writer.ts';
import type { Vector3, Volume } from '../../src/volume/volume.ts';
import { syntheticVolume } from './volumes.ts';

export interface SegCase {
  readonly volume: Volume;
  readonly mask: Uint8Array;
}

const [c, s] = [Math.cos(0.35), Math.sin(0.35)];
const [d, t] = [Math.cos(-0.2), Math.sin(-0.2)];
const OBLIQUE: readonly [column: Vector3, row: Vector3, slice: Vector3] = [
  [d, c * t, s * t],
  [-t, c * d, s * d],
  [0, s, -c],
];

/** Volumes that have broken writers of segmentations, each with a mask of both findings unless said otherwise. */
export const SEG_CASES: Readonly<Record<string, SegCase>> = {
  plain: scattered(syntheticVolume()),
  'a stack that runs against its normal': scattered(syntheticVolume({ columnAxis: [-1, 0, 0] })),
  'a stack that runs towards the head': scattered(syntheticVolume({ sliceAxis: [0, 0, 1] })),
  oblique: scattered(syntheticVolume({ columnAxis: OBLIQUE[0], rowAxis: OBLIQUE[1], sliceAxis: OBLIQUE[2] })),
  'odd size, 23 x 38': scattered(syntheticVolume({ shape: [5, 23, 38] })),
  'pixels that are no squares': scattered(syntheticVolume({ spacing: [1.25, 0.6, 0.9] })),
  'rows x columns no multiple of 8': scattered(syntheticVolume({ shape: [4, 5, 7] })),
  'infected slices with gaps between': scattered(syntheticVolume({ shape: [9, 11, 13] }), (z, value) =>
    (value === 1 ? [0, 3, 4, 8] : [5, 6]).includes(z),
  ),
  'one finding in one slice': scattered(syntheticVolume(), (z, value) => value === 2 && z === 2),
  'multi-frame source': scattered(syntheticVolume({ multiframe: true })),
};

export function segOf({ volume, mask }: SegCase, changes: Partial<SegInput> = {}): Uint8Array | undefined {
  const algorithm = { family: ARTIFICIAL_INTELLIGENCE, name: 'lungtrace', version: '1', parameters: 'model test' };
  return writeSeg({
    volume,
    mask,
    segments: infectionSegments(mask, mask, algorithm, ['patient', 'P-4711']),
    seriesInstanceUid: derivedUid('test', 'seg series'),
    sopInstanceUid: derivedUid('test', 'seg'),
    seriesNumber: 9001,
    seriesDescription: 'Lung infection, research use only',
    contentLabel: 'LUNG_INFECTION',
    performedAt: new Date('2026-01-02T03:04:05Z'),
    ...changes,
  });
}

/** A mask that no flip, turn or shift maps to itself. */
function scattered(volume: Volume, keep: (z: number, value: number) => boolean = () => true): SegCase {
  const [, rows, columns] = volume.geometry.shape;
  const mask = volume.hu.map((_, i) => {
    const value = (Math.imul(i + 1, 2654435761) >>> 7) % 3;
    return keep(Math.floor(i / (rows * columns)), value) ? value : 0;
  });
  return { volume, mask: Uint8Array.from(mask) };
}
