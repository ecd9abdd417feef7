import { join } from 'node:path';
import { infectedVoxels, splitFindings } from '../../inference/findings/findings.ts';
import { inferVolume, type Scan } from '../../inference/network/infer.ts';
import type { Network } from '../../inference/network/network.ts';
import { type FindingKey, FINDINGS } from '../../volume/findings.ts';
import { CONSOLIDATION, type FindingMask, GROUND_GLASS_OPACITY } from '../../volume/volume.ts';
import { type ClassScores, scoreClass, summarise } from './class-scores.ts';
import { labelledImages, type Split, type Truth } from './covid-semiseg.ts';
import { type Case, writeExtremes } from './extremes.ts';
import { mapOfImage, scanOfImage, transpose } from './image-scan.ts';
import { readGrey, writeGrey } from './images.ts';
import { type BothScores, meanScores, type Picture } from './metrics/scores.ts';

/** How well the service's network and its post-processing do on labelled images. */
export interface DataSetScores extends Readonly<Record<MapName, ClassScores>> {
  readonly modelSet: string;
  readonly device: string;
  readonly split: Split;
  /** Mean of the findings; null if no image shows one of them. */
  readonly average: BothScores | null;
}

/** What is scored: the infection and each finding. */
type MapName = 'infection' | FindingKey;

/** The maps of one image, 0..255, as the image is stored. Findings are what the service labels: 0 or 255. */
type Maps = Readonly<Record<MapName, Picture>>;

export interface DataSetOptions {
  /** Folder for the maps as PNG (infection/NAME.png, and a folder per finding) and for best.png and worst.png. */
  readonly out?: string | undefined;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Runs the service's own way from grey values to findings over the labelled images of COVID-SemiSeg and scores the results.
 * The images are crops of the lungs, so the whole image is the box that the network sees.
 * Throws EvaluationError when the data set is not as its authors laid it out.
 */
export async function evaluateDataSet(
  root: string,
  split: Split,
  network: Network,
  options: DataSetOptions = {},
): Promise<DataSetScores> {
  const scores = byMap((): (BothScores | null)[] => []);
  const cases: Case[] = [];
  const images = await labelledImages(root, split);
  for (const [index, image] of images.entries()) {
    const { scan, findings, maps } = await resultOf(await readGrey(image.path), network);
    const truth = await image.readTruth();
    for (const name of MAP_NAMES) {
      const classTruth = truth[name];
      scores[name].push(classTruth === null ? null : scoreClass(maps[name], classTruth));
      if (options.out !== undefined) await writeGrey(join(options.out, name, `${image.name}.png`), maps[name]);
    }
    const dice = scores.infection.at(-1)?.at05.dice ?? 0;
    cases.push({ name: image.name, dice, scan, truth: findingsOf(truth), found: findings });
    options.onProgress?.(index + 1, images.length);
  }
  if (options.out !== undefined) await writeExtremes(options.out, cases);
  const { modelSet, session } = network;
  const classes = byMap((name) => summarise(scores[name]));
  const average = averageOf(FINDINGS.map(({ key }) => classes[key]));
  return { modelSet, device: session.device, split, ...classes, average };
}

const MAP_NAMES: readonly MapName[] = ['infection', ...FINDINGS.map(({ key }) => key)];

function byMap<T>(valueOf: (name: MapName) => T): Record<MapName, T> {
  return Object.fromEntries(MAP_NAMES.map((name) => [name, valueOf(name)])) as Record<MapName, T>;
}

/** One slice alone: nothing along z to be consistent with, and no millimetres to call a part tiny. */
async function resultOf(
  image: Picture,
  { session, model }: Network,
): Promise<{ scan: Scan; findings: FindingMask; maps: Maps }> {
  const scan = scanOfImage(image);
  const lungs = new Uint8Array(scan.hu.length).fill(1);
  const maps = await inferVolume(scan, lungs, session, model);
  const passes = maps.gate[0]! >= model.thresholds.gate;
  const findings = splitFindings(infectedVoxels(maps, scan, model), maps, scan, model);
  const infection = passes ? maps.infection : new Uint8Array(findings.length);
  const maskOf = (label: number) =>
    mapOfImage(
      findings.map((value) => (value === label ? 255 : 0)),
      image,
    );
  const masks = Object.fromEntries(FINDINGS.map(({ key, value }) => [key, maskOf(value)])) as Record<
    FindingKey,
    Picture
  >;
  return { scan, findings, maps: { infection: mapOfImage(infection, image), ...masks } };
}

/** The truth as findings in the axial view; infection without a class is drawn as GGO. */
function findingsOf({ infection, consolidation }: Truth): FindingMask {
  const values = infection.values.map((infected, i) =>
    consolidation?.values[i] ? CONSOLIDATION : infected ? GROUND_GLASS_OPACITY : 0,
  );
  return transpose({ ...infection, values }).values;
}

function averageOf(classes: readonly ClassScores[]): BothScores | null {
  const paper = classes.flatMap((scores) => scores.paper ?? []);
  const at05 = classes.flatMap((scores) => scores.at05 ?? []);
  if (paper.length < classes.length || at05.length < classes.length) return null;
  return { paper: meanScores(paper), at05: meanScores(at05) };
}
