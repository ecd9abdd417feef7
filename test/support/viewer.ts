import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { text } from '../../src/dicom/dataset.ts';
import type { Phantom } from '../../src/tools/phantom/phantom.ts';
import { OHIF_FOLDER } from '../../src/web/viewer/router.ts';

/** Is there when scripts/fetch-ohif.sh has run. */
export const OHIF = join(OHIF_FOLDER, '.stamp');

/** Pixels of the viewport, true where something coloured is drawn over the grey image. */
export interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly coloured: readonly boolean[];
}

/** Where the viewer shows the phantom's study; `slice` is one to begin with, counted from the head. */
export function viewerAddress(url: string, { volume }: Phantom, slice?: number): string {
  const study = `${url}/viewer?StudyInstanceUIDs=${text(volume.header, 'StudyInstanceUID')}`;
  return slice === undefined ? study : `${study}&initialSOPInstanceUID=${volume.slices[slice]!.sopInstanceUid}`;
}

/** Opens the phantom's study in OHIF and waits until an image is shown. */
export async function openViewer(page: Page, url: string, phantom: Phantom, slice?: number): Promise<void> {
  await page.goto(viewerAddress(url, phantom, slice));
  await sliceNumbers(page).first().waitFor();
}

/** The numbers of the shown slices, in the corners of the viewports. */
function sliceNumbers(page: Page): Locator {
  return page.getByText(/^I:\s*\d+ \(\d+\/\d+\)$/);
}

/** The slice that is shown in viewport `place`, counted from the head, by the instance number in its corner. */
export async function shownSlice(page: Page, { options }: Phantom, place = 0): Promise<number> {
  const label = sliceNumbers(page).nth(place);
  const number = Number(/I:\s*(\d+)/.exec((await label.textContent()) ?? '')?.[1]);
  return options.feetFirst ? options.shape[0] - number : number - 1;
}

/** The picture of viewport `place` as RGB; empty while OHIF puts another view in the place of the first. */
async function shownPicture(page: Page, place: number): Promise<{ width: number; height: number; data: Uint8Array }> {
  const clip = await page.locator('canvas.cornerstone-canvas').nth(place).boundingBox();
  if (clip === null) return { width: 0, height: 0, data: new Uint8Array() };
  const png = await page.screenshot({ clip });
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** What is drawn over the image of viewport `place` now: its pixels are grey, findings are yellow and red. */
export async function drawnFindings(page: Page, place = 0): Promise<Drawn> {
  const { width, height, data } = await shownPicture(page, place);
  const coloured = Array.from({ length: width * height }, (_, i) => data[i * 3]! - data[i * 3 + 2]! > 40);
  return { width, height, coloured };
}

/**
 * How far the greys of viewport `place` lie from those of slice z of the phantom in the lung window (1500 around -600 HU): mean of the
 * absolute differences, 0..255, over the lungs without findings.
 */
export async function distanceFromLungWindow(page: Page, phantom: Phantom, z: number, place = 0): Promise<number> {
  const { volume, lungs, findings, options } = phantom;
  const { width, height, data } = await shownPicture(page, place);
  const [, rows, columns] = options.shape;
  const { scale, left, top } = fit({ width, height }, phantom);
  const differences: number[] = [];
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const at = (z * rows + y) * columns + x;
      if (lungs[at] === 0 || findings[at] !== 0) continue;
      const expected = Math.min(255, Math.max(0, ((volume.hu[at]! + 600) / 1500 + 0.5) * 255));
      const pixel = Math.floor(top + (y + 0.5) * scale) * width + Math.floor(left + (x + 0.5) * scale);
      differences.push(Math.abs(data[pixel * 3]! - expected));
    }
  return differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
}

/** The image is shown as large as fits, in the middle. */
function fit(view: { width: number; height: number }, { options }: Phantom) {
  const [, rows, columns] = options.shape;
  const scale = Math.min(view.width / columns, view.height / rows);
  return { scale, left: (view.width - columns * scale) / 2, top: (view.height - rows * scale) / 2 };
}

/**
 * How well what is drawn covers the findings of slice z (intersection over union, 0..1), or their mirror image.
 */
export function agreement(drawn: Drawn, phantom: Phantom, z: number, mirrored = false): number {
  const { findings, options } = phantom;
  const [, rows, columns] = options.shape;
  const { scale, left, top } = fit(drawn, phantom);
  let [both, either] = [0, 0];
  drawn.coloured.forEach((coloured, i) => {
    const x = Math.floor(((i % drawn.width) - left) / scale);
    const y = Math.floor((Math.floor(i / drawn.width) - top) / scale);
    const inside = x >= 0 && y >= 0 && x < columns && y < rows;
    const at = (z * rows + y) * columns + (mirrored ? columns - 1 - x : x);
    const infected = inside && findings[at] !== 0;
    if (coloured && infected) both++;
    if (coloured || infected) either++;
  });
  return either === 0 ? 0 : both / either;
}
