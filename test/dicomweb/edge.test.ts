import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { after, before, suite, test } from 'node:test';
import { text } from '../../src/dicom/dataset.ts';
import { type FolderContent, readFolder } from '../../src/dicom/folder.ts';
import { PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import { RefusalError } from '../../src/errors/refusal-error.ts';
import { buildVolume } from '../../src/volume/build.ts';
import { selectSeries, summariseSeries } from '../../src/volume/series/select.ts';
import { shared, withoutShared } from '../support/shared.ts';

const decoder = new PixelDecoder();
after(() => decoder.close());

/** What selection says of each series of a folder: a refusal code, or "fits". */
function verdicts({ instances }: FolderContent): string[] {
  const { ranked, refused } = selectSeries(summariseSeries(instances.map(({ header }) => header)));
  return [...ranked.map(() => 'fits'), ...refused.map(({ refusal }) => refusal.code)].sort();
}

/** What a volume of each series of a folder ends in, whatever selection thinks of it. */
async function outcomes({ instances }: FolderContent): Promise<string[]> {
  const series = Map.groupBy(instances, ({ header }) => text(header, 'SeriesInstanceUID'));
  const ends = [...series.values()].map(async (members) => {
    try {
      return (await buildVolume(members, decoder)).geometry.shape.join('x');
    } catch (error) {
      assert.ok(error instanceof RefusalError, String(error));
      return error.code;
    }
  });
  return (await Promise.all(ends)).sort();
}

/** Folder of the edge cases, the verdicts of selection, the outcomes of building, and the refusals of single files. */
const EXPECTED: Readonly<Record<string, readonly [selection: string[], build: string[], files: string[]]>> = {
  broken: [
    ['NOT_CT', 'NOT_CT', 'NOT_CT', 'NOT_CT', 'TOO_FEW_SLICES'],
    ['NO_GEOMETRY', 'NO_GEOMETRY', 'NO_PIXEL_DATA', 'TOO_FEW_SLICES', 'TOO_FEW_SLICES'],
    ['DAMAGED', 'NOT_DICOM', 'UNDECODABLE'],
  ],
  'gantry-tilt-ge': [['GANTRY_TILT'], ['GANTRY_TILT'], []],
  'multiframe-ct': [
    ['DERIVED', 'TOO_FEW_SLICES', 'TOO_FEW_SLICES'],
    ['TOO_FEW_SLICES', 'TOO_FEW_SLICES', 'TOO_FEW_SLICES'],
    [],
  ],
  'not-ct': [['NOT_CT', 'NOT_CT', 'NOT_CT'], ['NO_PIXEL_DATA', 'NO_PIXEL_DATA', 'TOO_FEW_SLICES'], []],
  scout: [['LOCALIZER'], ['TOO_FEW_SLICES'], []],
  'transfer-syntaxes': [['TOO_FEW_SLICES'], ['TOO_FEW_SLICES'], []],
};

suite('every edge case ends in a refusal by name:', { skip: withoutShared }, () => {
  test('every folder of them is tested', async () => {
    assert.deepEqual((await readdir(shared('edge'))).sort(), Object.keys(EXPECTED).sort());
  });

  for (const [folder, [selection, build, files]] of Object.entries(EXPECTED))
    test(folder, async () => {
      const content = await readFolder([shared('edge', folder)]);
      assert.deepEqual(content.unreadable.map(({ refusal }) => refusal.code).sort(), files);
      assert.deepEqual(verdicts(content), selection);
      assert.deepEqual(await outcomes(content), build);
    });
});

suite('the sample series', { skip: withoutShared }, () => {
  const SERIES = { 'covid-P001': 148, 'cap-001': 168, 'normal-001': 154, 'lowdose-toshiba': 143 };
  let content: FolderContent = { instances: [], unreadable: [] };
  before(async () => {
    content = await readFolder(Object.keys(SERIES).map((folder) => shared('ct', folder)));
  });

  test('are all accepted', () => assert.deepEqual(verdicts(content), ['fits', 'fits', 'fits', 'fits']));

  test('become volumes of 2 mm from the head to the feet, in HU between air and metal', async () => {
    const { instances } = await readFolder([shared('ct/lowdose-toshiba')]);
    const { hu, geometry, slices } = await buildVolume(instances.toReversed(), decoder);
    assert.deepEqual(geometry.shape, [143, 512, 512]);
    assert.deepEqual(geometry.spacing, [2, 0.54, 0.54]);
    slices.slice(1).forEach(({ position }, z) => assert.ok(position[2] < slices[z]!.position[2]));
    const [least, greatest] = hu.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [0, 0]);
    assert.equal(least, -1024, 'padding of -2048 is air');
    assert.ok(greatest > 500 && greatest < 4000);
  });
});
