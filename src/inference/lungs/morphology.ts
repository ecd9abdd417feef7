import { nextLabelled } from '../../volume/volume.ts';
import type { Shape } from './grid.ts';

/**
 * The cells of a mask [z,y,x] of 0 and 1 whose four neighbours in the slice are set too; the world outside the image counts as
 * set.
 */
export function erodeInPlane(mask: Uint8Array, [depth, height, width]: Shape): Uint8Array {
  const kept = new Uint8Array(mask.length);
  for (let row = 0; row < depth * height; row++) {
    const y = row % height;
    // At the edge of the image a cell stands in for the neighbour that it lacks.
    erodeRow(mask, row * width, width, y > 0 ? -width : 0, y < height - 1 ? width : 0, kept);
  }
  return kept;
}

function erodeRow(mask: Uint8Array, from: number, width: number, above: number, below: number, kept: Uint8Array): void {
  const last = from + width - 1;
  let left = mask[from]!;
  for (let i = from, own = left; i <= last; i++) {
    const right = i < last ? mask[i + 1]! : own;
    kept[i] = own & left & right & mask[i + above]! & mask[i + below]!;
    left = own;
    own = right;
  }
}

/** A mask [z,y,x] with the neighbours of its cells in the slice, as far as `within` is set. */
export function dilateInPlane(mask: Uint8Array, [, height, width]: Shape, within?: Uint8Array): Uint8Array {
  const grown = mask.slice();
  const reach = (from: number, to: number): void => {
    if (!within) grown.fill(1, from, to);
    else for (let i = from; i < to; i++) if (within[i]) grown[i] = 1;
  };
  let end = 0;
  for (let start = nextLabelled(mask, 0); start >= 0; start = nextLabelled(mask, end)) {
    const row = Math.floor(start / width);
    const last = (row + 1) * width;
    end = start + 1;
    while (end < last && mask[end]) end++;
    reach(Math.max(row * width, start - 1), Math.min(last, end + 1));
    if (row % height > 0) reach(start - width, end - width);
    if (row % height < height - 1) reach(start + width, end + width);
  }
  return grown;
}

/** A mask [z,y,x] with the neighbours of its cells in the slice, above and below. */
export function dilate(mask: Uint8Array, shape: Shape): Uint8Array {
  const grown = dilateInPlane(mask, shape);
  const area = shape[1] * shape[2];
  for (let i = nextLabelled(mask, 0); i >= 0; i = nextLabelled(mask, i + 1)) {
    if (i >= area) grown[i - area] = 1;
    if (i + area < mask.length) grown[i + area] = 1;
  }
  return grown;
}
