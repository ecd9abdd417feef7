import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { openNetwork } from '../inference/network/network.ts';
import { bench, type BenchResult } from '../tools/bench/bench.ts';
import { runsCsv } from '../tools/bench/csv.ts';
import { growthOf } from '../tools/bench/growth.ts';
import { growthLines, panelsOf, runsTable, stagesTable } from '../tools/bench/tables.ts';
import { type NamedTask, runAll, type Runs, summarise } from '../tools/bench/runs.ts';
import { plot } from '../tools/bench/plot.ts';
import { type PhantomFolder, phantomFolder } from '../tools/phantom/phantom.ts';
import { type NetworkOptions, withNetworkOptions } from './network.ts';
import { requireReadable, terminalProgress } from './terminal.ts';

interface Options extends NetworkOptions {
  readonly json?: true;
  readonly growth?: readonly number[] | true;
  readonly atOnce?: readonly number[] | true;
  readonly turns: number;
  readonly csv?: string;
  readonly plot?: string;
}

/** Sizes of generated studies, slices. */
const SIZES: readonly number[] = [50, 150, 300, 600];
const AT_ONCE: readonly number[] = [1, 2, 4];
/** Rows and columns of generated studies of several sizes. */
const SIDE = 512;

/** `lungtrace bench`: times the stages of an analysis, and how it grows. */
export function benchCommand(): Command {
  const command = new Command('bench')
    .description(
      'measures the analysis, stage by stage, against the bare network on the same tensors, and its memory in a process of its own',
    )
    .argument('[paths...]', 'DICOM files or folders of one study; a generated chest phantom without them')
    .option(
      '--growth [slices...]',
      `also generated studies of so many slices (without numbers ${SIZES.join(' ')})`,
      count,
    )
    .option('--at-once [studies...]', `also so many studies at once (without numbers ${AT_ONCE.join(' ')})`, count)
    .addOption(new Option('--turns <n>', 'measure everything so often, and show the middle').argParser(one).default(3))
    .option('--csv <file>', 'write every turn of every process as CSV')
    .addOption(new Option('--plot <file>', 'draw the growth as PNG; implies --growth').implies({ growth: true }))
    .option('--json', 'print one JSON document on stdout and nothing else');
  return withNetworkOptions(command).action(run);
}

async function run(paths: string[], options: Options): Promise<void> {
  await requireReadable(...paths);
  const phantoms: PhantomFolder[] = [];
  const phantom = async (given: Parameters<typeof phantomFolder>[0]): Promise<string> => {
    const folder = await phantomFolder(given);
    phantoms.push(folder);
    return folder.path;
  };
  const progress = terminalProgress();
  try {
    const study = paths.length > 0 ? paths : [await phantom({})];
    const name = paths.length > 0 ? basename(paths[0]!) : 'phantom';
    const stages = await benchStages(study, options);
    const task = ({ series = name, paths = study, atOnce = 1 }: Partial<NamedTask>): NamedTask => {
      const { models, provider } = options;
      return { series, paths, atOnce, models, provider };
    };
    const ofStudy = numbers(options.atOnce, AT_ONCE, [1]).map((atOnce) => task({ atOnce }));
    const ofSizes: NamedTask[] = [];
    for (const slices of numbers(options.growth, SIZES, []))
      ofSizes.push(task({ series: `phantom, ${slices}`, paths: [await phantom({ shape: [slices, SIDE, SIDE] })] }));
    const runs = await runAll([...ofStudy, ...ofSizes], options.turns, (done, total) =>
      progress.show('processes', done, total),
    );
    progress.end();
    await report(stages, runs.slice(0, ofStudy.length), runs.slice(ofStudy.length), options);
  } finally {
    progress.end();
    for (const folder of phantoms) await folder.remove();
  }
}

async function report(stages: BenchResult, study: readonly Runs[], sizes: readonly Runs[], options: Options) {
  const runs = [...study, ...sizes];
  const growth = growthOf(sizes.map(summarise));
  if (options.csv !== undefined) await writeFile(options.csv, runsCsv(runs));
  if (options.plot !== undefined) await writeFile(options.plot, await plot(panelsOf(study, sizes, growth)));
  if (options.json) console.log(JSON.stringify({ ...stages, runs: runs.map(summarise), growth }, null, 2));
  else console.log([stagesTable(stages), runsTable(runs), ...growthLines(growth)].join('\n\n'));
}

async function benchStages(study: readonly string[], { models, provider, turns }: Options) {
  const network = await openNetwork(models, provider);
  try {
    return await bench(study, network, turns);
  } finally {
    await network.session.release();
  }
}

/** What an option with optional numbers asks for: nothing of it, its defaults where it stands alone, or the numbers. */
function numbers(given: Options['growth'], defaults: readonly number[], without: readonly number[]): readonly number[] {
  return given === undefined ? without : given === true ? defaults : given;
}

function one(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return number;
}

function count(text: string, before: readonly number[] | true | undefined): readonly number[] {
  return [...(Array.isArray(before) ? (before as readonly number[]) : []), one(text)];
}
