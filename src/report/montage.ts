import sharp from 'sharp';
import { ENGLISH } from '../language/en.ts';
import { PRODUCT } from '../product.ts';
import { FINDINGS } from '../volume/findings.ts';
import type { FindingMask, LungMask, Volume } from '../volume/volume.ts';
import { FINDING_COLOURS } from './finding-colours.ts';
import { fitted, padding } from './fit.ts';
import { lettering, svgLayer } from './lettering.ts';
import { axialOrder, renderSlice } from './slice-image.ts';

const COLUMNS = 5;
const ROWS = 4;
const TILE = 256;
const FOOT = 40;
const SWATCH = 14;

/**
 * A PNG of up to 20 slices spread evenly over the lungs, head to foot, row by row, in the lung window and the axial view
 * (patient's right on the left), with the findings drawn in the colours of the SEG. Every slice has its number, counted from the head, and
 * the sides of the patient; below stand the colours and the research notice.
 */
export async function renderMontage(volume: Volume, lungs: LungMask, findings: FindingMask): Promise<Buffer> {
  const chosen = spread(slicesWithLung(volume, lungs), COLUMNS * ROWS);
  const tiles = await Promise.all(
    chosen.map(async (z, n) => ({ input: await tile(volume, findings, z), ...placeOf(n) })),
  );
  const width = COLUMNS * TILE;
  const height = Math.max(1, Math.ceil(chosen.length / COLUMNS)) * TILE;
  const labels = chosen.map((z, n) => label(`${z + 1} / ${volume.slices.length}`, placeOf(n)));
  return sharp({ create: { width, height: height + FOOT, channels: 3, background: 'black' } })
    .composite([...tiles, { input: svgLayer(width, height + FOOT, [...labels, foot(width, height)]), left: 0, top: 0 }])
    .removeAlpha()
    .png()
    .toBuffer();
}

interface Place {
  readonly left: number;
  readonly top: number;
}

function placeOf(n: number): Place {
  return { left: (n % COLUMNS) * TILE, top: Math.floor(n / COLUMNS) * TILE };
}

async function tile(volume: Volume, findings: FindingMask, z: number): Promise<Buffer> {
  const order = axialOrder(volume.geometry);
  const { data, width, height } = renderSlice(volume, findings, z, { overlay: 'both', order });
  const frame = { width: TILE, height: TILE };
  const size = fitted(width * order.spacingX, height * order.spacingY, frame);
  return sharp(data, { raw: { width, height, channels: 3 } })
    .resize({ ...size, fit: 'fill' })
    .extend({ ...padding(size, frame), background: 'black' })
    .png()
    .toBuffer();
}

/** The number of a slice and the sides of the patient. */
function label(number: string, { left, top }: Place): string {
  const outlined = true;
  return [
    lettering(number, { x: left + 8, y: top + 22, size: 16, outlined }),
    lettering('R', { x: left + 8, y: top + TILE / 2, size: 16, outlined }),
    lettering('L', { x: left + TILE - 8, y: top + TILE / 2, size: 16, anchor: 'end', outlined }),
  ].join('');
}

function foot(width: number, top: number): string {
  const y = top + FOOT / 2 + 5;
  const legend = FINDINGS.map(({ key }, n) => {
    const x = 12 + n * 230;
    const swatch = `<rect x="${x}" y="${y - SWATCH + 2}" width="${SWATCH}" height="${SWATCH}" fill="rgb(${FINDING_COLOURS[key].join(',')})"/>`;
    return swatch + lettering(ENGLISH.subject[key].noun, { x: x + SWATCH + 8, y, size: 15 });
  });
  const view = lettering('Slices counted from the head; R, L: the patient’s sides', { x: 440, y, size: 15 });
  const notice = lettering(PRODUCT.notice, { x: width - 12, y, size: 15, anchor: 'end' });
  return `<rect x="0" y="${top}" width="${width}" height="${FOOT}" fill="#202020"/>${legend.join('')}${view}${notice}`;
}

function slicesWithLung({ geometry }: Volume, lungs: LungMask): number[] {
  const [slices, rows, columns] = geometry.shape;
  const area = rows * columns;
  const hasLung = (z: number) => lungs.subarray(z * area, (z + 1) * area).some((label) => label !== 0);
  return Array.from({ length: slices }, (_, z) => z).filter(hasLung);
}

/** At most `count` of the values, evenly spread, ends included. */
function spread(values: readonly number[], count: number): number[] {
  if (values.length <= count) return [...values];
  return Array.from({ length: count }, (_, n) => values[Math.round((n * (values.length - 1)) / (count - 1))]!);
}
