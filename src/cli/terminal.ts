import { access, constants } from 'node:fs/promises';
import type { WriteStream } from 'node:tty';
import { type CauseWording, KnownError, problemOf } from '../errors/known-error.ts';
import { ENGLISH } from '../language/en.ts';
import { capitalised } from '../language/format.ts';
import { told } from '../language/told.ts';
import { REGION, type Region, REGIONS } from '../inference/measure/measurements.ts';
import { METRICS, metricsShown, QUANTITIES, SUBJECTS, ZONE_SCORE } from '../inference/measure/metrics.ts';
import { PRODUCT } from '../product.ts';
import type { AnalyzeDocument } from '../service/files/save.ts';
import { plainTable } from '../tools/plain-table.ts';

/** Thrown when a command is used wrongly. */
export class UsageError extends KnownError {
  override readonly name = 'UsageError';

  constructor(...[cause, details, options]: CauseWording<'UsageError'>) {
    super(problemOf('UsageError', cause, details), options);
  }
}

/** Throws UsageError when a file or folder that a command was given does not exist, or may not be read. */
export async function requireReadable(...paths: readonly (string | undefined)[]): Promise<void> {
  for (const path of paths) {
    if (path === undefined) continue;
    await access(path, constants.R_OK).catch((cause: unknown) => {
      throw new UsageError('noPath', { path }, { cause });
    });
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

/** The measurements as a table for a terminal. */
export function measurementTable({
  series,
  regions,
  severityScore,
  warnings,
  device,
  failedDevices = [],
  modelSet,
}: MeasuredSeries): string {
  const shown = metricsShown('terminal');
  const titles = shown.map(
    (key) => `${SUBJECTS[METRICS[key].subject].terminal} ${QUANTITIES[METRICS[key].quantity].unit}`,
  );
  const numbers = told(regions, ENGLISH);
  const rows = REGIONS.map((region) => [nameOf(region), ...shown.map((key) => numbers.of(region, key))]);
  return [
    `Series ${series.seriesInstanceUid}, ${series.slices} slices; model set ${modelSet} on ${device}`,
    '',
    plainTable([['', ...titles], ...rows]),
    '',
    `${ZONE_SCORE.title} ${severityScore} of ${ZONE_SCORE.most}. ${PRODUCT.notice}`,
    ...warnings.map(({ message }) => `Read with care: ${message}`),
    ...failedDevices.map((failed) => `${failed.device} failed, so the network ran on ${device}: ${failed.reason}`),
  ].join('\n');
}

type MeasuredSeries = Pick<AnalyzeDocument, 'regions' | 'severityScore' | 'warnings' | 'device' | 'modelSet'> & {
  /** A recorded analysis names only the device that ran the network. */
  readonly failedDevices?: AnalyzeDocument['failedDevices'];
  readonly series: Pick<AnalyzeDocument['series'], 'seriesInstanceUid' | 'slices'>;
};

/** Zones are indented below their lungs. */
function nameOf(region: Region): string {
  const { noun } = REGION[region];
  return noun.endsWith(' zone') ? `  ${noun.slice(0, -' zone'.length)}` : capitalised(noun);
}
