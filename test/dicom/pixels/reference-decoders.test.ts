import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { PixelDecoder } from '../../../src/dicom/pixels/decoder.ts';
import { readPart10 } from '../../../src/dicom/read-part10.ts';
import { output } from '../../support/dicom-files.ts';
import { greatestDifference, huOf, referenceHu } from '../../support/hu.ts';
import { withoutOracle } from '../../support/oracle.ts';
import { without } from '../../support/programs.ts';
import { shared, withoutShared } from '../../support/shared.ts';

/** Lossy DCT decoders may round differently by one stored value: that is one slope, HU. */
const ONE_STORED_VALUE: Readonly<Record<string, number>> = { '50': 33, '51': 3, '53': 3, '55': 3, '91': 1 };

suite('HU equal those of reference decoders', { skip: withoutShared || withoutOracle || without('dcmdjpeg') }, () => {
  const decoder = new PixelDecoder();
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lungtrace-test-'));
  });
  after(async () => {
    await decoder.close();
    await rm(folder, { recursive: true });
  });

  test('in all fifteen transfer syntaxes of the sample', async () => {
    const names = (await readdir(shared('edge/transfer-syntaxes'))).sort();
    assert.equal(names.length, 15);
    const references = await referenceHu(await Promise.all(names.map(readable)));
    for (const [i, name] of names.entries()) {
      const file = shared('edge/transfer-syntaxes', name);
      const hu = await huOf(readPart10(await readFile(file), file), decoder);
      const allowed = ONE_STORED_VALUE[/\.4\.(\d+)\.dcm$/.exec(name)?.[1] ?? ''] ?? 0;
      const difference = greatestDifference(hu, references[i]!);
      assert.ok(difference <= allowed, `${name}: ${difference} HU`);
      assert.ok(new Set(hu).size > 50, `${name} is not an empty image`);
    }
  });

  test('in enhanced and legacy-converted CT, fragmented frames and a JPEG 2000 stream with the wrong sign', async () => {
    const files = [
      shared('edge/multiframe-ct/23x38x3-mf.dcm'),
      shared('edge/multiframe-ct/24x38x3-mf.dcm'),
      shared('edge/multiframe-ct/CT0012.fragmented_no_bot_jpeg_baseline.51.dcm'),
      shared('edge/broken/J2K_pixelrep_mismatch.dcm'),
    ];
    const references = await referenceHu(files);
    for (const [i, file] of files.entries()) {
      const difference = greatestDifference(
        await huOf(readPart10(await readFile(file), file), decoder),
        references[i]!,
      );
      assert.ok(difference <= (file.includes('.51.') ? 1 : 0), `${basename(file)}: ${difference} HU`);
    }
  });

  test('in slices of the sample series, JPEG Lossless unsigned and JPEG-LS signed with padding', async () => {
    const files = [
      'covid-P001/0000.dcm',
      'covid-P001/0147.dcm',
      'lowdose-toshiba/0000.dcm',
      'lowdose-toshiba/0142.dcm',
    ];
    const paths = files.map((file) => shared('ct', file));
    const references = await referenceHu(paths);
    for (const [i, path] of paths.entries())
      assert.deepEqual(await huOf(readPart10(await readFile(path), path), decoder), references[i]);
  });

  /** pydicom has no decoder for the retired processes 6 to 12; dcmtk has. */
  async function readable(name: string): Promise<string> {
    const file = shared('edge/transfer-syntaxes', name);
    if (!/\.4\.5[35]\.dcm$/.test(name)) return file;
    const decoded = join(folder, name);
    await output('dcmdjpeg', file, decoded);
    return decoded;
  }
});
