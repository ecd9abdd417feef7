import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { text } from '../../../src/dicom/dataset.ts';
import { PixelDecoder } from '../../../src/dicom/pixels/decoder.ts';
import { readPart10 } from '../../../src/dicom/read-part10.ts';
import { makePhantom, phantomInstances } from '../../../src/tools/phantom/phantom.ts';
import { buildVolume } from '../../../src/volume/build.ts';
import { iodErrors, withFiles } from '../../support/dicom-files.ts';
import { ORIENTATIONS } from '../../support/orientations.ts';
import { without } from '../../support/programs.ts';

const decoder = new PixelDecoder();
after(() => decoder.close());

for (const [name, orientation] of Object.entries(ORIENTATIONS))
  for (const feetFirst of [false, true])
    test(`the files read back as the phantom's volume (${name}, ${feetFirst ? 'feet' : 'head'} first)`, async () => {
      const phantom = makePhantom({ shape: [30, 23, 38], ...orientation, feetFirst });
      const instances = phantomInstances(phantom).map(({ bytes }, n) => readPart10(bytes, `file ${n}`));
      const volume = await buildVolume(instances, decoder);
      const { hu, geometry, slices } = phantom.volume;
      assert.deepEqual(volume.hu, hu);
      assert.deepEqual(
        volume.slices.map((slice) => slice.sopInstanceUid),
        slices.map((slice) => slice.sopInstanceUid),
      );
      const numbers = ({ shape, spacing, origin, columnAxis, rowAxis, sliceAxis }: typeof geometry): number[] =>
        [shape, spacing, origin, columnAxis, rowAxis, sliceAxis].flat();
      numbers(volume.geometry).forEach((value, k) => assert.ok(Math.abs(value - numbers(geometry)[k]!) < 1e-5));
      assert.equal(text(volume.header, 'StudyInstanceUID'), text(phantom.volume.header, 'StudyInstanceUID'));
    });

test('files come in the order of InstanceNumber, whichever end is first', () => {
  const numbers = (feetFirst: boolean): string[] =>
    phantomInstances(makePhantom({ shape: [3, 16, 16], feetFirst })).map(({ bytes }) =>
      text(readPart10(bytes, 'file').header, 'InstanceNumber'),
    );
  assert.deepEqual(numbers(false), ['1', '2', '3']);
  assert.deepEqual(numbers(true), ['1', '2', '3']);
});

test('a file is a valid CT image by dciodvfy', { skip: without('dciodvfy') }, async () => {
  const phantom = makePhantom({ shape: [4, 64, 64], ...ORIENTATIONS.oblique });
  const [first] = phantomInstances(phantom);
  await withFiles({ first: first!.bytes }, async (paths) => assert.deepEqual(await iodErrors(paths['first']!), []));
});
