import sharp from 'sharp';
import type { FindingMask, LungMask, Volume } from '../volume/volume.ts';
import { renderSlice } from './slice-image.ts';

const COLUMNS = 5;
const ROWS = 4;
const TILE = 256;

/**
 * A PNG of up to 20 slices spread evenly over the lungs, head to foot, row by row, in the lung window and the axial view
 * (patient's right on the left), with the findings drawn in the colours of the SEG.
 */
export async function renderMontage(volume: Volume, lungs: LungMask, findings: FindingMask): Promise<Buffer> {
  const chosen = spread(slicesWithLung(volume, lungs), COLUMNS * ROWS);
  const tiles = await Promise.all(
    chosen.map(async (z, n) => ({
      input: await tile(volume, findings, z),
      left: (n % COLUMNS) * TILE,
      top: Math.floor(n / COLUMNS) * TILE,
    })),
  );
  const height = Math.max(1, Math.ceil(chosen.length / COLUMNS)) * TILE;
  return sharp({ create: { width: COLUMNS * TILE, height, channels: 3, background: 'black' } })
    .composite(tiles)
    .png()
    .toBuffer();
}

async function tile(volume: Volume, findings: FindingMask, z: number): Promise<Buffer> {
  const { data, width, height } = renderSlice(volume, findings, z, { overlay: 'both' });
  return sharp(data, { raw: { width, height, channels: 3 } })
    .resize(TILE, TILE, { fit: 'contain', background: 'black' })
    .png()
    .toBuffer();
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
