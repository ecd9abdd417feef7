import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { PixelDecoder } from '../../dicom/pixels/decoder.ts';
import { type Refusal, RefusalError } from '../../errors/refusal-error.ts';
import type { Measurements } from '../../inference/measure/measurements.ts';
import type { Network } from '../../inference/network/network.ts';
import { analyseFiles } from '../../service/files/analyse-files.ts';
import { EvaluationError } from './images.ts';
import { overlap, rocAuc } from './metrics/counts.ts';

/** labels.json: for each series folder the infected slices as a radiologist sees them; slice 0 is the one nearest the head. */
const labelsSchema = z.record(z.string(), z.object({ infected_slices: z.array(z.int().min(0)) }));

/** How well infected slices of a series are separated from clean ones. */
export interface SeriesScores {
  /** By infectionScore; null if one class is absent or the series has no labels. */
  readonly auc: number | null;
  /** Share of the infected slices in which something was found; null where none is labelled infected. */
  readonly sensitivity: number | null;
  /** Share of the clean slices in which nothing was found; null where none is labelled clean. */
  readonly specificity: number | null;
  /** Infected share of both lungs, %. */
  readonly infectedPercent: number;
  readonly slices: number;
}

/** A series that could not be analysed, with the reason. */
export interface RefusedSeries {
  readonly refused: Refusal;
}

export interface CtScores {
  readonly modelSet: string;
  readonly device: string;
  readonly series: Readonly<Record<string, SeriesScores | RefusedSeries>>;
}

/**
 * Analyses every series folder in `root` as the service does and compares the slices with the labels (a JSON file).
 * Throws EvaluationError when the folder or the labels cannot be read, or name a slice that a series does not have.
 */
export async function evaluateCt(
  root: string,
  labelsPath: string,
  network: Network,
  decoder: PixelDecoder,
  onProgress?: (folder: string, done: number, total: number) => void,
): Promise<CtScores> {
  const labels = await readLabels(labelsPath);
  const series: Record<string, SeriesScores | RefusedSeries> = {};
  for (const folder of await seriesFolders(root)) {
    series[folder] = await evaluateFolder(join(root, folder), labels[folder]?.infected_slices, {
      network,
      decoder,
      performedAt: new Date(),
      lungsSeg: false,
      onProgress: (stage, done, total) => onProgress?.(`${folder} ${stage}`, done, total),
    });
  }
  return { modelSet: network.modelSet, device: network.session.device, series };
}

async function evaluateFolder(
  path: string,
  infected: readonly number[] | undefined,
  options: Parameters<typeof analyseFiles>[1],
): Promise<SeriesScores | RefusedSeries> {
  try {
    const { analysis } = await analyseFiles([path], options);
    return scoreSeries(analysis.measurements, infected, path);
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    return { refused: error.refusal };
  }
}

/** Compares measurements with the slices that are labelled infected (undefined: the series has no labels). */
export function scoreSeries(
  { regions, slices }: Pick<Measurements, 'regions' | 'slices'>,
  infected: readonly number[] | undefined,
  path: string,
): SeriesScores {
  const whole = { infectedPercent: regions.lungs.infectedPercent, slices: slices.length };
  if (infected === undefined) return { auc: null, sensitivity: null, specificity: null, ...whole };
  const beyond = infected.find((z) => z >= slices.length);
  if (beyond !== undefined) {
    throw new EvaluationError('labelBeyond', { path, slice: beyond, slices: slices.length });
  }
  const labelled = slices.map((_, z) => infected.includes(z));
  const found = slices.map(({ infectedMm2 }) => infectedMm2 > 0);
  const count = (label: boolean, find: boolean) => labelled.filter((is, z) => is === label && found[z] === find).length;
  const { sensitivity, specificity } = overlap({
    truePositive: count(true, true),
    falsePositive: count(false, true),
    falseNegative: count(true, false),
    trueNegative: count(false, false),
  });
  return {
    auc: rocAuc(
      slices.map(({ infectionScore }) => infectionScore),
      labelled,
    ),
    sensitivity: labelled.includes(true) ? sensitivity : null,
    specificity: labelled.includes(false) ? specificity : null,
    ...whole,
  };
}

async function readLabels(path: string): Promise<z.infer<typeof labelsSchema>> {
  try {
    return labelsSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new EvaluationError('labels', { path, reason: why }, { cause });
  }
}

async function seriesFolders(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch((cause: unknown) => {
    throw new EvaluationError('noFolder', { path: root }, { cause });
  });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  if (folders.length === 0) throw new EvaluationError('noSeries', { path: root });
  return folders.sort();
}
