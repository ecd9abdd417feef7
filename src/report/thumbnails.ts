import sharp from 'sharp';
import { type SliceInLung, slicesInLung } from '../followup/timepoint.ts';
import type { Measurements } from '../inference/measure/measurements.ts';
import type { FindingMask, LungMask, Volume } from '../volume/volume.ts';
import { fitted, padding, type Size } from './fit.ts';
import { keySlices, spread } from './key-slices.ts';
import { axialOrder, type PixelOrder, renderSlice } from './slice-image.ts';

/** A small picture of a slice with its findings, kept with the analysis so that later reports can show it. */
export interface SliceThumbnail {
  /** Height of the slice in the lungs: 0 at their highest slice, 1 at their lowest. */
  readonly height: number;
  readonly sopInstanceUid: string;
  readonly frameNumber?: number;
  /** Infected area of the slice, mm2, and its share of the slice's lung area, percent. */
  readonly infectedMm2: number;
  readonly infectedPercent: number;
  /** JPEG, THUMBNAIL_WIDTH x THUMBNAIL_HEIGHT pixels, axial view, cropped to the lungs. */
  readonly jpeg: Uint8Array;
}

export const THUMBNAIL_WIDTH = 288;
export const THUMBNAIL_HEIGHT = 216;

/** A JPEG as the address of a picture that is in the document itself. */
export function jpegAddress(jpeg: Uint8Array): string {
  return `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`;
}
const FRAME = { width: THUMBNAIL_WIDTH, height: THUMBNAIL_HEIGHT };
/** Evenly spread heights, the same at every timepoint, so that each slice finds its counterpart within 1/32 of the lungs. */
const EVEN_HEIGHTS = Array.from({ length: 16 }, (_, step) => (step + 0.5) / 16);
const MARGIN_MM = 8;

/**
 * Pictures of slices at sixteen even lung heights and of the key slices, head to foot: what a later report needs of a
 * timepoint. About 0.2 MB in total.
 */
export async function makeThumbnails(
  volume: Volume,
  lungs: LungMask,
  findings: FindingMask,
  { slices }: Measurements,
): Promise<SliceThumbnail[]> {
  const inLung = slicesInLung(slices);
  const keys = new Set(keySlices(slices).map(({ index }) => index));
  const even = new Set(EVEN_HEIGHTS.map((height) => nearest(inLung, height)));
  const chosen = inLung.filter((slice) => keys.has(slice.index) || even.has(slice));
  const order = axialOrder(volume.geometry);
  const box = lungBox(lungs, order);
  return Promise.all(chosen.map((slice) => thumbnail(volume, findings, slice, order, box)));
}

/** The candidate whose height is nearest; the higher one if two are equally near. */
function nearest<T extends { readonly height: number }>(candidates: readonly T[], height: number): T | undefined {
  const distance = (candidate: T): number => Math.abs(candidate.height - height);
  return candidates.reduce<T | undefined>(
    (best, candidate) => (best === undefined || distance(candidate) < distance(best) ? candidate : best),
    undefined,
  );
}

interface Box extends Size {
  readonly left: number;
  readonly top: number;
}

async function thumbnail(
  volume: Volume,
  findings: FindingMask,
  { slice, index, height }: SliceInLung,
  order: PixelOrder,
  box: Box,
): Promise<SliceThumbnail> {
  const size = fitted(box.width * order.spacingX, box.height * order.spacingY, FRAME);
  const { width, height: rows, data } = renderSlice(volume, findings, index, { order });
  const jpeg = await sharp(data, { raw: { width, height: rows, channels: 3 } })
    .extract(box)
    .resize({ ...size, fit: 'fill' })
    .extend({ ...padding(size, FRAME), background: '#000' })
    .jpeg({ quality: 82, chromaSubsampling: '4:4:4' })
    .toBuffer();
  return {
    height,
    sopInstanceUid: slice.sopInstanceUid,
    ...(slice.frameNumber === undefined ? {} : { frameNumber: slice.frameNumber }),
    infectedMm2: slice.infectedMm2,
    infectedPercent: (slice.infectedMm2 / slice.lungMm2) * 100,
    jpeg: new Uint8Array(jpeg),
  };
}

/** The box around the lungs of all slices with a margin, in pixels of the picture. */
function lungBox(lungs: LungMask, { width, height, start, stepX, stepY, spacingX, spacingY }: PixelOrder): Box {
  const size = width * height;
  const shadow = new Uint8Array(size);
  for (let at = 0; at < lungs.length; at++) if (lungs[at] !== 0) shadow[at % size] = 1;
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (shadow[start + x * stepX + y * stepY] !== 1) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
  }
  const [marginX, marginY] = [Math.round(MARGIN_MM / spacingX), Math.round(MARGIN_MM / spacingY)];
  [left, top] = [Math.max(0, left - marginX), Math.max(0, top - marginY)];
  [right, bottom] = [Math.min(width - 1, right + marginX), Math.min(height - 1, bottom + marginY)];
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** The most affected slices, from the top of the lungs to the bottom, each beside its counterpart at the same lung height. */
export interface Strip {
  /** When the rows of pictures were acquired, ISO. */
  readonly current: string;
  readonly previous: string | null;
  /** Study Instance UIDs of the rows. */
  readonly studies: { readonly current: string; readonly previous: string | null };
  /** Pictures side by side. */
  readonly perRow: number;
  readonly columns: readonly StripColumn[];
}

export interface StripColumn {
  readonly height: number;
  readonly current: SliceThumbnail;
  readonly previous: SliceThumbnail | null;
}

const FAR = 0.12;
const SEPARATION = 0.06;

/**
 * Up to `count` heights: those at which either timepoint weighs most (evenly spread ones where neither is infected) and the slices nearest
 * to them. First they are far apart, so that they show all of the lungs that is affected; what is left of them may lie closer.
 */
export function stripColumns(
  current: readonly SliceThumbnail[],
  previous: readonly SliceThumbnail[],
  count: number,
  weight: (thumbnail: SliceThumbnail) => number = ({ infectedMm2 }) => infectedMm2,
): StripColumn[] {
  const columns = [...current, ...previous]
    .map(({ height }) => ({ height, current: nearest(current, height), previous: nearest(previous, height) ?? null }))
    .filter((column): column is StripColumn => column.current !== undefined);
  const worst = (column: StripColumn): number =>
    Math.max(weight(column.current), column.previous === null ? 0 : weight(column.previous));
  const infected = columns.filter((column) => worst(column) > 0);
  const candidates = infected.length > 0 ? infected : columns;
  const apart = spread(candidates, worst, count, FAR);
  return apart.length === count ? apart : spread(candidates, worst, count, SEPARATION);
}
