import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { CHROMIUM, launchBrowser } from '../support/browser.ts';
import { type EveryPage, startEveryPage } from '../support/every-page.ts';
import { without } from '../support/programs.ts';

/** WCAG 2.2, levels A and AA. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** What the colours alone decide: in the dark the rest is as in the light. */
const COLOURS = ['color-contrast', 'link-in-text-block'];
const WIDTHS = [1440, 390];

suite('every page, light and dark, on a desk and on a phone', { skip: without('Orthanc', CHROMIUM) }, () => {
  let every: EveryPage;
  let browser: Browser;
  let context: BrowserContext;
  before(async () => {
    [every, browser] = await Promise.all([startEveryPage(), launchBrowser()]);
    context = await browser.newContext({ bypassCSP: true, extraHTTPHeaders: every.admin });
  });
  after(async () => {
    await browser.close();
    await every.world.stop();
  });
  const open = async (path: string, within = context) => {
    const page = await within.newPage();
    page.setDefaultTimeout(120_000);
    await page.goto(every.world.url + path, { waitUntil: 'load' });
    return page;
  };
  /** What is wrong with the page in both colour schemes at both widths. */
  const everyLook = async (page: Page) => {
    const found: string[] = [];
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 860 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const wrong = await forbidden(page, colorScheme === 'light' ? { tags: RULES } : { rules: COLOURS });
        found.push(...wrong.map((one) => `${colorScheme} ${width}: ${one}`));
      }
      found.push(...(await misfits(page, width)).map((one) => `${width}: ${one}`));
    }
    return found;
  };

  test('axe-core finds nothing that WCAG 2.2 AA forbids, and no page is wider than the screen or breaks words into letters', async (t) => {
    for (const [name, path] of Object.entries(every.paths))
      await t.test(name, async () => {
        const page = await open(path);
        assert.deepEqual(await everyLook(page), []);
        await page.close();
      });
  });

  test('the same holds for the sign-in page', async () => {
    const stranger = await browser.newContext({ bypassCSP: true });
    const page = await open(every.signIn, stranger);
    assert.equal(await page.getByRole('button', { name: 'Sign in' }).count(), 1);
    assert.deepEqual(await everyLook(page), []);
    await stranger.close();
  });
});

/** What axe-core finds by rules of these tags, or by these rules. */
async function forbidden(page: Page, by: { tags: string[] } | { rules: string[] }): Promise<string[]> {
  const builder = new AxeBuilder({ page });
  const { violations } = await ('tags' in by ? builder.withTags(by.tags) : builder.withRules(by.rules)).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}

/** What does not fit the screen. */
async function misfits(page: Page, width: number): Promise<string[]> {
  const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
  const tooWide = scrollWidth > width ? [`the page is ${scrollWidth} pixels wide`] : [];
  return [...tooWide, ...(await brokenWords(page))];
}

/** Texts of which no line has room for three letters. */
async function brokenWords(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const broken: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      if (text.length < 4 || node.parentElement?.closest('.hidden, .worklist thead, script, style, svg')) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const lines = Array.from(range.getClientRects()).filter(({ height }) => height > 4);
      const widest = Math.max(...lines.map(({ width }) => width));
      const letter = parseFloat(getComputedStyle(node.parentElement!).fontSize) / 2;
      if (lines.length > 2 && widest < 3 * letter) broken.push(`"${text}" is broken into ${lines.length} lines`);
    }
    return broken;
  });
}
