/** Random numbers 0..1 from a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Value at a position in the patient, mm. */
export type Field = (x: number, y: number, z: number) => number;

/** Edge of the random lattice, a power of two; the field repeats after so many grains. */
const LATTICE = 32;

/** Smooth random field -1..1 whose grains measure `grainMm`. */
export function noiseField(seed: number, grainMm: number): Field {
  const random = randomOf(seed);
  const lattice = Float32Array.from({ length: LATTICE ** 3 }, () => 2 * random() - 1);
  const at = (x: number, y: number, z: number): number =>
    lattice[((z & (LATTICE - 1)) * LATTICE + (y & (LATTICE - 1))) * LATTICE + (x & (LATTICE - 1))]!;
  return (xMm, yMm, zMm) => {
    const [x, y, z] = [xMm / grainMm, yMm / grainMm, zMm / grainMm];
    const [i, j, k] = [Math.floor(x), Math.floor(y), Math.floor(z)];
    const [u, v, w] = [x - i, y - j, z - k];
    const line = (b: number, c: number): number => at(i, b, c) + u * (at(i + 1, b, c) - at(i, b, c));
    const plane = (c: number): number => line(j, c) + v * (line(j + 1, c) - line(j, c));
    return plane(k) + w * (plane(k + 1) - plane(k));
  };
}
