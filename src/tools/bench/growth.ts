import type { Summary } from './runs.ts';
import { fitLine, type Line } from './statistics.ts';

/** How an analysis grows with the slices of a study: what one takes whatever its size, and what each slice adds. */
export interface Growth {
  readonly wallMs: Line;
  readonly processorMs: Line;
  readonly peakMemoryMiB: Line;
}

/** The growth over studies that were analysed one at a time; undefined where they are of one size. */
export function growthOf(summaries: readonly Summary[]): Growth | undefined {
  const line = (key: keyof Growth) => fitLine(summaries.map((summary) => [summary.slices, summary[key]]));
  const [wallMs, processorMs, peakMemoryMiB] = [line('wallMs'), line('processorMs'), line('peakMemoryMiB')];
  if (wallMs === undefined || processorMs === undefined || peakMemoryMiB === undefined) return undefined;
  return { wallMs, processorMs, peakMemoryMiB };
}
