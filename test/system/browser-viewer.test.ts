import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { text } from '../../src/dicom/dataset.ts';
import type { Phantom } from '../../src/tools/phantom/phantom.ts';
import { CHROMIUM, launchBrowser } from '../support/browser.ts';
import { type PhantomWorld, startPhantomWorld } from '../support/phantom-world.ts';
import { without } from '../support/programs.ts';
import { until } from '../support/until.ts';
import { agreement, drawnFindings, OHIF, openViewer, shownSlice } from '../support/viewer.ts';

const PATIENCE = 120_000;

suite('results in OHIF', { skip: without('Orthanc', CHROMIUM, OHIF) }, () => {
  let world: PhantomWorld;
  let browser: Browser;
  /** One for all tests, so that OHIF's bundle is fetched and compiled once. */
  let context: BrowserContext;
  let page: Page;
  const foreign: string[] = [];
  before(async () => {
    [world, browser] = await Promise.all([startPhantomWorld(), launchBrowser()]);
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  });
  after(async () => {
    await browser.close();
    await world.stop();
  });

  async function open(phantom: Phantom): Promise<void> {
    await page?.close();
    page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    page.on('request', (request) => !request.url().startsWith(world.url) && foreign.push(request.url()));
    await openViewer(page, world.url, phantom);
  }

  for (const feetFirst of [false, true]) {
    const order = feetFirst ? 'from the feet to the head' : 'from the head to the feet';
    test(`with slices stored ${order}, one click shows the findings where they are and not mirrored`, async () => {
      const phantom = await world.analysed({ patientId: `VIEW-${feetFirst}`, feetFirst });
      await open(phantom);
      for (const name of ['Ground glass opacity', 'Consolidation'])
        await page.getByText(name, { exact: true }).waitFor();
      await until(async () => (await drawnFindings(page)).coloured.some(Boolean), 'findings are drawn', 120);
      await compare(phantom);
      await page.locator('canvas.cornerstone-canvas').first().hover();
      for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowDown');
      await compare(phantom);
    });
  }

  async function compare(phantom: Phantom): Promise<void> {
    await until(
      async () => agreement(await drawnFindings(page), phantom, await shownSlice(page, phantom)) > 0.7,
      'the picture stands still',
    ).catch(() => {});
    const z = await shownSlice(page, phantom);
    const drawn = await drawnFindings(page);
    const there = agreement(drawn, phantom, z);
    const mirrored = agreement(drawn, phantom, z, true);
    const upsideDown = agreement(drawn, phantom, phantom.options.shape[0] - 1 - z);
    assert.ok(there > 0.7, `slice ${z}: ${there.toFixed(2)} of the findings are covered`);
    assert.ok(mirrored < there / 2, `slice ${z}: ${mirrored.toFixed(2)} mirrored, ${there.toFixed(2)} as they are`);
    assert.ok(
      upsideDown < there / 2,
      `slice ${z}: ${upsideDown.toFixed(2)} upside down, ${there.toFixed(2)} as they are`,
    );
  }

  test('the report of a healthy chest opens and says 0 %', async () => {
    await open(await world.analysed({ patientId: 'VIEW-HEALTHY', lesionScale: 0 }));
    await page.getByText('Lung infection measure').first().dblclick();
    await page.getByText('Imaging Measurement Report').first().waitFor();
    const words = await page.locator('body').innerText();
    assert.match(words, /Percent of lung infected:\s*0 %/);
    assert.match(words, /Infected lung volume:\s*0 cm3/);
  });

  test('the PDF report opens', async () => {
    const phantom = await world.analysed({ patientId: 'VIEW-PDF' });
    await until(async () => (await stored(phantom)).includes('report-pdf'), 'the report is stored', 60);
    await open(phantom);
    await page.getByText('Lung infection report').first().dblclick();
    await until(
      () => page.frames().some((frame) => frame.url().startsWith('chrome-extension:')),
      'the PDF is shown',
      60,
    );
    await until(async () => (await whiteShare(page)) > 0.1, 'a page of paper is seen', 60);
  });

  /** Kinds of the objects that the service stored in the PACS for the phantom's study. */
  async function stored({ volume }: Phantom): Promise<string[]> {
    const response = await fetch(`${world.url}/api/studies/${text(volume.header, 'StudyInstanceUID')}`);
    const { artefacts } = (await response.json()) as { artefacts: { kind: string }[] };
    return artefacts.map(({ kind }) => kind);
  }

  test('the viewer sends requests only to this service', () => {
    assert.deepEqual(
      foreign.filter((url) => /^https?:/.test(url)),
      [],
    );
  });
});

async function whiteShare(page: Page): Promise<number> {
  const { data, info } = await sharp(await page.screenshot())
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return data.filter((value) => value > 240).length / (info.width * info.height);
}
