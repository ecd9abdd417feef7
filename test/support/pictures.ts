import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import sharp from 'sharp';
import type { Picture } from '../../src/tools/evaluate/metrics/scores.ts';

/** A picture whose pixels a function of column and row gives. */
export function paint(width: number, height: number, value: (x: number, y: number) => number): Picture {
  const values = Uint8Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)));
  return { width, height, values };
}

/** Writes pixels as PNG or JPEG (by the file's ending), one, three or more channels. */
export async function writePicture(path: string, { width, height, values }: Picture): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const channels = (values.length / (width * height)) as 1 | 3;
  const image = sharp(values, { raw: { width, height, channels } });
  await (channels === 1 ? image.toColourspace('b-w') : image).toFile(path);
}

/** Writes class indices 0, 1, 2 as the palette image of the multi-class truth: black, dark red, dark green. */
export async function writePalette(path: string, { width, height, values }: Picture): Promise<void> {
  const colours = [0, 0, 0, 128, 0, 0, 0, 128, 0];
  const rgb = Uint8Array.from(
    { length: 3 * values.length },
    (_, i) => colours[3 * values[Math.floor(i / 3)]! + (i % 3)]!,
  );
  await mkdir(dirname(path), { recursive: true });
  await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png({ palette: true })
    .toFile(path);
}
