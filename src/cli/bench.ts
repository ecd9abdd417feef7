import { Command } from 'commander';
import { openNetwork } from '../inference/network/network.ts';
import { bench, type BenchResult } from '../tools/bench/bench.ts';
import { phantomFolder } from '../tools/phantom/phantom.ts';
import { plainTable } from '../tools/plain-table.ts';
import { type NetworkOptions, withNetworkOptions } from './network.ts';
import { requireReadable } from './terminal.ts';

interface Options extends NetworkOptions {
  readonly json?: true;
}

/** `lungtrace bench`: times the stages of an analysis. */
export function benchCommand(): Command {
  const command = new Command('bench')
    .description(
      'measures the analysis (the middle of three), stage by stage, against the bare network on the same tensors',
    )
    .argument('[paths...]', 'DICOM files or folders of one study; a generated chest phantom without them')
    .option('--json', 'print one JSON document on stdout and nothing else');
  return withNetworkOptions(command).action(run);
}

async function run(paths: string[], options: Options): Promise<void> {
  await requireReadable(...paths);
  const network = await openNetwork(options.models, options.provider);
  const phantom = paths.length === 0 ? await phantomFolder() : undefined;
  try {
    const result = await bench(phantom ? [phantom.path] : paths, network);
    console.log(options.json ? JSON.stringify(result, null, 2) : table(result));
  } finally {
    await phantom?.remove();
    await network.session.release();
  }
}

function table(result: BenchResult): string {
  const { timingsMs, slices, networkMs } = result;
  const rows = Object.entries(timingsMs).map(([stage, ms]) => row(stage, ms, timingsMs.total, slices));
  return [
    `${slices} slices on ${result.device}`,
    '',
    plainTable([
      ['stage', 'seconds', 'share', 'slices/s'],
      ...rows,
      row('bare network', networkMs, timingsMs.total, slices),
    ]),
    '',
    `whole / bare network: ${result.ratio.toFixed(2)} (around the network: ${result.overheadPercent.toFixed(0)} %)`,
    `peak memory: ${result.peakMemoryMiB.toFixed(0)} MiB`,
  ].join('\n');
}

function row(stage: string, ms: number, total: number, slices: number): string[] {
  const share = `${((ms / total) * 100).toFixed(1)} %`;
  const rate = ms > 0 ? ((slices * 1000) / ms).toFixed(1) : '-';
  return [stage, (ms / 1000).toFixed(2), share, rate];
}
