import { CONSOLIDATION, GROUND_GLASS_OPACITY, type Vector3 } from '../../volume/volume.ts';
import { type Field, noiseField } from './random.ts';

interface Lesion {
  readonly finding: typeof GROUND_GLASS_OPACITY | typeof CONSOLIDATION;
  /** Middle and half axes in the patient's frame, mm. */
  readonly middle: Vector3;
  readonly radii: Vector3;
}

/** Typical positions of COVID-19: peripheral, posterior and basal, on both sides. */
const LESIONS: readonly Lesion[] = [
  { finding: CONSOLIDATION, middle: [92, 52, -34], radii: [22, 19, 24] },
  { finding: CONSOLIDATION, middle: [-70, 66, -48], radii: [20, 16, 18] },
  { finding: GROUND_GLASS_OPACITY, middle: [86, 46, -28], radii: [36, 30, 36] },
  { finding: GROUND_GLASS_OPACITY, middle: [-84, 46, -30], radii: [36, 28, 34] },
  { finding: GROUND_GLASS_OPACITY, middle: [-100, -4, 38], radii: [22, 32, 26] },
  { finding: GROUND_GLASS_OPACITY, middle: [78, -36, 42], radii: [24, 22, 20] },
];

/** Attenuation of the two findings, HU. */
const OPACITY_HU = { [GROUND_GLASS_OPACITY]: -550, [CONSOLIDATION]: 25 };
/** How much the outline and the density vary, as a share of the size and in HU. */
const RAGGED = 0.45;
const MOTTLED_HU = { [GROUND_GLASS_OPACITY]: 120, [CONSOLIDATION]: 12 };

export interface Opacity {
  /** 0 where there is no lesion. */
  readonly finding: number;
  /** Attenuation of the lung there, given that of healthy lung, HU. */
  readonly hu: (healthy: number) => number;
}

/** Lesions at a point of the lung. `lesionScale` stretches each about its middle; the outline is ragged, the edge soft inside it. */
export function lesionField(
  seed: number,
  lesionScale: number,
): (x: number, y: number, z: number) => Opacity | undefined {
  const outline = noiseField(seed + 101, 13);
  const mottle = noiseField(seed + 102, 4);
  if (lesionScale <= 0) return () => undefined;
  return (x, y, z) => {
    for (const lesion of LESIONS) {
      const depth = depthIn(lesion, lesionScale, outline, x, y, z);
      if (depth > 0)
        return { finding: lesion.finding, hu: (healthy) => blend(lesion, depth, mottle(x, y, z), healthy) };
    }
    return undefined;
  };
}

/** 1 in the middle of the lesion, 0 at its edge. */
function depthIn({ middle, radii }: Lesion, size: number, outline: Field, x: number, y: number, z: number): number {
  const [u, v, w] = [(x - middle[0]) / radii[0], (y - middle[1]) / radii[1], (z - middle[2]) / radii[2]];
  const distance = Math.hypot(u, v, w) / size;
  return distance > 1 + RAGGED ? 0 : 1 - distance - RAGGED * outline(x, y, z);
}

function blend({ finding }: Lesion, depth: number, mottle: number, healthy: number): number {
  const edge = finding === CONSOLIDATION ? 0.06 : 0.22;
  const share = Math.min(1, 0.45 + 0.55 * (depth / edge));
  return healthy + share * (OPACITY_HU[finding] + MOTTLED_HU[finding] * mottle - healthy);
}
