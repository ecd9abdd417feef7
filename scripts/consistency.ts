/**
 * What consistency along the volume is worth: node scripts/consistency.ts CT LABELS [provider]
 * Runs the network once over every series folder of CT, then labels findings with and without each part of CONSISTENCY.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFolder } from '../src/dicom/folder.ts';
import { PixelDecoder } from '../src/dicom/pixels/decoder.ts';
import { CONSISTENCY, infectedVoxels, infectionScores, labelFindings } from '../src/inference/findings/findings.ts';
import { includeInfection } from '../src/inference/lungs/include-infection.ts';
import { segmentLungs } from '../src/inference/lungs/segment.ts';
import { measure } from '../src/inference/measure/measure.ts';
import { inferVolume } from '../src/inference/network/infer.ts';
import { openNetwork } from '../src/inference/network/network.ts';
import type { Provider } from '../src/inference/network/onnx.ts';
import { scoreSeries } from '../src/tools/evaluate/ct.ts';
import { buildVolume } from '../src/volume/build.ts';

const SHIPPED = { ...CONSISTENCY };
const VARIANTS: Readonly<Record<string, Partial<Record<keyof typeof CONSISTENCY, number>>>> = {
  'as shipped': {},
  'maps not smoothed': { mapSigmaMm: 0 },
  'gate not smoothed': { gateSigmaMm: 0 },
  'tiny parts kept': { smallestBlobMm3: 0 },
  'none of it': { mapSigmaMm: 0, gateSigmaMm: 0, smallestBlobMm3: 0 },
  'all of it doubled': { mapSigmaMm: 3, gateSigmaMm: 6, smallestBlobMm3: 100 },
};

const [root = '', labelsPath = '', provider = 'cpu'] = process.argv.slice(2);
const labels = JSON.parse(await readFile(labelsPath, 'utf8')) as Record<string, { infected_slices: number[] }>;
const { session, model } = await openNetwork('models', [provider as Provider]);
const decoder = new PixelDecoder();
for (const entry of await readdir(root, { withFileTypes: true })) {
  if (!entry.isDirectory()) continue;
  const { instances } = await readFolder([join(root, entry.name)]);
  const volume = await buildVolume(instances, decoder);
  const aerated = segmentLungs(volume);
  const maps = await inferVolume(volume, aerated, session, model);
  for (const [name, changes] of Object.entries(VARIANTS)) {
    Object.assign(CONSISTENCY, SHIPPED, changes); // the product has no such option
    const infected = infectedVoxels(maps, volume, model);
    const lungs = aerated.slice();
    includeInfection(lungs, infected, volume);
    const findings = labelFindings(infected, maps, lungs, volume, model);
    const measurements = measure(volume, { lungs }, findings, infectionScores(maps, volume));
    const scores = scoreSeries(measurements, labels[entry.name]?.infected_slices, entry.name);
    const figures = Object.entries(scores).map(([key, value]) => `${key} ${value === null ? '-' : +value.toFixed(4)}`);
    console.log(`${entry.name}, ${name}: ${figures.join(', ')}`);
  }
}
await decoder.close();
await session.release();
