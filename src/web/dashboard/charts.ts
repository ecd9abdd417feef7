import { isCompared, type PatientTimeline } from '../../db/patients.ts';
import type { Histogram } from '../../inference/measure/histogram.ts';
import { ENGLISH } from '../../language/en.ts';
import type { Press } from '../../press/press.ts';
import { histogramWords, timelineWords } from '../../report/picture-words.ts';
import { html, type Html, trusted } from './html.ts';

const FONT_SIZE = 12;

/** Attenuation of the lungs and of each finding; nothing for analyses that kept no histogram. */
export async function histogramChart(press: Press, histogram: Histogram | null | undefined): Promise<Html | false> {
  if (!histogram) return false;
  const size = { width: 560, height: 260, fontSize: FONT_SIZE };
  const svg = await press.drawChart({ kind: 'histogram', size, histogram });
  return chart(svg, histogramWords(histogram, ENGLISH));
}

/** Infected percent over time with ground-glass opacity and consolidation; nothing where there is no course, or a doubt whose it is. */
export async function timelineChart(press: Press, { timepoints }: PatientTimeline): Promise<Html | false> {
  const compared = timepoints.filter(isCompared);
  if (compared.length < 2 || timepoints.some(({ leftOut }) => leftOut.length > 0)) return false;
  const points = compared.flatMap(({ acquiredAt, regions: { lungs } }) =>
    acquiredAt === null ? [] : [{ acquiredAt, ...lungs }],
  );
  const size = { width: 760, height: 300, fontSize: FONT_SIZE };
  return chart(await press.drawChart({ kind: 'timeline', size, points }), timelineWords(points, ENGLISH));
}

function chart(svg: string, words: string): Html {
  const labelled = svg.replace('<svg ', html`<svg role="img" aria-label="${words}" `.text);
  return html`<div class="chart" tabindex="0">${trusted(labelled)}</div>`;
}
