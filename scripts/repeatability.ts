/**
 * Repeatability of the measurements: node scripts/repeatability.ts CT [provider]
 * Analyses every series folder of CT as two series, its even and its odd slices: scans of the same lungs at the same moment, with half
 * the slices and other noise. The difference between the two is the error of the measurement.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readFolder } from '../src/dicom/folder.ts';
import type { Instance } from '../src/dicom/instance.ts';
import { PixelDecoder } from '../src/dicom/pixels/decoder.ts';
import { analyseVolume } from '../src/inference/analyse-volume.ts';
import { REGIONS } from '../src/inference/measure/measurements.ts';
import { metricsShown } from '../src/inference/measure/metrics.ts';
import { openNetwork } from '../src/inference/network/network.ts';
import type { Provider } from '../src/inference/network/onnx.ts';
import { buildVolume } from '../src/volume/build.ts';
import { planesOf } from '../src/volume/plane.ts';

const COMPARED = [...metricsShown('overview'), 'lungMl'] as const;
const [root = '', provider = 'cpu'] = process.argv.slice(2);
const network = await openNetwork('models', [provider as Provider]);
const decoder = new PixelDecoder();
const height = ({ header }: Instance): number => planesOf(header)[0]!.position[2];
for (const entry of await readdir(root, { withFileTypes: true })) {
  if (!entry.isDirectory()) continue;
  const { instances } = await readFolder([join(root, entry.name)]);
  const sorted = instances.toSorted((a, b) => height(b) - height(a));
  const halves = [];
  for (const half of [0, 1]) {
    const volume = await buildVolume(
      sorted.filter((_, z) => z % 2 === half),
      decoder,
    );
    halves.push((await analyseVolume(volume, network)).measurements.regions);
  }
  const [even, odd] = halves as [(typeof halves)[number], (typeof halves)[number]];
  for (const region of REGIONS) {
    const [a, b] = [even[region], odd[region]];
    const values = COMPARED.map((key) => `${key} ${a[key].toFixed(2)} and ${b[key].toFixed(2)}`);
    console.log(`${entry.name}, ${region}: ${values.join(', ')}`);
  }
}
await decoder.close();
await network.session.release();
