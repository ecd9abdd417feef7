import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, suite, test } from 'node:test';
import dcmjsCodecs from 'dcmjs-codecs';
import type { Instance } from '../../../src/dicom/instance.ts';
import { PixelDecoder } from '../../../src/dicom/pixels/decoder.ts';
import { readPart10 } from '../../../src/dicom/read-part10.ts';
import { output, withFiles } from '../../support/dicom-files.ts';
import { huOf } from '../../support/hu.ts';
import { noisyCt } from '../../support/part10-files.ts';
import { without } from '../../support/programs.ts';

const decoder = new PixelDecoder(2);
after(() => decoder.close());

const UNSIGNED = {};
const SIGNED = { PixelRepresentation: 1, BitsStored: 16, HighBit: 15, RescaleIntercept: 24 };
const FRAMES = { NumberOfFrames: 3 };

/** Programs of dcmtk, written by others, that write a lossless transfer syntax. */
const WRITERS: Readonly<Record<string, readonly string[]>> = {
  'implicit little endian': ['dcmconv', '+ti'],
  'explicit big endian': ['dcmconv', '+tb'],
  'deflated explicit little endian': ['dcmconv', '+td'],
  RLE: ['dcmcrle'],
  'JPEG lossless': ['dcmcjpeg', '+el', '+un'],
  'JPEG lossless, selection value 1': ['dcmcjpeg', '+e1', '+un'],
  'JPEG lossless in fragments with an offset table': ['dcmcjpeg', '+e1', '+un', '+fs', '1', '+ot'],
  'JPEG lossless in fragments without an offset table': ['dcmcjpeg', '+e1', '+un', '+fs', '1', '-ot'],
  'JPEG-LS': ['dcmcjpls', '+el', '+un'],
  'JPEG-LS in fragments without an offset table': ['dcmcjpls', '+el', '+un', '+fs', '1', '-ot'],
};

suite(
  'files that dcmtk wrote are read with the same values:',
  { skip: without('dcmconv', 'dcmcrle', 'dcmcjpeg', 'dcmcjpls') },
  () => {
    for (const [name, [program = '', ...options]] of Object.entries(WRITERS))
      for (const [kind, header] of Object.entries({ unsigned: UNSIGNED, signed: SIGNED, 'three frames': FRAMES }))
        test(`${name}, ${kind}`, async () => {
          const { file, hu } = noisyCt(header);
          await withFiles({ plain: file }, async ({ plain = '' }) => {
            const written = `${plain}.${program}`;
            assert.equal(await output(program, ...options, plain, written), '');
            assert.deepEqual(await huOf(readPart10(await readFile(written), written), decoder), hu);
          });
        });
  },
);

suite('JPEG 2000 is decoded without loss:', () => {
  const { Context, NativeCodecs } = dcmjsCodecs;
  const encoders = {
    '1.2.840.10008.1.2.4.90': (context: InstanceType<typeof Context>) => NativeCodecs.encodeJpeg2000(context),
    '1.2.840.10008.1.2.4.91': (context: InstanceType<typeof Context>) => NativeCodecs.encodeJpeg2000(context),
    '1.2.840.10008.1.2.4.201': (context: InstanceType<typeof Context>) => NativeCodecs.encodeHtJpeg2000(context),
    '1.2.840.10008.1.2.4.202': (context: InstanceType<typeof Context>) =>
      NativeCodecs.encodeHtJpeg2000(context, { progressionOrder: 2 }),
    '1.2.840.10008.1.2.4.203': (context: InstanceType<typeof Context>) => NativeCodecs.encodeHtJpeg2000(context),
  };
  for (const [transferSyntaxUid, encode] of Object.entries(encoders))
    for (const [kind, header] of Object.entries({ unsigned: UNSIGNED, signed: SIGNED }))
      test(`${transferSyntaxUid}, ${kind}`, async () => {
        const { file, hu } = noisyCt(header);
        const plain = readPart10(file, 'plain');
        if (!NativeCodecs.isInitialized()) await NativeCodecs.initializeAsync();
        const frame = encode(contextOf(plain)).getEncodedBuffer();
        const encoded: Instance = { ...plain, transferSyntaxUid, frames: [frame!] };
        assert.deepEqual(await huOf(encoded, decoder), hu);
      });

  function contextOf({ header, frames: [frame] }: Instance): InstanceType<typeof Context> {
    return new Context({
      width: Number(header['Columns']),
      height: Number(header['Rows']),
      bitsAllocated: 16,
      bitsStored: Number(header['BitsStored']),
      samplesPerPixel: 1,
      pixelRepresentation: Number(header['PixelRepresentation']),
      planarConfiguration: 0,
      photometricInterpretation: 'MONOCHROME2',
      decodedBuffer: frame!,
    });
  }
});
