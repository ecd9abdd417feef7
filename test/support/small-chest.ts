import type { Dataset } from '../../src/dicom/dataset.ts';
import { measure } from '../../src/inference/measure/measure.ts';
import type { Measurements } from '../../src/inference/measure/measurements.ts';
import type { FindingMask, LungMask, Slice, Volume } from '../../src/volume/volume.ts';

export interface SmallChest {
  readonly volume: Volume;
  readonly lungs: LungMask;
  readonly findings: FindingMask;
  readonly measurements: Measurements;
}

/** Lesions as [lung side 1 right 2 left, height 0..1, radius mm, radius of the consolidated core mm]. */
export type Lesion = readonly [side: 1 | 2, height: number, radius: number, core: number];

const [ROWS, COLUMNS, PIXEL] = [75, 100, 4];

/** A coarse chest that is made in milliseconds: two ellipsoid lungs in a body, with round lesions in their back halves. */
export function smallChest(name: string, lesions: readonly Lesion[], depth = 36, header: Dataset = {}): SmallChest {
  const distance = 260 / depth;
  const size = depth * ROWS * COLUMNS;
  const [hu, lungs, findings] = [new Int16Array(size), new Uint8Array(size), new Uint8Array(size)];
  for (let z = 0, at = 0; z < depth; z++) {
    for (let y = 0; y < ROWS; y++) {
      for (let x = 0; x < COLUMNS; x++, at++) {
        const point = [(x - COLUMNS / 2) * PIXEL, (y - ROWS / 2) * PIXEL, (z + 0.5) * distance] as const;
        lungs[at] = lungAt(point);
        findings[at] = lungs[at] === 0 ? 0 : findingAt(point, lesions);
        hu[at] = huAt(point, lungs[at] ?? 0, findings[at] ?? 0) + noise(at);
      }
    }
  }
  const volume = volumeOf(name, hu, depth, distance, header);
  return { volume, lungs, findings, measurements: measure(volume, { lungs }, findings, new Float32Array(depth)) };
}

type Point = readonly [x: number, y: number, z: number];

function lungAt([x, y, z]: Point): 0 | 1 | 2 {
  const inside = ((Math.abs(x) - 75) / 55) ** 2 + (y / 90) ** 2 + ((z - 140) / 115) ** 2 < 1;
  if (!inside) return 0;
  return x < 0 ? 1 : 2;
}

function findingAt([x, y, z]: Point, lesions: readonly Lesion[]): 0 | 1 | 2 {
  const grades = lesions.map(([side, height, radius, core]): number => {
    const centre = [side === 1 ? -80 : 80, 40, 25 + 230 * height] as const;
    const distance = Math.hypot(x - centre[0], y - centre[1], z - centre[2]);
    return distance < core ? 2 : Number(distance < radius);
  });
  return Math.max(0, ...grades) as 0 | 1 | 2;
}

function huAt([x, y]: Point, lung: number, finding: number): number {
  if (finding > 0) return finding === 2 ? 20 : -550;
  if (lung > 0) return -860;
  return (x / 170) ** 2 + (y / 120) ** 2 < 1 ? 45 : -1000;
}

/** Even noise of +-40 HU that is the same in every run. */
function noise(at: number): number {
  return ((Math.imul(at ^ (at >>> 7), 2654435761) >>> 16) % 81) - 40;
}

function volumeOf(name: string, hu: Int16Array, depth: number, distance: number, header: Dataset): Volume {
  const position = (z: number) => [-COLUMNS * (PIXEL / 2), -ROWS * (PIXEL / 2), -z * distance] as const;
  const slices = Array.from({ length: depth }, (_, z): Slice => {
    const sopClassUid = '1.2.840.10008.5.1.4.1.1.2';
    return { sopClassUid, sopInstanceUid: `1.2.${name}.1.${z + 1}`, position: position(z) };
  });
  return {
    hu,
    geometry: {
      shape: [depth, ROWS, COLUMNS],
      spacing: [distance, PIXEL, PIXEL],
      origin: position(0),
      columnAxis: [1, 0, 0],
      rowAxis: [0, 1, 0],
      sliceAxis: [0, 0, -1],
      frameOfReferenceUid: `1.2.${name}.9`,
    },
    slices,
    header: { StudyInstanceUID: `1.2.${name}`, SeriesInstanceUID: `1.2.${name}.1`, Modality: 'CT', ...header },
  };
}
