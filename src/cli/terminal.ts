import type { WriteStream } from 'node:tty';
import { type CauseWording, KnownError, problemOf } from '../errors/known-error.ts';
import { hasLung, type Region, REGIONS } from '../inference/measure/measurements.ts';
import { PRODUCT } from '../product.ts';
import type { AnalyzeDocument } from '../service/files/save.ts';

/** Thrown when a command was called in a way that cannot be meant. */
export class UsageError extends KnownError {
  override readonly name = 'UsageError';

  constructor(...[cause, details, options]: CauseWording<'UsageError'>) {
    super(problemOf('UsageError', cause, details), options);
  }
}

const WIDTH = 28;

/** Shows how far a named stage is, on one line of a terminal; silent where there is none. */
export interface Progress {
  readonly show: (stage: string, done: number, total: number) => void;
  readonly end: () => void;
}

/** A progress bar on a terminal stream (stderr), nothing elsewhere: logs and pipes stay clean. */
export function terminalProgress(stream: WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { show: () => {}, end: () => {} };
  return {
    show(stage, done, total) {
      const filled = total > 0 ? Math.round((done / total) * WIDTH) : 0;
      const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
      stream.write(`\r\x1b[K${stage.padEnd(10)} ${bar} ${done}/${total}`);
    },
    end: () => void stream.write('\r\x1b[K'),
  };
}

const NAMES: Readonly<Record<Region, string>> = {
  lungs: 'Both lungs',
  right: 'Right lung',
  left: 'Left lung',
  rightUpper: '  right upper',
  rightMiddle: '  right middle',
  rightLower: '  right lower',
  leftUpper: '  left upper',
  leftMiddle: '  left middle',
  leftLower: '  left lower',
};

/** The measurements as a table for a terminal. */
export function measurementTable({ series, regions, severityScore, device, modelSet }: MeasuredSeries): string {
  const rows = REGIONS.map((region) => {
    const r = regions[region];
    const shares = [r.infectedPercent, r.ggoPercent, r.consolidationPercent].map((share) =>
      hasLung(r) ? share : null,
    );
    const cells = [r.lungMl, r.infectedMl, ...shares].map((value) => value?.toFixed(1) ?? '-');
    return [NAMES[region].padEnd(15), ...cells.map((cell) => cell.padStart(11))].join('');
  });
  const head = ['', 'lung ml', 'infected ml', 'infected %', 'GGO %', 'consol. %'];
  return [
    `Series ${series.seriesInstanceUid}, ${series.slices} slices; model set ${modelSet} on ${device}`,
    '',
    [head[0]!.padEnd(15), ...head.slice(1).map((title) => title.padStart(11))].join(''),
    ...rows,
    '',
    `Severity score ${severityScore} of 24. ${PRODUCT.notice}`,
  ].join('\n');
}

type MeasuredSeries = Pick<AnalyzeDocument, 'regions' | 'severityScore' | 'device' | 'modelSet'> & {
  readonly series: Pick<AnalyzeDocument['series'], 'seriesInstanceUid' | 'slices'>;
};
