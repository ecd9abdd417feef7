import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { text } from '../../src/dicom/dataset.ts';
import type { Volume } from '../../src/volume/volume.ts';
import { CHROMIUM, launchBrowser } from '../support/browser.ts';
import { type PhantomWorld, startPhantomWorld } from '../support/phantom-world.ts';
import { without } from '../support/programs.ts';
import { until } from '../support/until.ts';

suite('the page of a study in a browser', { skip: without('Orthanc', CHROMIUM) }, () => {
  let world: PhantomWorld;
  let browser: Browser;
  let page: Page;
  let address: string;
  let volume: Volume;
  const problems: string[] = [];
  before(async () => {
    [world, browser] = await Promise.all([startPhantomWorld(), launchBrowser()]);
    ({ volume } = await world.analysed({ patientId: 'PAGE-1', patientName: 'Phantom^Page' }));
    address = `${world.url}/studies/${text(volume.header, 'StudyInstanceUID')}`;
    page = await browser.newPage({ viewport: { width: 1440, height: 1600 } });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    // When the report appears, an open page loads itself again.
    const report = address.replace('/studies/', '/api/studies/') + '/report.pdf';
    await until(async () => (await fetch(report)).ok, 'the report is there', 180);
    await page.goto(address);
  });
  after(async () => {
    await browser.close();
    await world.stop();
  });

  const shownSlice = async () => {
    const words = await page.locator('#slice-words').innerText();
    return Number(/Slice (\d+) of 28/.exec(words)?.[1]);
  };

  test('begins with how much is infected and where, how it changed, and what the network is unsure of', async () => {
    const words = await page.locator('.verdict').innerText();
    assert.match(
      words,
      /^\d+\.\d % of the lungs are infected \(\d+\.\d to \d+\.\d % if measured again\), most in the /,
    );
    assert.match(words, /unsure of \d+\.\d % of the lungs: .*, \d+\.\d to \d+\.\d % would be infected/);
    const isAbove = await page.evaluate(() => {
      const [verdict, figures] = ['.verdict', '.figures'].map((one) => document.querySelector(one));
      return verdict!.getBoundingClientRect().top < figures!.getBoundingClientRect().top;
    });
    assert.ok(isAbove);
  });

  test('shows the key slices and the lungs from other sides, every picture in its proportions', async () => {
    const pictures = page.locator('.key-slices img, .views img');
    assert.equal(await page.locator('.views img').count(), 4);
    assert.ok((await page.locator('.key-slices img').count()) >= 2);
    for (const picture of await pictures.all()) {
      await loaded(picture);
      const fit = await picture.evaluate((one) => getComputedStyle(one).objectFit);
      assert.equal(fit, 'contain');
    }
  });

  test('a key slice, a click on the strip and the address of the page go to a slice', async () => {
    const key = page.locator('.key-slices a').last();
    const [, wanted] = /Slice (\d+)/.exec(await key.innerText()) ?? [];
    await key.click();
    assert.equal(await shownSlice(), Number(wanted));
    assert.match(page.url(), new RegExp(`#slice-${wanted}$`));

    const strip = page.locator('.strip');
    const { width, height } = (await strip.boundingBox())!;
    await strip.click({ position: { x: (width * 6.5) / 28, y: height / 2 } });
    assert.equal(await shownSlice(), 7);
    assert.equal(await page.locator('.strip .here').getAttribute('x'), '6');
    assert.equal(await page.locator('#slice').inputValue(), '6');

    await page.goto('about:blank');
    await page.goto(`${address}#slice-3`);
    assert.equal(await shownSlice(), 3);
    await loaded(page.locator('.picture img'));
  });

  test('the link to the viewer follows the slider, by keyboard, and leads to the shown slice', async () => {
    await page.goto(address);
    const link = page.getByRole('link', { name: 'Slice in viewer' });
    const leadsTo = async () => {
      const { pathname, searchParams } = new URL((await link.getAttribute('href')) ?? '', address);
      assert.equal(pathname, '/viewer');
      const instance = searchParams.get('initialSOPInstanceUID');
      return volume.slices.findIndex(({ sopInstanceUid }) => sopInstanceUid === instance) + 1;
    };
    const first = await shownSlice();
    assert.equal(await leadsTo(), first);
    await page.locator('#slice').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.equal(await leadsTo(), first + 2);
    assert.equal(await shownSlice(), first + 2);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    assert.equal(await link.evaluate((one) => one === document.activeElement), true);
    const wanted = await link.evaluate((one) => (one as HTMLAnchorElement).href);
    await page.keyboard.press('Enter');
    await page.waitForURL(wanted);
    await page.goto(address);
  });

  test('has no script error, keeps its policy, and is no wider than a phone', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
    assert.deepEqual(problems, []);
  });
});

async function loaded(picture: Locator): Promise<void> {
  await picture.scrollIntoViewIfNeeded();
  const isDrawn = await picture.evaluate(async (one) => {
    const image = one as HTMLImageElement;
    await image.decode();
    return image.naturalWidth > 0;
  });
  assert.ok(isDrawn);
}
