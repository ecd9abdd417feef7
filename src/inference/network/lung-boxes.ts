import type { Geometry, LungMask } from '../../volume/volume.ts';
import type { Box } from './preprocess.ts';

/** How the box around the lungs is drawn (models.json, `crop`). */
export interface CropRule {
  readonly marginFraction: number;
  readonly minSizeMm: number;
}

/**
 * For each slice the box that the network sees, null where the slice has no lung.
 * On each axis: the bounds of the lung mask, widened at both ends by `marginFraction` of their length; if still shorter than
 * `minSizeMm`, widened evenly to it; rounded outwards; cut at the image. Training crops by the same rule.
 */
export function lungBoxes(lungs: LungMask, geometry: Geometry, crop: CropRule): (Box | null)[] {
  const [slices, rows, columns] = geometry.shape;
  const [, rowMm, columnMm] = geometry.spacing;
  const area = rows * columns;
  return Array.from({ length: slices }, (_, z) => {
    const bounds = maskBounds(lungs.subarray(z * area, (z + 1) * area), rows, columns);
    if (bounds === null) return null;
    const [top, bottom] = widen(bounds.top, bounds.bottom, rows, crop.minSizeMm / rowMm, crop.marginFraction);
    const [left, right] = widen(bounds.left, bounds.right, columns, crop.minSizeMm / columnMm, crop.marginFraction);
    return { top, left, height: bottom - top, width: right - left };
  });
}

/** First and one past the last row and column that hold a voxel of the mask. */
function maskBounds(mask: Uint8Array, rows: number, columns: number) {
  let [top, bottom, left, right] = [rows, 0, columns, 0];
  for (let y = 0; y < rows; y++) {
    const start = y * columns;
    let first = 0;
    while (first < columns && mask[start + first] === 0) first++;
    if (first === columns) continue;
    let last = columns - 1;
    while (mask[start + last] === 0) last--;
    top = Math.min(top, y);
    bottom = y + 1;
    left = Math.min(left, first);
    right = Math.max(right, last + 1);
  }
  return bottom === 0 ? null : { top, bottom, left, right };
}

function widen(low: number, high: number, length: number, smallest: number, marginFraction: number): [number, number] {
  const margin = marginFraction * (high - low);
  const missing = Math.max(0, smallest - (high - low + 2 * margin)) / 2;
  return [Math.max(0, Math.floor(low - margin - missing)), Math.min(length, Math.ceil(high + margin + missing))];
}
