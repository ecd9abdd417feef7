import type { PatientTimepoint } from '../../db/patients.ts';
import type { Histogram } from '../../inference/measure/histogram.ts';
import { SUBJECTS } from '../../inference/measure/metrics.ts';
import { histogramSvg, timelineSvg } from '../../report/charts.ts';
import { ENGLISH } from '../../language/en.ts';
import { timelineWords } from '../../report/picture-words.ts';
import { type FindingKey, FINDINGS } from '../../volume/findings.ts';
import { figure } from './format.ts';
import { html, type Html, trusted } from './html.ts';

const FONT_SIZE = 12;

/** Attenuation of the lungs and of each finding. */
export function histogramChart(histogram: Histogram): Html {
  const svg = histogramSvg(histogram, { width: 560, height: 260, fontSize: FONT_SIZE }, ENGLISH);
  const peaks = (['lung', ...FINDINGS.map(({ key }) => key)] as const)
    .filter((key) => histogram[key].some((count) => count > 0))
    .map((key) => `${SUBJECTS[key].noun} near ${figure(peakHu(histogram, key), 0)} HU`);
  return chart(svg, `Most frequent attenuation: ${peaks.join(', ')}`);
}

/** Middle of the fullest bin. */
function peakHu({ fromHu, binHu, ...counts }: Histogram, key: 'lung' | FindingKey): number {
  return fromHu + (counts[key].indexOf(Math.max(...counts[key])) + 0.5) * binHu;
}

/** Infected percent over time with ground-glass opacity and consolidation. */
export function timelineChart(timepoints: readonly PatientTimepoint[]): Html {
  const points = timepoints.flatMap(({ acquiredAt, regions: { lungs } }) =>
    acquiredAt === null ? [] : [{ acquiredAt, ...lungs }],
  );
  return chart(
    timelineSvg(points, { width: 760, height: 300, fontSize: FONT_SIZE }, ENGLISH),
    timelineWords(points, ENGLISH),
  );
}

function chart(svg: string, words: string): Html {
  const labelled = svg.replace('<svg ', html`<svg role="img" aria-label="${words}" `.text);
  return html`<div class="chart" tabindex="0">${trusted(labelled)}</div>`;
}
