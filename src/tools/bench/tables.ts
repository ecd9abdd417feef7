import { plainTable } from '../plain-table.ts';
import type { BenchResult } from './bench.ts';
import type { Growth } from './growth.ts';
import type { Panel } from './plot.ts';
import { type Runs, summarise } from './runs.ts';
import { type Line, middle } from './statistics.ts';

/** The stages of an analysis for a terminal. */
export function stagesTable(result: BenchResult): string {
  const { timingsMs, slices, networkMs } = result;
  const rows = Object.entries(timingsMs).map(([stage, ms]) => stageRow(stage, ms, timingsMs.total, slices));
  return [
    `${slices} slices on ${result.device}`,
    '',
    plainTable([
      ['stage', 'seconds', 'share', 'slices/s'],
      ...rows,
      stageRow('bare network', networkMs, timingsMs.total, slices),
    ]),
    '',
    `whole / bare network: ${result.ratio.toFixed(2)} (around the network: ${result.overheadPercent.toFixed(0)} %)`,
  ].join('\n');
}

function stageRow(stage: string, ms: number, total: number, slices: number): string[] {
  const share = `${((ms / total) * 100).toFixed(1)} %`;
  const rate = ms > 0 ? ((slices * 1000) / ms).toFixed(1) : '-';
  return [stage, (ms / 1000).toFixed(2), share, rate];
}

/** What processes of their own measured, middle values; times of a slice against those of the first row in the same turn. */
export function runsTable(runs: readonly Runs[]): string {
  const rows = runs.map((of) => {
    const { series, atOnce, slices, wallMs, processorMs, peakMemoryMiB } = summarise(of);
    const all = slices * atOnce;
    return [
      series,
      ...[atOnce, slices].map(String),
      (wallMs / 1000).toFixed(2),
      ...[wallMs / all, processorMs / all].map((ms) => ms.toFixed(1)),
      aSlice(of, runs[0]!).toFixed(2),
      peakMemoryMiB.toFixed(0),
    ];
  });
  const headings = [
    'a process',
    'at once',
    'slices',
    'seconds',
    'ms a slice',
    'processor ms',
    'to the first',
    'peak MiB',
  ];
  return plainTable([headings, ...rows]);
}

/** Time of a slice against that of another task, turn by turn; the middle of them. */
function aSlice(runs: Runs, other: Runs): number {
  const times = ({ task, turns }: Runs) => turns.map(({ wallMs, slices }) => wallMs / slices / task.atOnce);
  const others = times(other);
  return middle(times(runs).map((ms, turn) => ms / others[turn]!));
}

/** The growth with the slices, in words. */
export function growthLines(growth: Growth | undefined): string[] {
  if (growth === undefined) return [];
  const { wallMs, processorMs, peakMemoryMiB } = growth;
  return [
    [
      `growth, time: ${inWords(wallMs, 'ms')}`,
      `growth, processor time: ${inWords(processorMs, 'ms')}`,
      `growth, peak memory: ${inWords(peakMemoryMiB, 'MiB')}`,
    ].join('\n'),
  ];
}

function inWords({ start, slope, explained }: Line, unit: string): string {
  return `${start.toFixed(0)} ${unit} + ${slope.toFixed(2)} ${unit} a slice (R squared ${explained.toFixed(4)})`;
}

/** The plot of the growth, and of studies at once where several numbers of them were measured. */
export function panelsOf(study: readonly Runs[], sizes: readonly Runs[], growth: Growth | undefined): Panel[] {
  const points = (runs: readonly Runs[], of: (run: Runs['turns'][number]) => number) =>
    runs.flatMap(({ turns }) => turns.map((turn) => [turn.slices, of(turn)] as const));
  const inSeconds = (line: Line | undefined) => line && { ...line, start: line.start / 1000, slope: line.slope / 1000 };
  const panels: Panel[] = [
    {
      title: 'Processor time, s',
      xAxis: 'slices of 512 x 512',
      points: points(sizes, ({ processorMs }) => processorMs / 1000),
      line: inSeconds(growth?.processorMs),
    },
    {
      title: 'Peak memory, MiB',
      xAxis: 'slices of 512 x 512',
      points: points(sizes, ({ peakMemoryMiB }) => peakMemoryMiB),
      line: growth?.peakMemoryMiB,
    },
  ];
  if (study.length < 2) return panels;
  const perStudy = study.flatMap(({ task: { atOnce }, turns }) =>
    turns.map(({ wallMs }) => [atOnce, wallMs / 1000 / atOnce] as const),
  );
  return [...panels, { title: 'Seconds a study', xAxis: 'studies at once', points: perStudy }];
}
