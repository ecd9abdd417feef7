/**
 * Repeatability of the measurements: node scripts/repeatability.ts RESULTS.json [FOLDER...]
 * Analyses the CT series of every folder as it is and under changes that leave the patient as he is (repeatability/changes.ts), with the
 * shipped network, adds what it measured to RESULTS.json, and writes docs/repeatability.md from it. What differs between two measurements of the
 * same lungs is their error; what is found in lungs without infection is the limit below which nothing counts.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readFolder } from '../src/dicom/folder.ts';
import { PixelDecoder } from '../src/dicom/pixels/decoder.ts';
import { analyseVolume } from '../src/inference/analyse-volume.ts';
import { openNetwork } from '../src/inference/network/network.ts';
import { buildVolume } from '../src/volume/build.ts';
import { CHANGES } from './repeatability/changes.ts';
import { pageOf, type Repeat } from './repeatability/page.ts';

const [results = '', ...folders] = process.argv.slice(2);
const repeats = JSON.parse(await readFile(results, 'utf8').catch(() => '[]')) as Repeat[];
if (folders.length > 0) await measureAll();
await writeFile(join(import.meta.dirname, '../docs/repeatability.md'), pageOf(repeats));

async function measureAll(): Promise<void> {
  const network = await openNetwork('models', ['cpu']);
  const decoder = new PixelDecoder();
  for (const folder of folders) {
    const { instances } = await readFolder([folder]);
    const volume = await buildVolume(instances, decoder);
    for (const [change, apply] of Object.entries(CHANGES)) {
      const changed = apply({ ...volume, hu: volume.hu.slice() });
      if (changed === undefined) continue;
      const { regions } = (await analyseVolume(changed, network)).measurements;
      repeats.push({ series: basename(folder), change, regions });
      console.log(`${basename(folder)}, ${change}: ${regions.lungs.infectedPercent.toFixed(2)} %`);
      await writeFile(results, JSON.stringify(repeats));
    }
  }
  await decoder.close();
  await network.session.release();
}
