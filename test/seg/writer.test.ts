import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { PLAIN_SEG, SEG_ENCODINGS } from '../../src/seg/encoding.ts';
import type { Volume } from '../../src/volume/volume.ts';
import { iodErrors, output, withFiles } from '../support/dicom-files.ts';
import { oracle, withoutOracle } from '../support/oracle.ts';
import { without } from '../support/programs.ts';
import { SEG_CASES, segOf } from '../support/segmentations.ts';
import { syntheticVolume } from '../support/volumes.ts';

interface ReadSegment {
  readonly number: number;
  readonly type: readonly [string, string];
  readonly voxels: readonly (readonly [number, number, number])[];
  readonly pixels: Readonly<Record<string, readonly number[]>>;
}
interface ReadSeg {
  readonly frames: number;
  readonly bytes: number;
  readonly referenced: readonly string[];
  readonly segments: readonly ReadSegment[];
}

const FINDING_BY_CODE = new Map([
  ['112120', 1],
  ['95436008', 2],
]);
/** Every case in every encoding: 'plain' as it is by default, 'plain, labelmap', ... */
const cases = SEG_ENCODINGS.flatMap((encoding) =>
  Object.entries(SEG_CASES).map(([name, seg]) => {
    return { name: encoding === PLAIN_SEG ? name : `${name}, ${encoding}`, encoding, ...seg };
  }),
);
const files = Object.fromEntries(cases.map(({ name, encoding, ...seg }) => [name, segOf(seg, { encoding })!]));

/** What dciodvfy says to a label map: it knows neither the class nor the segment 0. */
const UNKNOWN_TO_DCIODVFY = [
  'Error - SegmentNumber not monotonically increasing from one by one - have SegmentSequence item number 1 (from one) with SegmentNumber of 0',
  'Error - Information Object Not found',
];

describe('a SEG, as highdicom reads it', { skip: withoutOracle }, () => {
  let read: Record<string, ReadSeg>;
  before(async () => {
    const names = Object.keys(files);
    const segs = await withFiles(files, (paths) => oracle('read_seg.py', ...names.map((name) => paths[name]!)));
    read = Object.fromEntries((segs as ReadSeg[]).map((seg, i) => [names[i]!, seg]));
  });

  for (const { name, volume, mask } of cases) {
    test(`has its voxels, placed by its own geometry, where the mask has them: ${name}`, () => {
      const back = new Uint8Array(mask.length);
      for (const { type, voxels } of read[name]!.segments) {
        for (const voxel of voxels) back[indexOf(volume, voxel)] = FINDING_BY_CODE.get(type[0])!;
      }
      assert.deepEqual(back, mask);
    });

    test(`covers in each source image, found by its UID, the pixels that the mask covers: ${name}`, () => {
      const pixels = volume.geometry.shape[1] * volume.geometry.shape[2];
      const expected = new Map<string, number[]>();
      mask.forEach((value, i) => {
        if (value === 0) return;
        const { sopInstanceUid, frameNumber } = volume.slices[Math.floor(i / pixels)]!;
        const key = `${value} ${sopInstanceUid}#${frameNumber ?? ''}`;
        expected.set(key, [...(expected.get(key) ?? []), i % pixels]);
      });
      const covered = read[name]!.segments.flatMap((segment) =>
        Object.entries(segment.pixels).map(([source, list]) => {
          return [`${FINDING_BY_CODE.get(segment.type[0])} ${source}`, list] as const;
        }),
      );
      assert.deepEqual(new Map(covered), expected);
    });
  }

  test('numbers the segments that occur from 1, whichever they are', () => {
    const { segments, frames } = read['one finding in one slice']!;
    assert.deepEqual(
      segments.map(({ number, type }) => [number, type[0]]),
      [[1, '95436008']],
    );
    assert.equal(frames, 1);
  });

  test('omits empty frames and lists every source instance once', () => {
    const gaps = read['infected slices with gaps between']!;
    assert.equal(gaps.frames, 6);
    assert.equal(read['infected slices with gaps between, labelmap']!.frames, 6);
    assert.equal(gaps.referenced.length, 9);
    assert.equal(read['multi-frame source']!.referenced.length, 1);
  });

  test('packs one bit per pixel over all frames, with at most one byte of padding', () => {
    const { frames, bytes } = read['rows x columns no multiple of 8']!;
    const packed = Math.ceil((frames * 5 * 7) / 8);
    assert.equal(bytes, packed + (packed % 2));
  });
});

describe('a SEG', () => {
  test('has no errors according to dciodvfy', { skip: without('dciodvfy') }, async () => {
    await withFiles(files, async (paths) => {
      for (const [name, path] of Object.entries(paths)) {
        // dicom3tools of 2022 inflates nothing, and is older than label maps (Supplement 243, 2024).
        if (name.includes('deflate')) continue;
        assert.deepEqual(await iodErrors(path), name.includes('labelmap') ? UNKNOWN_TO_DCIODVFY : [], name);
      }
    });
  });

  test('is read by DCMTK in every encoding', { skip: without('dcmdump') }, async () => {
    await withFiles(files, async (paths) => {
      for (const [name, path] of Object.entries(paths)) {
        const printed = await output('dcmdump', path);
        assert.match(printed, /\(7fe0,0010\) OB/, name);
        assert.doesNotMatch(printed, /^[EFW]: /m, name);
      }
    });
  });

  test('of lossily compressed images says so', { skip: without('dciodvfy') }, async () => {
    const lossy = {
      LossyImageCompression: '01',
      LossyImageCompressionRatio: 9.5,
      LossyImageCompressionMethod: 'ISO_10918_1',
    };
    const volume = syntheticVolume({ header: lossy });
    const seg = segOf({ volume, mask: SEG_CASES['plain']!.mask })!;
    assert.deepEqual(await withFiles({ seg }, ({ seg }) => iodErrors(seg!)), []);
    assert.ok(Buffer.from(seg).includes('ISO_10918_1'));
  });

  test('is not written when nothing is found', () => {
    const volume = syntheticVolume();
    assert.equal(segOf({ volume, mask: new Uint8Array(volume.hu.length) }), undefined);
  });

  test('is refused when mask and volume differ in size', () => {
    assert.throws(() => segOf({ volume: syntheticVolume(), mask: new Uint8Array(7).fill(1) }), /7 voxels/);
  });

  test('of 150 slices of 512 x 512 pixels takes less than two seconds of processor time', () => {
    const volume = syntheticVolume({ shape: [150, 512, 512] });
    const mask = new Uint8Array(volume.hu.length);
    for (let i = 0; i < mask.length; i += 9) mask[i] = 1 + ((i / 9) % 2);
    const start = process.cpuUsage();
    const seg = segOf({ volume, mask })!;
    assert.ok(seg.length > (300 * 512 * 512) / 8);
    const { user, system } = process.cpuUsage(start);
    assert.ok(user + system < 2_000_000, `${user + system} us`);
  });
});

/** Index in [z,y,x] of the voxel at a point in the patient; throws when the point is no voxel's centre. */
function indexOf({ geometry }: Volume, point: readonly [number, number, number]): number {
  const { shape, spacing, origin } = geometry;
  const axes = [geometry.sliceAxis, geometry.rowAxis, geometry.columnAxis];
  const index = axes.map((axis, i) => axis.reduce((sum, a, k) => sum + a * (point[k]! - origin[k]!), 0) / spacing[i]!);
  const rounded = index.map(Math.round);
  const centred = index.every(
    (v, i) => Math.abs(v - rounded[i]!) < 0.01 && rounded[i]! >= 0 && rounded[i]! < shape[i]!,
  );
  assert.ok(centred, `${point.join(', ')} is at ${index.join(', ')}`);
  return (rounded[0]! * shape[1] + rounded[1]!) * shape[2] + rounded[2]!;
}
