import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { text } from '../../src/dicom/dataset.ts';
import { PLAIN_SEG, SEG_ENCODINGS } from '../../src/seg/encoding.ts';
import { CHROMIUM, launchBrowser } from '../support/browser.ts';
import type { Phantom } from '../../src/tools/phantom/phantom.ts';
import { startPhantomWorld } from '../support/phantom-world.ts';
import { without } from '../support/programs.ts';
import { until } from '../support/until.ts';
import { agreement, drawnFindings, OHIF, openViewer, shownSlice } from '../support/viewer.ts';

suite('segmentations in other encodings', { skip: without('Orthanc', CHROMIUM, OHIF) }, () => {
  for (const encoding of SEG_ENCODINGS.filter((one) => one !== PLAIN_SEG))
    test(`${encoding}: Orthanc stores it, and the study page draws the findings`, async () => {
      const world = await startPhantomWorld({ env: { LUNGTRACE_SEG_ENCODING: encoding } });
      try {
        const phantom = await world.analysed({ patientId: 'ENCODED' });
        const study = text(phantom.volume.header, 'StudyInstanceUID');
        if (!encoding.startsWith('labelmap')) await drawnByOhif(world.url, phantom);
        const [, rows, columns] = phantom.volume.geometry.shape;
        const z = Math.floor(phantom.findings.findIndex((finding) => finding !== 0) / (rows * columns)) + 2;
        const picture = async (overlay: string) => {
          const answer = await fetch(`${world.url}/studies/${study}/slices/${z}?analysis=1${overlay}`);
          assert.equal(answer.status, 200);
          return Buffer.from(await answer.arrayBuffer());
        };
        assert.ok(!(await picture('&overlay')).equals(await picture('')), 'the study page draws findings');
      } finally {
        await world.stop();
      }
    });
});

/** OHIF 3.13.2 draws no label map. */
async function drawnByOhif(url: string, phantom: Phantom): Promise<void> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(120_000);
    await openViewer(page, url, phantom);
    await until(
      async () => agreement(await drawnFindings(page), phantom, await shownSlice(page, phantom)) > 0.7,
      'OHIF draws the findings where they are',
      120,
    );
  } finally {
    await browser.close();
  }
}
