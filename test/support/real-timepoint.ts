import { readFolder } from '../../src/dicom/folder.ts';
import { PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import { segmentLungs } from '../../src/inference/lungs/segment.ts';
import { headerOf, positionOf, sopInstanceUid } from '../../src/tools/phantom/header.ts';
import { DEFAULT_PHANTOM, type PhantomOptions } from '../../src/tools/phantom/options.ts';
import type { Phantom } from '../../src/tools/phantom/phantom.ts';
import { buildVolume } from '../../src/volume/build.ts';
import { CONSOLIDATION, GROUND_GLASS_OPACITY, type Volume } from '../../src/volume/volume.ts';
import { shared } from './shared.ts';

/** Which voxels of the CT are taken, [z,y,x]: enough of it for lungs and lesions, and a test that ends soon. */
const STEPS = [2, 3, 3] as const;
/** Radius of the lesion in each lung at lesionScale 1, mm, and of the consolidation in its middle. */
const RADIUS_MM = { ggo: 42, consolidation: 24 };
/** Attenuation that the lesion's tissue tends to, HU, and how much of the lung's own texture is left. */
const LESION = { [GROUND_GLASS_OPACITY]: [-420, 0.4], [CONSOLIDATION]: [30, 0.1] } as const;

/**
 * A timepoint made from a real CT of healthy lungs (every second slice, every third pixel), with a round lesion of known voxels put into
 * each lung. `lesionScale` scales the lesions' volume. The lungs are those that the product finds in the CT as it was.
 */
export async function realTimepoint(changes: Partial<PhantomOptions>): Promise<Phantom> {
  const decoder = new PixelDecoder();
  const { instances } = await readFolder([shared('ct', 'normal-001')]);
  const healthy = thinned(await buildVolume(instances, decoder));
  await decoder.close();
  const options: PhantomOptions = { ...DEFAULT_PHANTOM, ...changes, shape: healthy.geometry.shape };
  const volume: Volume = {
    ...healthy,
    hu: healthy.hu.map((hu) => Math.max(-1024, hu)),
    header: headerOf(options, healthy.geometry, 0),
    slices: healthy.slices.map(({ sopClassUid }, z) => ({
      sopClassUid,
      sopInstanceUid: sopInstanceUid(options, z),
      position: positionOf(healthy.geometry, z),
    })),
  };
  const lungs = segmentLungs(volume);
  const findings = new Uint8Array(lungs.length);
  for (const side of [1, 2]) putLesion(volume, lungs, findings, side, Math.cbrt(options.lesionScale));
  return { options, volume, lungs, findings };
}

function thinned(volume: Volume): Volume {
  const { geometry } = volume;
  const [, rows, columns] = geometry.shape;
  const [sz, sy, sx] = STEPS;
  const shape = [Math.floor(geometry.shape[0] / sz), Math.floor(rows / sy), Math.floor(columns / sx)] as const;
  const spacing = [geometry.spacing[0] * sz, geometry.spacing[1] * sy, geometry.spacing[2] * sx] as const;
  const hu = new Int16Array(shape[0] * shape[1] * shape[2]);
  let i = 0;
  for (let z = 0; z < shape[0]; z++)
    for (let y = 0; y < shape[1]; y++)
      for (let x = 0; x < shape[2]; x++) hu[i++] = volume.hu[(sz * z * rows + sy * y) * columns + sx * x]!;
  const slices = volume.slices.filter((_, z) => z % sz === 0).slice(0, shape[0]);
  return { ...volume, hu, slices, geometry: { ...geometry, shape, spacing } };
}

/** Changes the lung around its middle voxel (in the order of the array) to GGO with a core of consolidation. */
function putLesion({ hu, geometry }: Volume, lungs: Uint8Array, findings: Uint8Array, side: number, scale: number) {
  const [, rows, columns] = geometry.shape;
  const [dz, dy, dx] = geometry.spacing;
  const place = (i: number) => [Math.floor(i / (rows * columns)), Math.floor(i / columns) % rows, i % columns] as const;
  const own = Array.from(lungs.keys()).filter((i) => lungs[i] === side);
  const [mz, my, mx] = place(own[own.length >> 1]!);
  for (const i of own) {
    const [z, y, x] = place(i);
    const distance = Math.hypot((z - mz) * dz, (y - my) * dy, (x - mx) * dx);
    if (distance >= RADIUS_MM.ggo * scale) continue;
    const finding = distance < RADIUS_MM.consolidation * scale ? CONSOLIDATION : GROUND_GLASS_OPACITY;
    const [tissue, texture] = LESION[finding];
    findings[i] = finding;
    hu[i] = Math.round(tissue + texture * (hu[i]! + 850));
  }
}
