import { FINDINGS } from '../volume/findings.ts';
import type { FindingMask, Geometry, Volume } from '../volume/volume.ts';
import { FINDING_COLOURS, type Rgb } from './finding-colours.ts';

/** How the pixels of a picture are read from a slice or a volume: stored pixel index = start + x * stepX + y * stepY. */
export interface PixelOrder {
  readonly width: number;
  readonly height: number;
  readonly start: number;
  readonly stepX: number;
  readonly stepY: number;
  /** Pixel distance along the picture's rows and columns, mm. */
  readonly spacingX: number;
  readonly spacingY: number;
}

/** The order in which the slices are stored. */
export function storedOrder({ shape, spacing }: Geometry): PixelOrder {
  const [, height, width] = shape;
  return { width, height, start: 0, stepX: 1, stepY: width, spacingX: spacing[2], spacingY: spacing[1] };
}

/**
 * The order of the axial view: the patient's right on the picture's left, the front on top, whatever way the slices are
 * stored (x of LPS grows to the patient's left, y to the back; PS3.3 C.7.6.2.1.1).
 */
export function axialOrder(geometry: Geometry): PixelOrder {
  const stored = storedOrder(geometry);
  const { columnAxis, rowAxis } = geometry;
  const transposed = Math.abs(columnAxis[1]) > Math.abs(columnAxis[0]);
  const [width, height] = transposed ? [stored.height, stored.width] : [stored.width, stored.height];
  const [spacingX, spacingY] = transposed ? [stored.spacingY, stored.spacingX] : [stored.spacingX, stored.spacingY];
  const stepX = transposed ? sign(rowAxis[0]) * stored.stepY : sign(columnAxis[0]);
  const stepY = transposed ? sign(columnAxis[1]) : sign(rowAxis[1]) * stored.stepY;
  const start = Math.max(0, -stepX * (width - 1)) + Math.max(0, -stepY * (height - 1));
  return { width, height, start, stepX, stepY, spacingX, spacingY };
}

function sign(component: number): 1 | -1 {
  return component < 0 ? -1 : 1;
}

/** Hounsfield units shown as black and as white. */
export interface HuWindow {
  readonly low: number;
  readonly high: number;
}
export const LUNG_WINDOW: HuWindow = { low: -1350, high: 150 };

export interface SliceImageOptions {
  readonly window?: HuWindow;
  /** How findings are drawn: a line around them, a tint over them, both, or not at all. */
  readonly overlay?: 'contour' | 'tint' | 'both' | 'none';
  /** The axial view by default. */
  readonly order?: PixelOrder;
}

/** A picture of 8-bit red, green, blue pixels, row by row from the top left. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Buffer;
}

const TINT = 0.35;
const BLACK: Rgb = [0, 0, 0];
/** By the label of the finding. */
const COLOURS: Readonly<Record<number, Rgb>> = Object.fromEntries(
  FINDINGS.map(({ value, key }) => [value, FINDING_COLOURS[key]]),
);

/**
 * Draws slice z of a volume in the lung window with its findings, one picture pixel per voxel, in the axial view (patient's right on the
 * left). Findings have the colours that the SEG gives them.
 */
export function renderSlice(
  volume: Pick<Volume, 'hu' | 'geometry'>,
  findings: FindingMask,
  z: number,
  { order = axialOrder(volume.geometry), ...options }: SliceImageOptions = {},
): RgbImage {
  const size = order.width * order.height;
  const [from, to] = [z * size, (z + 1) * size];
  return renderPlane(volume.hu.subarray(from, to), findings.subarray(from, to), order, options);
}

/** Draws the voxels that an order reads from `hu` and `labels`: a slice, or a plane across slices. */
export function renderPlane(
  hu: Int16Array,
  labels: FindingMask,
  order: PixelOrder,
  { window = LUNG_WINDOW, overlay = 'both' }: Omit<SliceImageOptions, 'order'> = {},
): RgbImage {
  const data = Buffer.alloc(order.width * order.height * 3);
  const scale = 255 / (window.high - window.low);
  for (let y = 0, out = 0; y < order.height; y++) {
    for (let x = 0; x < order.width; x++, out += 3) {
      const at = order.start + x * order.stepX + y * order.stepY;
      const grey = Math.min(255, Math.max(0, ((hu[at] ?? 0) - window.low) * scale));
      const label = labels[at] ?? 0;
      const share = label === 0 || overlay === 'none' ? 0 : opacity(overlay, onEdge(labels, order, x, y));
      paint(data, out, grey, COLOURS[label] ?? BLACK, share);
    }
  }
  return { width: order.width, height: order.height, data };
}

function opacity(overlay: 'contour' | 'tint' | 'both', edge: boolean): number {
  if (edge && overlay !== 'tint') return 1;
  return overlay === 'contour' ? 0 : TINT;
}

function paint(data: Buffer, at: number, grey: number, colour: Rgb, share: number): void {
  for (let channel = 0; channel < 3; channel++) {
    data[at + channel] = Math.round(grey * (1 - share) + (colour[channel] ?? 0) * share);
  }
}

/** True where one of the four neighbours has another label; what lies outside the slice counts as another label. */
function onEdge(labels: Uint8Array, { width, height, start, stepX, stepY }: PixelOrder, x: number, y: number): boolean {
  if (x === 0 || y === 0 || x === width - 1 || y === height - 1) return true;
  const at = start + x * stepX + y * stepY;
  const label = labels[at];
  return [at - stepX, at + stepX, at - stepY, at + stepY].some((neighbour) => labels[neighbour] !== label);
}
