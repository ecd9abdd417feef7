// Takes the pictures of every page in docs/pictures, at the width of a desk and of a phone. Everybody in them is a phantom.
// Usage: node scripts/screenshots.ts [name...]
// Names (study, viewer, ...) limit it to those pictures.
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { text } from '../src/dicom/dataset.ts';
import { launchBrowser } from '../test/support/browser.ts';
import { startPhantomWorld } from '../test/support/phantom-world.ts';
import { until } from '../test/support/until.ts';
import { drawnFindings } from '../test/support/viewer.ts';

const WANTED = process.argv.slice(2);
const FOLDER = resolve(import.meta.dirname, '../docs/pictures');
const WIDTHS = [1440, 390];
/** Whose study is seen while it runs. */
const SLOW = 'PHANTOM-4';
const SHAPE = [44, 224, 224] as const;

await mkdir(FOLDER, { recursive: true });
// On a busy machine slices follow one another slowly, and half a study would show as a failure.
const world = await startPhantomWorld({
  analysisMs: ({ options }) => (options.patientId === SLOW ? 90_000 : 500),
  stableAge: 15,
});
const browser = await launchBrowser();
try {
  const anna = { patientId: 'PHANTOM-1', patientName: 'Phantom^Anna', shape: SHAPE };
  const course = [
    ['20260102', 0.55],
    ['20260108', 1],
    ['20260120', 0.7],
    ['20260213', 0.3],
  ] as const;
  for (const [studyDate, lesionScale] of course) await world.send({ ...anna, studyDate, lesionScale });
  const peak = await world.analysed({ ...anna, studyDate: '20260108', lesionScale: 1 });
  await world.analysed({
    patientId: 'PHANTOM-2',
    patientName: 'Phantom^Bert',
    seed: 2,
    lesionScale: 0,
    studyDate: '20260210',
    shape: SHAPE,
  });
  await world.send({
    patientId: 'PHANTOM-3',
    patientName: 'Phantom^Cleo',
    seed: 3,
    studyDate: '20260211',
    shape: [22, 96, 96],
  });
  await world.send({
    patientId: SLOW,
    patientName: 'Phantom^Dora',
    seed: 4,
    studyDate: '20260212',
    shape: SHAPE,
  });
  await untilRunning();
  const study = `/studies/${text(peak.volume.header, 'StudyInstanceUID')}`;
  const pages = {
    worklist: '/',
    study,
    patient: '/patients/1',
    compare: '/patients/1/compare',
    failures: '/failures',
    status: '/status',
    audit: '/audit',
    users: '/users',
    tokens: '/tokens',
    'sign-in': '/login',
  };
  for (const [name, path] of Object.entries(pages)) await everyWidth(name, (page) => open(page, path));
  await picture('worklist-dark', 1440, (page) => open(page, '/'), 'dark');
  await picture('study-dark', 1440, (page) => open(page, study), 'dark');
  await everyWidth('viewer', async (page) => {
    await page.goto(`${world.url}/viewer?StudyInstanceUIDs=${text(peak.volume.header, 'StudyInstanceUID')}`);
    await until(async () => (await drawnFindings(page)).coloured.some(Boolean), 'findings are drawn', 120);
    await page.waitForTimeout(3000);
  });
} finally {
  await browser.close();
  await world.stop();
}

async function untilRunning(): Promise<void> {
  await until(
    async () => {
      const response = await fetch(`${world.url}/api/studies?state=running`);
      const { studies } = (await response.json()) as { studies: { progress: number }[] };
      return studies.some(({ progress }) => progress > 0.35);
    },
    'a study is half done',
    120,
  );
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(world.url + path);
  await page.waitForFunction(() => Array.from(document.images).every((image) => image.complete));
}

async function everyWidth(name: string, prepare: (page: Page) => Promise<void>): Promise<void> {
  for (const width of WIDTHS) await picture(name, width, prepare);
}

async function picture(
  name: string,
  width: number,
  prepare: (page: Page) => Promise<void>,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<void> {
  if (WANTED.length > 0 && !WANTED.includes(name)) return;
  const page = await browser.newPage({ viewport: { width, height: 860 }, colorScheme });
  page.setDefaultTimeout(120_000);
  await prepare(page);
  const png = await page.screenshot({ fullPage: true });
  await sharp(png)
    .png({ palette: true, colours: 200, effort: 10 })
    .toFile(resolve(FOLDER, `${name}-${width}.png`));
  await page.close();
  console.error(`${name}-${width}.png`);
}
