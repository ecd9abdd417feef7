/**
 * Removes from a mask, in place, all connected parts (6-neighbourhood) of fewer than `smallest` voxels.
 * `mask` is [z,y,x] of `shape`, 0 and 1. Needs no second array of the volume's size, unlike the labelling of all components.
 */
export function removeSmallBlobs(mask: Uint8Array, shape: readonly [number, number, number], smallest: number): void {
  for (let start = mask.indexOf(1); start >= 0; start = mask.indexOf(1, start + 1)) {
    const blob = fill(mask, shape, start);
    if (blob.length < smallest) for (const voxel of blob) mask[voxel] = 0;
  }
  for (let i = mask.indexOf(SEEN); i >= 0; i = mask.indexOf(SEEN, i + 1)) mask[i] = 1;
}

/** Voxels of the mask that were counted. */
const SEEN = 2;

/** Marks the part of the mask that is connected to `start` and returns its voxels. */
function fill(mask: Uint8Array, [slices, rows, columns]: readonly [number, number, number], start: number) {
  const area = rows * columns;
  const blob = [start];
  mask[start] = SEEN;
  const visit = (voxel: number) => {
    if (mask[voxel] !== 1) return;
    mask[voxel] = SEEN;
    blob.push(voxel);
  };
  for (let next = 0; next < blob.length; next++) {
    const voxel = blob[next]!;
    const x = voxel % columns;
    const y = Math.floor(voxel / columns) % rows;
    const z = Math.floor(voxel / area);
    if (x > 0) visit(voxel - 1);
    if (x < columns - 1) visit(voxel + 1);
    if (y > 0) visit(voxel - columns);
    if (y < rows - 1) visit(voxel + columns);
    if (z > 0) visit(voxel - area);
    if (z < slices - 1) visit(voxel + area);
  }
  return blob;
}
