import assert from 'node:assert/strict';
import { after } from 'node:test';
import { PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import { readPart10 } from '../../src/dicom/read-part10.ts';
import type { Dataset } from '../../src/dicom/dataset.ts';
import type { Instance } from '../../src/dicom/instance.ts';
import { RefusalError } from '../../src/errors/refusal-error.ts';
import { refuseFlat } from '../../src/inference/lungs/cut.ts';
import { buildVolume } from '../../src/volume/build.ts';
import { noisyCt, withValue } from '../support/part10-files.ts';
import { ctInstance, ctSeries } from '../support/series.ts';
import { smallChest } from '../support/small-chest.ts';
import { hardCase } from './case.ts';

const decoder = new PixelDecoder(1);
after(() => decoder.close());

const [ROWS, COLUMNS] = [38, 23];
const [AIR, LUNG, TISSUE] = [24, 174, 1064];

/** Stored values of a slice: a body with lungs in the air, which ends at a row; below it, and where nothing was written, there is `rest`. */
function slice({ lastRow = ROWS, bodyEnd = 34, noise = 1, rest = 0, noiseInAir = true } = {}): number[] {
  return Array.from({ length: ROWS * COLUMNS }, (_, at) => {
    const [row, column] = [Math.floor(at / COLUMNS), at % COLUMNS];
    if (row >= lastRow) return rest;
    const isBody = row > 3 && row < bodyEnd && column > 2 && column < 20;
    const isLung = isBody && row > 8 && row < 22 && column % 10 > 4;
    const shift = isBody || noiseInAir ? (at * 7 + 3 * row) % (1 + 10 * noise) : 0;
    return (isLung ? LUNG : isBody ? TISSUE : AIR) + shift;
  });
}

/** A series of such slices, of which some are others. */
function chest(
  changes: Readonly<Record<number, readonly number[]>>,
  headers: Readonly<Record<number, Dataset>> = {},
): Instance[] {
  return ctSeries({ changes: headers }).map(({ header }, z) => ctInstance(header, changes[z] ?? slice()));
}

const blank = new Array<number>(ROWS * COLUMNS).fill(0);
const half = slice({ lastRow: 19 });
const lower = slice().map((value, at) => (at < 19 * COLUMNS ? 0 : value));
const hole = slice().map((value, at) => (at >= 9 * COLUMNS && at < 24 * COLUMNS ? 0 : value));
const every = (of: (z: number) => readonly number[]) =>
  Object.fromEntries(Array.from({ length: 24 }, (_, z) => [z, of(z)]));

const volumes: readonly [kind: 'files' | 'geometry', name: string, expected: string, instances: Instance[]][] = [
  ['files', 'three slices of one value among the others', 'DAMAGED', chest({ 9: blank, 10: blank, 11: blank })],
  ['files', 'a last slice of one value', 'DAMAGED', chest({ 23: blank })],
  ['files', 'slices that lack their first half', 'DAMAGED', chest({ 4: lower, 5: lower })],
  ['files', 'slices with a hole', 'DAMAGED', chest({ 4: hole, 5: hole })],
  ['files', 'slices written as far as their middle', 'DAMAGED', chest({ 4: half, 5: half, 16: half })],
  ['files', 'first slices written as far as their middle', 'DAMAGED', chest({ 0: half, 1: half })],
  [
    'files',
    'slices written as far as their middle, then filled with another value',
    'DAMAGED',
    chest({ 7: slice({ lastRow: 19, rest: 1024 }) }),
  ],
  [
    'files',
    'air of one value below a body that grows and shrinks',
    '24 slices',
    chest(every((z) => slice({ bodyEnd: 34 - Math.abs(12 - z), noiseInAir: false }))),
  ],
  ['files', 'rows without values at the end of every slice', '24 slices', chest(every(() => slice({ lastRow: 30 })))],
  [
    'files',
    'another intercept in some slices',
    'NO_HOUNSFIELD',
    chest({}, { 7: { RescaleIntercept: 0 }, 8: { RescaleIntercept: 0 } }),
  ],
  [
    'files',
    'another intercept in some slices, and values that fit it',
    '24 slices',
    chest({ 7: slice().map((value) => value - 24) }, { 7: { RescaleIntercept: -1000 } }),
  ],
];
for (const [kind, name, expected, instances] of volumes)
  hardCase(kind, name, expected, async () => {
    const seen = await buildVolume(instances, decoder).then(({ slices }) => `${slices.length} slices`, codeOf);
    assert.equal(seen, expected);
    return seen;
  });

/** Decimal Strings (PS3.5 6.2) of a slice, and what is read of them. */
const decimals: readonly [name: string, tag: string, value: string, keyword: string, right: unknown][] = [
  ['a decimal comma in PixelSpacing', '\x28\x00\x30\x00DS', '0,75\\0,75', 'PixelSpacing', [null, null]],
  ['a decimal comma in RescaleIntercept', '\x28\x00\x52\x10DS', '-1024,0', 'RescaleIntercept', null],
  ['a unit in PixelSpacing', '\x28\x00\x30\x00DS', '0.75mm\\0.75mm', 'PixelSpacing', [null, null]],
  ['blanks, signs and exponents', '\x28\x00\x30\x00DS', ' +7.5E-1 \\.75', 'PixelSpacing', [0.75, 0.75]],
];
for (const [name, tag, value, keyword, right] of decimals)
  hardCase(
    'geometry',
    name,
    right === null || (right as unknown[])[0] === null ? 'not read as another number' : 'read',
    () => {
      const file = withValue(Buffer.from(noisyCt().file), tag, value);
      assert.deepEqual(readPart10(file, name).header[keyword], right);
      return Promise.resolve(
        right === null || (right as unknown[])[0] === null ? 'not read as another number' : 'read',
      );
    },
  );

for (const [name, factor, expected] of [
  ['positions in millimetres', 1, 'whole lungs'],
  ['positions in centimetres', 0.1, 'NO_GEOMETRY'],
] as const)
  hardCase('geometry', name, expected, async () => {
    const { lungs, volume } = smallChest('flat', []);
    const { spacing } = volume.geometry;
    const geometry = { ...volume.geometry, spacing: [spacing[0] * factor, spacing[1], spacing[2]] as const };
    const seen = await Promise.resolve()
      .then(() => refuseFlat(lungs, { geometry }))
      .then(() => 'whole lungs', codeOf);
    assert.equal(seen, expected);
    return seen;
  });

function codeOf(error: unknown): string {
  assert.ok(error instanceof RefusalError, String(error));
  return error.code;
}
