import { type Dataset, numbers, texts } from '../../dicom/dataset.ts';
import { angleBetween, cross, type Vector3 } from '../volume.ts';

/** Values of ImageType (PS3.3 C.7.6.1.1.2, C.8.2.1.1.1, C.8.15.2.1.1, and vendors' own) of overview images. */
export const LOCALIZER_WORDS = /\b(LOCALIZER|SCOUT|TOPOGRAM|SURVIEW|SCANOGRAM)\b/;

/** A scan has one localizer, or two from the front and the side, and sometimes one more; a reformat has many images. */
const MOST_LOCALIZERS = 3;
/** Between the normals of a localizer and of the axial slices, degrees. */
const ACROSS_DEGREES = 45;

/**
 * Parts the images of a series into slices and localizers, which some scanners and archives file with the scan. A localizer says so in
 * ImageType (PS3.3 C.8.2.1.1.1), or is one of a few images that stand across all others. A series of nothing else is not parted.
 */
export function withoutLocalizers(headers: readonly Dataset[]): { slices: Dataset[]; localizers: Dataset[] } {
  const named = Map.groupBy(headers, (header) =>
    LOCALIZER_WORDS.test(texts(header, 'ImageType').join('\\').toUpperCase()),
  );
  const slices = named.get(false) ?? [];
  if (slices.length === 0) return { slices: [...headers], localizers: [] };
  const normal = commonNormal(slices);
  const across = slices.filter((header) => normal !== undefined && standsAcross(header, normal));
  const isFew = across.length <= MOST_LOCALIZERS && across.length < slices.length - across.length;
  return {
    slices: isFew ? slices.filter((header) => !across.includes(header)) : slices,
    localizers: [...(named.get(true) ?? []), ...(isFew ? across : [])],
  };
}

/** The normal that most images have. */
function commonNormal(headers: readonly Dataset[]): Vector3 | undefined {
  const normals = headers.map(normalOf).filter((normal) => normal !== undefined);
  const alike = (normal: Vector3) => normals.filter((other) => !isAcross(normal, other)).length;
  return normals.find((normal) => 2 * alike(normal) > normals.length);
}

function standsAcross(header: Dataset, normal: Vector3): boolean {
  const own = normalOf(header);
  return own !== undefined && isAcross(own, normal);
}

function isAcross(a: Vector3, b: Vector3): boolean {
  const angle = angleBetween(a, b);
  return Math.min(angle, 180 - angle) > ACROSS_DEGREES;
}

function normalOf(header: Dataset): Vector3 | undefined {
  const [a, b, c, d, e, f] = numbers(header, 'ImageOrientationPatient');
  if (a === undefined || b === undefined || c === undefined || d === undefined || e === undefined || f === undefined)
    return undefined;
  return cross([a, b, c], [d, e, f]);
}
