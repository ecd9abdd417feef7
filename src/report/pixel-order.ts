import type { Geometry } from '../volume/volume.ts';

/** How the pixels of a picture are read from a slice: stored pixel index = start + x * stepX + y * stepY. */
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
