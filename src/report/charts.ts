import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { timeOf } from '../followup/timepoint.ts';
import type { Histogram } from '../inference/measure/histogram.ts';
import { intervalOf } from '../inference/measure/repeatability.ts';
import { capitalised } from '../language/format.ts';
import { toldShare } from '../language/told.ts';
import type { Words } from '../language/words.ts';
import { FINDINGS } from '../volume/findings.ts';
import type { ProfilePoint, TimelinePoint } from './content.ts';
import { FINDING_COLOURS, type Rgb } from './finding-colours.ts';

use([LineChart, GridComponent, LegendComponent, SVGRenderer]);

export interface ChartSize {
  readonly width: number;
  readonly height: number;
  /** Height of the letters, in the chart's units. */
  readonly fontSize: number;
  /** No legend: what stands beside the chart names its colours. */
  readonly withoutLegend?: true;
}

const INK = '#1c2733';
const FAINT = '#5b6b7b';
const RULE = '#d9e0e7';
/** The first is embedded in the PDF, the others exist on every machine. */
const FONT = 'Roboto, Helvetica, Arial, sans-serif';

/** Infected percent of both lungs' volume over time as a line with its values, above the findings as stacked areas. SVG. */
export function timelineSvg(points: readonly TimelinePoint[], size: ChartSize, words: Words): string {
  const times = points.map(({ acquiredAt }) => timeOf(acquiredAt));
  const values = (of: (point: TimelinePoint) => number) => points.map((point, at) => [times[at], of(point)]);
  const area = (name: string, colour: Rgb, of: (point: TimelinePoint) => number) => ({
    ...line(name, css(colour), values(of)),
    stack: 'findings',
    areaStyle: { opacity: 0.55 },
    lineStyle: { width: 0.5 },
    symbol: 'none',
  });
  return draw('timeline', size, {
    xAxis: {
      ...axis(size),
      type: 'value',
      ...padded(times),
      axisLabel: {
        ...label(size),
        customValues: times,
        hideOverlap: true,
        textMargin: [0, 1],
        formatter: (time: number) => dateLabel(time, times, words),
      },
      axisTick: { customValues: times, lineStyle: { color: FAINT } },
      splitLine: { show: false },
    },
    yAxis: amountAxis(size, words),
    series: [
      ...FINDINGS.toReversed().map(({ key }) =>
        area(capitalised(words.subject[key].noun), FINDING_COLOURS[key], (point) => point[`${key}Percent`]),
      ),
      intervals(points, times, words),
      {
        ...line(
          capitalised(words.subject.infected.noun),
          INK,
          values((point) => point.infectedPercent),
        ),
        lineStyle: { width: 1.5 },
        symbol: 'circle',
        symbolSize: 4,
        label: {
          ...label(size),
          show: true,
          color: INK,
          textBorderWidth: 0,
          formatter: ({ value }: { value: number[] }) => toldShare('lungs', 'infected', value[1] ?? 0, words),
        },
        // Beside the bar of the interval, not on it.
        labelLayout: { hideOverlap: true, dx: -size.fontSize * 1.4 },
      },
    ],
  });
}

/** A bar at each point from the low to the high end of its interval; the gaps between the bars are points without a value. */
function intervals(points: readonly TimelinePoint[], times: readonly number[], { picture }: Words) {
  const bars = points.flatMap(({ infectedPercent }, at) => {
    const { low, high } = intervalOf('lungs', infectedPercent);
    return [
      [times[at], low],
      [times[at], high],
      [times[at], undefined],
    ];
  });
  return { ...line(picture.interval, FAINT, bars), lineStyle: { width: 1 }, symbol: 'none' };
}

/** Infected area of each slice, cm2, along the lungs' height, the earlier timepoint as a dashed line. SVG. */
export function profileSvg(
  { current, previous }: { current: readonly ProfilePoint[]; previous: readonly ProfilePoint[] | null },
  size: ChartSize,
  words: Words,
): string {
  const { picture } = words;
  const values = (points: readonly ProfilePoint[]) =>
    points.map(({ height, infectedCm2 }) => [height * 100, infectedCm2]);
  const now = {
    ...line(picture.current, INK, values(current)),
    lineStyle: { width: 1.2 },
    areaStyle: { opacity: 0.15 },
  };
  const before = { ...line(picture.previous, FAINT, values(previous ?? [])), lineStyle: { width: 1, type: [3, 2] } };
  return draw('profile', size, {
    xAxis: {
      ...axis(size),
      name: picture.heightAxis,
      type: 'value',
      min: 0,
      max: 100,
      nameLocation: 'middle',
      nameGap: size.fontSize * 2,
      nameTextStyle: { ...label(size), align: 'center' },
      splitLine: { show: false },
    },
    yAxis: amountAxis(size, words),
    series: (previous ? [before, now] : [now]).map((series) => ({ ...series, symbol: 'none' })),
  });
}

/** How often each attenuation occurs in the lungs and in each finding, percent of the voxels of each. SVG. */
export function histogramSvg({ fromHu, binHu, ...counts }: Histogram, size: ChartSize, words: Words): string {
  const shares = (of: readonly number[]) => {
    const total = of.reduce((sum, count) => sum + count, 0);
    return of.map((count, bin) => [fromHu + (bin + 0.5) * binHu, total === 0 ? 0 : (100 * count) / total]);
  };
  const curve = (name: string, colour: string, of: readonly number[]) => ({
    ...line(name, colour, shares(of)),
    symbol: 'none',
    lineStyle: { width: 1.5 },
    areaStyle: { opacity: 0.15 },
  });
  const findings = FINDINGS.filter(({ key }) => counts[key].some((count) => count > 0));
  return draw('histogram', size, {
    xAxis: {
      ...axis(size),
      name: words.picture.attenuationAxis,
      type: 'value',
      min: fromHu,
      max: fromHu + binHu * counts.lung.length,
      nameLocation: 'middle',
      nameGap: size.fontSize * 2,
      nameTextStyle: { ...label(size), align: 'center' },
      axisLabel: { ...label(size), formatter: words.exact },
      splitLine: { show: false },
    },
    yAxis: { ...amountAxis(size, words), axisLine: { onZero: false, lineStyle: { color: FAINT } } },
    series: [
      curve(capitalised(words.subject.lung.noun), FAINT, counts.lung),
      ...findings.map(({ key }) => curve(capitalised(words.subject[key].noun), css(FINDING_COLOURS[key]), counts[key])),
    ],
  });
}

/** Month and day, and the year below where it begins. */
function dateLabel(time: number, times: readonly number[], { monthAndDay }: Words): string {
  const [date, before] = [time, times[times.indexOf(time) - 1]].map((at) =>
    at === undefined ? '' : new Date(at).toISOString(),
  ) as [string, string];
  const year = date.slice(0, 4);
  return before.startsWith(year) ? monthAndDay(date) : `${monthAndDay(date)}\n${year}`;
}

/** Space beside the first and the last value for their labels. */
function padded(times: readonly number[]): { min: number; max: number } {
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const room = Math.max(1, (last - first) * 0.12);
  return { min: first - room, max: last + room };
}

function line(name: string, color: string, data: (number | undefined)[][]) {
  return { type: 'line', name, data, color, silent: true } as const;
}

function label({ fontSize }: ChartSize) {
  return { fontSize, fontFamily: FONT, color: FAINT };
}

function axis(size: ChartSize) {
  return { axisLabel: label(size), axisLine: { lineStyle: { color: FAINT } } };
}

/** From 0 upwards, with a line across the chart at every number. */
function amountAxis(size: ChartSize, { exact }: Words) {
  return {
    ...axis(size),
    axisLabel: { ...label(size), formatter: exact },
    type: 'value',
    min: 0,
    splitLine: { lineStyle: { color: RULE } },
  };
}

function css([red, green, blue]: Rgb): string {
  return `rgb(${red},${green},${blue})`;
}

function draw(id: string, size: ChartSize, option: EChartsCoreOption): string {
  const { fontSize, withoutLegend = false, ...extent } = size;
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...extent });
  try {
    chart.setOption({
      animation: false,
      useUTC: true,
      grid: {
        left: fontSize * 3.2,
        right: fontSize * 1.6,
        top: fontSize * (withoutLegend ? 1 : 3.3),
        bottom: fontSize * 4,
        outerBoundsMode: 'none',
      },
      legend: {
        show: !withoutLegend && (option['series'] as unknown[]).length > 1,
        top: 0,
        right: 0,
        itemHeight: fontSize * 0.8,
        itemWidth: fontSize * 1.6,
        itemGap: fontSize * 1.8,
        textStyle: label(size),
      },
      ...option,
    });
    return cleaned(chart.renderToSVGString(), id);
  } finally {
    chart.dispose();
  }
}

/** Without hover styles, and with ids that are the same in every process and differ between the charts of a page. */
function cleaned(svg: string, id: string): string {
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ (class|ecmeta_\w+)="[^"]*"/g, '')
    .replace(/zr\d+-/g, `${id}-`);
}
