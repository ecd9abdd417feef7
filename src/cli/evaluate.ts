import { Command, Option } from 'commander';
import { PixelDecoder } from '../dicom/pixels/decoder.ts';
import { type Network, openNetwork } from '../inference/network/network.ts';
import { evaluateMaps } from '../tools/evaluate/class-scores.ts';
import { type Split, SPLITS } from '../tools/evaluate/covid-semiseg.ts';
import { evaluateCt } from '../tools/evaluate/ct.ts';
import { evaluateDataSet } from '../tools/evaluate/data-set.ts';
import { scoreTable, seriesTable } from '../tools/evaluate/table.ts';
import { type NetworkOptions, withNetworkOptions } from './network.ts';
import { requireReadable, terminalProgress, UsageError } from './terminal.ts';

interface Options extends NetworkOptions {
  readonly data?: string;
  readonly split: Split;
  readonly out?: string;
  readonly maps?: string;
  readonly gt?: string;
  readonly ct?: string;
  readonly labels?: string;
  readonly json?: true;
}

/** `lungtrace evaluate`: how well the networks do, by the paper's measures, on labelled images, on foreign maps or on CT. */
export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description('scores the networks, or maps that somebody else made, against the truth')
    .option('--data <root>', 'COVID-SemiSeg in its authors’ layout: run the networks on its labelled images')
    .addOption(new Option('--split <name>', 'which of its images').choices(SPLITS).default('test'))
    .option('--out <folder>', 'with --data: where the maps go as PNG, and pictures of the ten best and worst images')
    .option('--maps <folder>', 'grey-level maps (PNG, 0-255) to score against --gt')
    .option('--gt <folder>', 'truths of the same names')
    .option('--ct <folder>', 'folder of DICOM series folders to analyse and compare with --labels')
    .option('--labels <file>', 'JSON: {"<series folder>": {"infected_slices": [...]}}, slice 0 nearest the head')
    .option('--json', 'print one JSON document on stdout and nothing else');
  return withNetworkOptions(command).action(evaluate);
}

async function evaluate(options: Options): Promise<void> {
  const { data, maps, gt, ct, labels } = options;
  if ([data, maps, ct].filter((way) => way !== undefined).length !== 1) {
    throw new UsageError('evaluation', {});
  }
  if (data !== undefined) return await printDataSet(data, options);
  if (maps !== undefined) return await printMaps(maps, wanted(gt, '--maps', '--gt'), options);
  if (ct !== undefined) await printCt(ct, wanted(labels, '--ct', '--labels'), options);
}

async function printDataSet(root: string, options: Options): Promise<void> {
  await requireReadable(root);
  await withNetwork(options, async (network) => {
    const progress = terminalProgress();
    const onProgress = (done: number, total: number) => progress.show('images', done, total);
    const scores = await evaluateDataSet(root, options.split, network, { out: options.out, onProgress }).finally(
      progress.end,
    );
    const { modelSet, device, split, ...classes } = scores;
    print(scores, `Model set ${modelSet} on ${device}, ${split} images\n\n${scoreTable(classes)}`, options);
  });
}

async function printMaps(maps: string, gt: string, options: Options): Promise<void> {
  await requireReadable(maps, gt);
  const scores = await evaluateMaps(maps, gt);
  print(scores, scoreTable({ ...scores }), options);
}

async function printCt(root: string, labels: string, options: Options): Promise<void> {
  await requireReadable(root, labels);
  const decoder = new PixelDecoder();
  try {
    await withNetwork(options, async (network) => {
      const progress = terminalProgress();
      const scores = await evaluateCt(root, labels, network, decoder, progress.show).finally(progress.end);
      print(scores, `Model set ${scores.modelSet} on ${scores.device}\n\n${seriesTable(scores)}`, options);
    });
  } finally {
    await decoder.close();
  }
}

async function withNetwork(options: Options, work: (network: Network) => Promise<void>): Promise<void> {
  const network = await openNetwork(options.models, options.provider);
  try {
    await work(network);
  } finally {
    await network.session.release();
  }
}

function wanted(value: string | undefined, option: string, partner: string): string {
  if (value === undefined) throw new UsageError('partner', { option, partner });
  return value;
}

function print(document: object, table: string, { json }: Options): void {
  console.log(json ? JSON.stringify(document, null, 2) : table);
}
