import { LineChart } from 'echarts/charts';
import { GridComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import sharp from 'sharp';
import type { Line } from './statistics.ts';

use([LineChart, GridComponent, TitleComponent, SVGRenderer]);

/** One panel of the plot: points, and the line through them where one was fitted. */
export interface Panel {
  readonly title: string;
  readonly xAxis: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly line?: Line | undefined;
}

const PANEL = { width: 420, height: 340, left: 56, right: 24, top: 56, bottom: 52 };
const SHARPNESS = 2;
const [INK, FAINT, RULE, POINTS] = ['#1c2733', '#5b6b7b', '#d9e0e7', '#1565c0'];
const FONT = { fontFamily: 'Roboto, Helvetica, Arial, sans-serif', fontSize: 13, color: FAINT };

/** Draws the panels side by side, both axes from 0. PNG. */
export async function plot(panels: readonly Panel[]): Promise<Buffer> {
  const chart = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: panels.length * PANEL.width,
    height: PANEL.height,
  });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: '#fff',
      title: panels.map(({ title }, at) => ({
        text: title,
        left: at * PANEL.width + PANEL.left - 5,
        top: 12,
        textStyle: { ...FONT, fontSize: 15, color: INK },
      })),
      grid: panels.map((_, at) => ({
        left: at * PANEL.width + PANEL.left,
        width: PANEL.width - PANEL.left - PANEL.right,
        top: PANEL.top,
        bottom: PANEL.bottom,
        outerBoundsMode: 'none',
      })),
      xAxis: panels.map(({ xAxis, points }, at) => ({
        ...axis(at),
        name: xAxis,
        nameLocation: 'middle',
        nameGap: 28,
        nameTextStyle: FONT,
        axisLabel: { ...FONT, customValues: xs(points) },
        axisTick: { customValues: xs(points) },
        splitLine: { show: false },
        max: Math.max(...points.map(([x]) => x)) * 1.05,
      })),
      yAxis: panels.map((_, at) => ({ ...axis(at), axisLabel: FONT, splitLine: { lineStyle: { color: RULE } } })),
      series: panels.flatMap(seriesOf),
    });
    return await sharp(Buffer.from(chart.renderToSVGString()), { density: 72 * SHARPNESS })
      .png()
      .toBuffer();
  } finally {
    chart.dispose();
  }
}

/** What stands below the axis: 0, and every x that was measured. */
function xs(points: Panel['points']): number[] {
  return [0, ...new Set(points.map(([x]) => x))];
}

function axis(at: number) {
  return { type: 'value', gridIndex: at, min: 0, axisLine: { show: true, lineStyle: { color: FAINT } } } as const;
}

function seriesOf({ points, line }: Panel, at: number) {
  const common = { type: 'line', xAxisIndex: at, yAxisIndex: at, silent: true } as const;
  const last = Math.max(...points.map(([x]) => x));
  const ends = line === undefined ? [] : [0, last].map((x) => [x, line.start + line.slope * x]);
  return [
    { ...common, data: ends, symbol: 'none', lineStyle: { color: FAINT, width: 1.5, type: 'dashed' } },
    { ...common, data: points, symbol: 'circle', symbolSize: 8, color: POINTS, lineStyle: { width: 0 } },
  ];
}
