import sharp from 'sharp';
import type { FindingMask, Geometry, LungMask, Volume } from '../volume/volume.ts';
import { fitted, type Size } from './fit.ts';
import { lettering, svgLayer } from './lettering.ts';
import { projectionOf } from './projection.ts';
import { type Shadow, shadowsOf } from './shadows.ts';
import { axialOrder, type PixelOrder, renderPlane, type RgbImage } from './slice-image.ts';

/** The views of a whole study, in the order in which they are shown. */
export const VIEW_KINDS = ['coronal', 'sagittalRight', 'sagittalLeft', 'projection'] as const;
export type ViewKind = (typeof VIEW_KINDS)[number];

/** A picture of the lungs from another side, kept with the analysis as the thumbnails are. */
export interface View extends Size {
  readonly kind: ViewKind;
  /** JPEG, head on top, in the proportions of the patient, with letters at the edges. */
  readonly jpeg: Uint8Array;
}

const FRAME: Size = { width: 400, height: 400 };
const MARGIN_MM = 10;
/** A plane counts with those beside it, so that no spike decides which one is shown, mm on each side. */
const AROUND_MM = 5;
const LETTER = 16;

/**
 * Draws the views of a volume in the lung window: the coronal plane and the sagittal plane of each lung with most findings (with most lung
 * where there are none), tinted in the colours of the SEG, and a projection of all findings from the front. Letters name the sides: R and L,
 * A and P, H and F (PS3.3 C.7.6.1.1.1). A lung that was not found has no sagittal view.
 */
export async function makeViews(volume: Volume, lungs: LungMask, findings: FindingMask): Promise<View[]> {
  const { geometry, hu } = volume;
  const order = axialOrder(geometry);
  const { frontal, sagittal, front, axial } = shadowsOf(lungs, findings, geometry.shape[0], order);
  const [x, y, z] = [extentOf(sagittal.right, sagittal.left), extentOf(frontal), extentOf(axial)];
  const coronal = coronalOrder(geometry, order, mainPlane(frontal, order.spacingY));
  const draw = (plane: PixelOrder) => renderPlane(hu, findings, plane, { overlay: 'tint' });
  const side = (kind: ViewKind, shadow: Shadow): Promise<View>[] => {
    if (shadow.lung.every((count) => count === 0)) return [];
    const plane = sagittalOrder(geometry, order, mainPlane(shadow, order.spacingX));
    return [viewOf(kind, draw(plane), plane, [y, z], ['A', 'P'])];
  };
  return await Promise.all([
    viewOf('coronal', draw(coronal), coronal, [x, z], ['R', 'L']),
    ...side('sagittalRight', sagittal.right),
    ...side('sagittalLeft', sagittal.left),
    viewOf('projection', projectionOf(front, coronal, order.spacingY), coronal, [x, z], ['R', 'L']),
  ]);
}

/** Columns are those of the axial view, rows are slices. */
function coronalOrder({ shape, spacing }: Geometry, axial: PixelOrder, y: number): PixelOrder {
  const start = axial.start + y * axial.stepY;
  return { ...axial, height: shape[0], start, stepY: axial.width * axial.height, spacingY: spacing[0] };
}

/** Columns go from front to back, rows are slices. */
function sagittalOrder({ shape, spacing }: Geometry, axial: PixelOrder, x: number): PixelOrder {
  return {
    width: axial.height,
    height: shape[0],
    start: axial.start + x * axial.stepX,
    stepX: axial.stepY,
    stepY: axial.width * axial.height,
    spacingX: axial.spacingY,
    spacingY: spacing[0],
  };
}

/** The plane with most findings around it, else with most lung. */
function mainPlane({ lung, ggo, consolidation }: Shadow, spacing: number): number {
  const findings = ggo.map((count, at) => count + consolidation[at]!);
  const weights = findings.some((count) => count > 0) ? findings : lung;
  const reach = Math.round(AROUND_MM / spacing);
  const around = (at: number): number =>
    weights.subarray(Math.max(0, at - reach), at + reach + 1).reduce((sum, weight) => sum + weight, 0);
  const sums = Array.from(weights, (weight, at) => (weight === 0 ? 0 : around(at)));
  return sums.indexOf(Math.max(...sums));
}

type Extent = readonly [first: number, last: number];

/** The first and the last place that has lung; all places where none has. */
function extentOf(...shadows: readonly [Shadow, ...Shadow[]]): Extent {
  const has = Array.from(shadows[0].lung, (_, at) => shadows.some(({ lung }) => lung[at]! > 0));
  return has.includes(true) ? [has.indexOf(true), has.lastIndexOf(true)] : [0, has.length - 1];
}

async function viewOf(
  kind: ViewKind,
  { width, height, data }: RgbImage,
  { spacingX, spacingY }: PixelOrder,
  [across, down]: readonly [Extent, Extent],
  sides: readonly [string, string],
): Promise<View> {
  const [left, right] = withMargin(across, MARGIN_MM / spacingX, width);
  const [top, bottom] = withMargin(down, MARGIN_MM / spacingY, height);
  const box = { left, top, width: right - left + 1, height: bottom - top + 1 };
  const size = fitted(box.width * spacingX, box.height * spacingY, FRAME);
  const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
    .extract(box)
    .resize({ ...size, fit: 'fill' })
    .composite([{ input: letters(size, sides) }])
    .jpeg({ quality: 82, chromaSubsampling: '4:4:4' })
    .toBuffer();
  return { kind, ...size, jpeg: new Uint8Array(jpeg) };
}

function withMargin([first, last]: Extent, margin: number, length: number): Extent {
  return [Math.max(0, first - Math.round(margin)), Math.min(length - 1, last + Math.round(margin))];
}

function letters({ width, height }: Size, [left, right]: readonly [string, string]): Buffer {
  const [common, middle] = [{ size: LETTER, outlined: true }, height / 2 + LETTER / 3];
  return svgLayer(width, height, [
    lettering(left, { ...common, x: 6, y: middle }),
    lettering(right, { ...common, x: width - 6, y: middle, anchor: 'end' }),
    lettering('H', { ...common, x: width / 2, y: LETTER, anchor: 'middle' }),
    lettering('F', { ...common, x: width / 2, y: height - 6, anchor: 'middle' }),
  ]);
}
