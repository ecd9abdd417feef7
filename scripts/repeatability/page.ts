import { type Region, REGION, type RegionMeasurements, REGIONS } from '../../src/inference/measure/measurements.ts';
import { intervalOf, limitOf, type Share } from '../../src/inference/measure/repeatability.ts';
import { SUBJECTS } from '../../src/inference/measure/metrics.ts';

/** One measurement of a series, as scanned or changed. */
export interface Repeat {
  readonly series: string;
  readonly change: string;
  readonly regions: Readonly<Record<Region, RegionMeasurements>>;
}

const SHARES: readonly Share[] = ['infected', 'ggo', 'consolidation', 'highOpacity'];
/** Series with an infection, COVID-19 or bacterial. */
const INFECTED = new Set(['covid-P001', 'cap-001']);
/** Where less was found on average, there is nothing to repeat. percent */
const LEAST_PERCENT = 0.05;

const SIZES: Readonly<Record<string, readonly Region[]>> = {
  'both lungs': ['lungs'],
  'one lung': ['right', 'left'],
  'a zone': REGIONS.filter((region) => 'third' in REGION[region].part),
};

/** docs/repeatability.md. */
export function pageOf(repeats: readonly Repeat[]): string {
  const series = [...Map.groupBy(repeats, (repeat) => repeat.series)];
  return `# Repeatability, and the limit of measurement

Written by \`node scripts/repeatability.ts RESULTS.json FOLDER...\`; \`src/inference/measure/repeatability.ts\` holds what follows from it. The shipped network measured ${series.length} CT series, each
as scanned and under changes that leave the patient as he is: the other half of the slices, the voxels moved by half a pixel or half a slice (cubic interpolation), white noise of 20 HU, a softer and a
sharper kernel. Halves of slices 6 mm apart and values between them are no scans that people make, so \`rtchest-*\` has fewer changes. Every change is made of the same scan: another breath, scanner or
dose is not in it, and adds to it.

## Infected percent of both lungs

${table(['series', 'measured', 'as scanned', 'lowest', 'highest'], series.map(seriesRow))}
## Intervals

A share of p % of the lung volume is told with the interval p ± (points + percent of p). It held so many of the measurements of a series, counted from their mean, where that was ${LEAST_PERCENT} % or more:

${table(
  ['region', 'interval at 1 % and at 5 %', ...SHARES.map((share) => SUBJECTS[share].title), 'together'],
  Object.entries(SIZES).map(([size, regions]) => [
    size,
    [1, 5].map((percent) => told(regions[0]!, percent)).join(', '),
    ...SHARES.map((share) => inWords(held(series, regions, share))),
    inWords(SHARES.flatMap((share) => held(series, regions, share))),
  ]),
)}
The greatest mean was ${greatestMean(series, 'lungs').toFixed(1)} % of both lungs and ${Math.max(...SIZES['a zone']!.map((zone) => greatestMean(series, zone))).toFixed(1)} % of a zone. For more, the interval is a continuation that nothing here checks.

## Limits

What is found where there is no COVID-19: as scanned, regions of ${series.filter(([name]) => !INFECTED.has(name)).length} CT (one healthy, one from screening, six planning CT of patients with lung cancer; all but the healthy one took part in the training of the network).

${table(
  ['region', 'share', 'regions', 'with nothing at all', 'the two greatest, %', 'limit, %'],
  Object.entries(SIZES).flatMap(([size, regions]) => SHARES.map((share) => limitRow(series, size, regions, share))),
)}
The greatest are of \`rtchest-005\` (dense opacities and collapse in the left upper lobe, which are not infection) and \`rtchest-003\`.
`;
}

type Series = readonly (readonly [name: string, repeats: readonly Repeat[]])[];

function seriesRow([name, repeats]: Series[number]): string[] {
  const shares = repeats.map(({ regions }) => regions.lungs.infectedPercent);
  const scanned = repeats.find(({ change }) => change === 'as scanned')?.regions.lungs.infectedPercent ?? NaN;
  return [
    name,
    `${shares.length} times`,
    ...[scanned, Math.min(...shares), Math.max(...shares)].map((p) => p.toFixed(2)),
  ];
}

function told(region: Region, percent: number): string {
  const { low, high } = intervalOf(region, percent);
  return `${low.toFixed(1)}-${high.toFixed(1)} %`;
}

/** Of each measurement, whether it lies in the interval around the mean of its series. */
function held(series: Series, regions: readonly Region[], share: Share): boolean[] {
  return series.flatMap(([, repeats]) =>
    regions.flatMap((region) => {
      const shares = repeats.map((repeat) => repeat.regions[region][`${share}Percent`]);
      const mean = meanOf(shares);
      const { low, high } = intervalOf(region, mean);
      return mean < LEAST_PERCENT ? [] : shares.map((percent) => percent >= low && percent <= high);
    }),
  );
}

function inWords(inside: readonly boolean[]): string {
  return `${inside.filter(Boolean).length} of ${inside.length}`;
}

function greatestMean(series: Series, region: Region): number {
  return Math.max(
    ...series.map(([, repeats]) => meanOf(repeats.map(({ regions }) => regions[region].infectedPercent))),
  );
}

function limitRow(series: Series, size: string, regions: readonly Region[], share: Share): string[] {
  const blanks = series
    .filter(([name]) => !INFECTED.has(name))
    .flatMap(([, repeats]) => repeats.filter(({ change }) => change === 'as scanned'))
    .flatMap((repeat) => regions.map((region) => repeat.regions[region][`${share}Percent`]))
    .sort((a, b) => b - a);
  const greatest = blanks.slice(0, 2).map((percent) => percent.toFixed(2));
  const none = blanks.filter((percent) => percent === 0).length;
  return [
    size,
    SUBJECTS[share].title,
    String(blanks.length),
    String(none),
    greatest.join(', '),
    String(limitOf(regions[0]!, share)),
  ];
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}
