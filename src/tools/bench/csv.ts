import type { Runs } from './runs.ts';

const STAGES = ['read', 'decode', 'lungs', 'infection', 'findings', 'measure', 'seg', 'sr'] as const;

/** Every turn of every task as a line of a CSV file (RFC 4180), with a line of headings: milliseconds, MiB. */
export function runsCsv(runs: readonly Runs[]): string {
  const headings = ['series', 'device', 'slices', 'at_once', 'turn', 'wall_ms', 'processor_ms', 'peak_mib'];
  const lines = runs.flatMap(({ task, turns }) =>
    turns.map(({ device, slices, wallMs, processorMs, peakMemoryMiB, timingsMs }, turn) => [
      quoted(task.series),
      device,
      ...[slices, task.atOnce, turn + 1, wallMs, processorMs, peakMemoryMiB].map(whole),
      ...STAGES.map((stage) => whole(timingsMs[stage])),
    ]),
  );
  return [[...headings, ...STAGES.map((stage) => `${stage}_ms`)], ...lines]
    .map((line) => `${line.join(',')}\r\n`)
    .join('');
}

function whole(number: number): string {
  return number.toFixed(0);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
