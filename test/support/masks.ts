/** How well a label of two masks agrees: 1 where it covers the same voxels, 0 where it shares none (Dice). */
export function dice(a: Uint8Array, b: Uint8Array, label: number): number {
  let shared = 0;
  let all = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] === label) all++;
    if (b[i] === label) all++;
    if (a[i] === label && b[i] === label) shared++;
  }
  return all === 0 ? 1 : (2 * shared) / all;
}

/** Voxels that fit. */
export function countWhere(mask: Uint8Array, fits: (value: number, i: number) => boolean): number {
  let count = 0;
  for (let i = 0; i < mask.length; i++) if (fits(mask[i]!, i)) count++;
  return count;
}
