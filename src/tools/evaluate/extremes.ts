import { join } from 'node:path';
import sharp from 'sharp';
import type { Scan } from '../../inference/network/infer.ts';
import { renderSlice } from '../../report/slice-image.ts';
import type { FindingMask } from '../../volume/volume.ts';

/** One labelled image, as it is and with what was found in it; [1,y,x] in the axial view. */
export interface Case {
  readonly name: string;
  /** Dice of the infection at threshold 0.5. */
  readonly dice: number;
  readonly scan: Scan;
  readonly truth: FindingMask;
  readonly found: FindingMask;
}

const SHOWN = 10;
const COLUMNS = 2;
const PANEL = 256;
const CAPTION = 28;

/** Writes best.png and worst.png into the folder: the ten cases of highest and of lowest Dice, each as image, truth and result. */
export async function writeExtremes(folder: string, cases: readonly Case[]): Promise<void> {
  const ranked = cases.toSorted((a, b) => b.dice - a.dice || (a.name < b.name ? -1 : 1));
  await writeSheet(join(folder, 'best.png'), ranked.slice(0, SHOWN));
  await writeSheet(join(folder, 'worst.png'), ranked.slice(-SHOWN).reverse());
}

async function writeSheet(path: string, cases: readonly Case[]): Promise<void> {
  const [width, height] = [3 * PANEL, PANEL + CAPTION];
  const tiles = await Promise.all(
    cases.map(async (one, n) => {
      const [left, top] = [(n % COLUMNS) * width, Math.floor(n / COLUMNS) * height];
      const panels = [one.truth.map(() => 0), one.truth, one.found].map(async (findings, place) => ({
        input: await panel(one.scan, findings),
        left: left + place * PANEL,
        top: top + CAPTION,
      }));
      return [{ input: caption(one, width), left, top }, ...(await Promise.all(panels))];
    }),
  );
  const sheet = { width: COLUMNS * width, height: Math.max(1, Math.ceil(cases.length / COLUMNS)) * height };
  await sharp({ create: { ...sheet, channels: 3, background: 'black' } })
    .composite(tiles.flat())
    .png()
    .toFile(path);
}

async function panel(scan: Scan, findings: FindingMask): Promise<Buffer> {
  const { data, width, height } = renderSlice(scan, findings, 0);
  return sharp(data, { raw: { width, height, channels: 3 } })
    .resize(PANEL, PANEL, { fit: 'contain', background: 'black' })
    .png()
    .toBuffer();
}

function caption({ name, dice }: Case, width: number): Buffer {
  const words = `${name.replace(/[<&]/g, ' ')}: image, truth, found; Dice ${dice.toFixed(3)}`;
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${CAPTION}">` +
      `<text x="8" y="20" font-family="sans-serif" font-size="16" fill="white">${words}</text></svg>`,
  );
}
