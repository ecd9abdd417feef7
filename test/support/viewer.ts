import { join } from 'node:path';
import type { Page } from 'playwright-core';
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

/** Opens the phantom's study in OHIF and waits until its series are listed. */
export async function openViewer(page: Page, url: string, { volume }: Phantom): Promise<void> {
  const study = text(volume.header, 'StudyInstanceUID');
  await page.goto(`${url}/viewer?StudyInstanceUIDs=${study}`);
  await page.getByText('Lung infection measure').first().waitFor();
}

/** The slice that is shown, counted from the head, by the instance number in its corner. */
export async function shownSlice(page: Page, { options }: Phantom): Promise<number> {
  const label = page.getByText(/^I:\s*\d+ \(\d+\/\d+\)$/).first();
  const number = Number(/I:\s*(\d+)/.exec((await label.textContent()) ?? '')?.[1]);
  return options.feetFirst ? options.shape[0] - number : number - 1;
}

/** What is drawn over the image now: its pixels are grey, findings are yellow and red. */
export async function drawnFindings(page: Page): Promise<Drawn> {
  // While OHIF puts another view in the place of the first, there is no canvas for a moment.
  const clip = await page.locator('canvas.cornerstone-canvas').first().boundingBox();
  if (clip === null) return { width: 0, height: 0, coloured: [] };
  const png = await page.screenshot({ clip });
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const coloured = Array.from({ length: info.width * info.height }, (_, i) => {
    const [red = 0, , blue = 0] = data.subarray(i * 3, i * 3 + 3);
    return red - blue > 40;
  });
  return { width: info.width, height: info.height, coloured };
}

/**
 * How well what is drawn covers the findings of slice z (intersection over union, 0..1), or their mirror image. The image is
 * shown as large as fits, in the middle.
 */
export function agreement(drawn: Drawn, { findings, options }: Phantom, z: number, mirrored = false): number {
  const [, rows, columns] = options.shape;
  const scale = Math.min(drawn.width / columns, drawn.height / rows);
  const [left, top] = [(drawn.width - columns * scale) / 2, (drawn.height - rows * scale) / 2];
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
