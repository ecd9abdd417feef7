import { type Region, REGIONS } from '../../src/inference/measure/measurements.ts';
import type { Phantom } from '../../src/tools/phantom/phantom.ts';

/** What is counted in one region of a phantom's masks, voxel by voxel. */
export interface Counted {
  lungMl: number;
  infectedMl: number;
  infected: number;
  ggo: number;
  consolidation: number;
  highOpacity: number;
}

/** Counts every region in the slowest and plainest way, to hold what the product says against it. Shares in percent of the lung. */
export function countRegions({ volume, lungs, findings }: Phantom): Record<Region, Counted> {
  const { shape, spacing } = volume.geometry;
  const area = shape[1] * shape[2];
  const voxelMl = (spacing[0] * spacing[1] * spacing[2]) / 1000;
  const counts = Object.fromEntries(REGIONS.map((region) => [region, [0, 0, 0, 0, 0]])) as Record<Region, number[]>;
  const extent = [1, 2].map((side) =>
    [lungs.indexOf(side), lungs.lastIndexOf(side)].map((at) => Math.floor(at / area)),
  );
  for (let at = 0; at < lungs.length; at++) {
    const side = lungs[at]!;
    if (side === 0) continue;
    const [top = 0, bottom = 0] = extent[side - 1]!;
    const third = ['Upper', 'Middle', 'Lower'][Math.floor((3 * (Math.floor(at / area) - top)) / (bottom - top + 1))];
    const name = side === 1 ? 'right' : 'left';
    for (const region of ['lungs', name, `${name}${third}`] as Region[]) {
      const count = counts[region];
      count[0]!++;
      if (findings[at] === 0) continue;
      count[1]!++;
      count[findings[at] === 1 ? 2 : 3]!++;
      if (volume.hu[at]! >= -200) count[4]!++;
    }
  }
  return Object.fromEntries(
    Object.entries(counts).map(([region, [lung = 0, infected = 0, ggo = 0, consolidation = 0, high = 0]]) => {
      const percent = (count: number) => (100 * count) / lung;
      const [lungMl, infectedMl] = [lung * voxelMl, infected * voxelMl];
      const shares = { infected: percent(infected), ggo: percent(ggo), consolidation: percent(consolidation) };
      return [region, { lungMl, infectedMl, ...shares, highOpacity: percent(high) }];
    }),
  ) as Record<Region, Counted>;
}
