import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { text } from '../../src/dicom/dataset.ts';
import { CHROMIUM, launchBrowser } from '../support/browser.ts';
import { type PhantomWorld, startPhantomWorld } from '../support/phantom-world.ts';
import { without } from '../support/programs.ts';
import { until } from '../support/until.ts';

suite('the worklist in a browser', { skip: without('Orthanc', CHROMIUM) }, () => {
  let world: PhantomWorld;
  let browser: Browser;
  let page: Page;
  let analysisMs = 2500;
  const problems: string[] = [];
  before(async () => {
    [world, browser] = await Promise.all([startPhantomWorld({ analysisMs: () => analysisMs }), launchBrowser()]);
    page = await browser.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  });
  after(async () => {
    await browser.close();
    await world.stop();
  });

  test('a study appears, runs and is done without a reload, with its numbers and a link to the viewer', async () => {
    await page.goto(world.url);
    await page.evaluate(() => Object.assign(window, { notReloaded: true }));
    const { volume } = await world.send({ patientId: 'LIVE-1', patientName: 'Phantom^Live' });
    const study = text(volume.header, 'StudyInstanceUID');
    const row = page.locator(`tr[data-study="${study}"]`);
    await row.waitFor({ timeout: 60_000 });
    await page.locator(`tr[data-study="${study}"][data-state="running"] progress`).waitFor({ timeout: 60_000 });
    await page.locator(`tr[data-study="${study}"][data-state="done"]`).waitFor({ timeout: 60_000 });
    assert.equal(await page.evaluate(() => 'notReloaded' in window), true);

    assert.match(await row.locator('th').innerText(), /Phantom, Live\s+LIVE-1/);
    const response = await fetch(`${world.url}/api/studies/${study}/measurements`);
    const { regions, severityScore } = (await response.json()) as {
      regions: { lungs: { infectedPercent: number } };
      severityScore: number;
    };
    assert.ok(regions.lungs.infectedPercent > 1);
    assert.equal(await row.locator('.strong').innerText(), regions.lungs.infectedPercent.toFixed(1));
    assert.equal(await row.locator('[data-label="Zone score of 30"]').innerText(), String(severityScore));
    assert.equal(
      await row.getByRole('link', { name: 'Viewer' }).getAttribute('href'),
      `/viewer?StudyInstanceUIDs=${study}`,
    );
    assert.equal(await page.locator('[data-count="done"]').innerText(), '1');
    assert.equal(await page.locator('[data-count="running"]').innerText(), '0');
    assert.match((await page.locator('#news').textContent()) ?? '', /Phantom, Live.*Done/s);
  });

  test('the search finds it by its words and states when nothing matches', async () => {
    await page.goto(world.url);
    await page.getByRole('searchbox').fill('live phantom');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=live/);
    assert.equal(await page.locator('tbody tr').count(), 1);
    await page.getByRole('searchbox').fill('nobody');
    await page.keyboard.press('Enter');
    await page.getByText('No study matches the search.').waitFor();
  });

  test('the slice browser draws slices from the PACS, with and without findings, by keyboard', async () => {
    await page.goto(world.url);
    await page
      .locator('tbody tr')
      .first()
      .getByRole('link', { name: /2020|20\d\d-/ })
      .click();
    await reported(page);
    const image = page.locator('.picture img');
    await loaded(page);
    const withFindings = await colours(page);
    assert.ok(withFindings > 100, `${withFindings} coloured pixels`);
    await page.getByRole('checkbox', { name: 'Findings' }).uncheck();
    await loaded(page);
    assert.equal(await colours(page), 0);
    const before = await image.getAttribute('src');
    await page.getByLabel('Slice', { exact: true }).focus();
    await page.keyboard.press('ArrowRight');
    await loaded(page);
    assert.notEqual(await image.getAttribute('src'), before);
    assert.match(await page.locator('#slice-words').innerText(), /Slice \d+ of 28/);
  });

  test('a request for a new analysis shows the study waiting, then done again, without a manual reload', async () => {
    // Long enough to be seen by a browser on a busy machine.
    analysisMs = 12_000;
    await page.getByRole('button', { name: 'Analyse again' }).click();
    await page.locator('[data-live="page"][data-state="running"], [data-live="page"][data-state="queued"]').waitFor();
    await page.locator('[data-live="page"][data-state="done"]').waitFor({ timeout: 60_000 });
  });

  test('the report appears on an open study page by itself, disappears when it is superseded, and the page then stays still', async () => {
    analysisMs = 2500;
    const { volume } = await world.send({ patientId: 'LIVE-2', patientName: 'Phantom^Report', seed: 2 });
    const study = text(volume.header, 'StudyInstanceUID');
    const address = `${world.url}/studies/${study}`;
    await until(async () => (await fetch(address)).ok, 'the study is known');
    await page.goto(address);
    let loads = 0;
    page.on('load', () => loads++);
    const pdf = page.getByRole('link', { name: 'PDF' });
    await reported(page);
    // The state stays the same from here on: what happens is told by the report alone.
    const correct = async (excludedFromFollowUp: boolean) => {
      const body = JSON.stringify({ seriesInstanceUid: null, excludedFromFollowUp, note: '' });
      const headers = { 'content-type': 'application/json' };
      const { ok } = await fetch(`${world.url}/api/studies/${study}/corrections`, { method: 'PUT', headers, body });
      assert.ok(ok);
    };
    await delay(1000);
    const before = loads;
    await correct(true);
    await pdf.waitFor({ state: 'detached', timeout: 30_000 });
    await correct(false);
    await pdf.waitFor({ timeout: 30_000 });
    // A new page is told of the last ten seconds.
    await delay(12_000);
    assert.equal(loads, before + 2);
    assert.equal(await page.locator('[data-live]').getAttribute('data-state'), 'done');
  });

  test('a person corrects a study on a phone and with the keyboard only; events meanwhile do not discard the input', async () => {
    analysisMs = 500;
    const { volume } = await world.analysed({ patientId: 'LIVE-3', patientName: 'Phantom^Form', seed: 3 });
    const study = text(volume.header, 'StudyInstanceUID');
    const address = `${world.url}/studies/${study}`;
    const phone = await browser.newPage({ viewport: { width: 390, height: 800 } });
    await phone.goto(address);
    await phone.getByRole('link', { name: 'PDF' }).waitFor({ timeout: 60_000 });
    assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth), 390);
    const chosen = phone.getByLabel('Series to analyse');
    await chosen.focus();
    await phone.keyboard.press('ArrowDown');
    await phone.keyboard.press('Tab');
    await phone.keyboard.press('Space');
    assert.equal(await phone.getByLabel(/Exclude this study/).isChecked(), true);
    await phone.keyboard.press('Tab');
    await phone.keyboard.type('Seen by a person');
    await fetch(`${world.url}/api/studies/${study}/analyses`, { method: 'POST' });
    await phone.getByText('There is something new.').waitFor({ timeout: 60_000 });
    assert.equal(await phone.getByLabel('Note').inputValue(), 'Seen by a person');
    await phone.keyboard.press('Tab');
    await phone.keyboard.press('Enter');
    await phone.getByText('A person chose').waitFor({ timeout: 60_000 });
    await phone.locator('[data-live="page"][data-state="done"]').waitFor({ timeout: 60_000 });
    assert.equal(await chosen.inputValue(), text(volume.header, 'SeriesInstanceUID'));
    assert.equal(await phone.getByLabel('Note').inputValue(), 'Seen by a person');
    await phone.getByRole('link', { name: 'PDF' }).waitFor({ state: 'detached', timeout: 30_000 });
    await phone.close();
  });

  test('an address that does not exist is a page without a stack trace', async () => {
    const response = await page.goto(`${world.url}/studies/1.2.3`);
    assert.equal(response?.status(), 404);
    const words = await page.locator('body').innerText();
    assert.match(words, /Not found/);
    assert.doesNotMatch(words, /\.ts|node:/);
    problems.length = 0;
  });

  test('no page has a script error or requests what its policy forbids', async () => {
    problems.length = 0;
    const study = await page.goto(world.url).then(() => page.locator('tbody tr').first().getAttribute('data-study'));
    for (const path of ['/', `/studies/${study}`, '/patients/1', '/failures', '/status', '/login']) {
      const response = await page.goto(world.url + path);
      assert.equal(response?.status(), 200, path);
      assert.match(await page.locator('[role=note]').innerText(), /Research use only/);
    }
    assert.deepEqual(problems, []);
  });
});

/** Waits until the page shows the report; when it appears, an open page loads itself again, and its link is there before that is over. */
async function reported(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'PDF' }).waitFor({ timeout: 180_000 });
  await page.waitForLoadState('load');
}

async function loaded(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const image = document.querySelector<HTMLImageElement>('.picture img');
    return image !== null && image.complete && image.naturalWidth > 0;
  });
}

/** Pixels of the picture that are not grey. */
async function colours(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const image = document.querySelector<HTMLImageElement>('.picture img');
    if (image === null) return -1;
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0);
    const { data } = context?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: new Uint8ClampedArray() };
    let coloured = 0;
    for (let i = 0; i < data.length; i += 4) if (Math.abs((data[i] ?? 0) - (data[i + 2] ?? 0)) > 60) coloured++;
    return coloured;
  });
}
