import type { RecordedAnalysis } from '../../db/analyses.ts';
import type { PatientTimepoint } from '../../db/patients.ts';
import { slicesInLung } from '../../followup/timepoint.ts';
import { profileSvg, timelineSvg } from '../../report/charts.ts';
import { ENGLISH } from '../../language/en.ts';
import { timelineWords } from '../../report/picture-words.ts';
import { html, type Html, trusted } from './html.ts';

const FONT_SIZE = 12;

/** Infected area of each slice from the top of the lungs to the bottom. */
export function profileChart({ slices }: RecordedAnalysis): Html {
  const current = slicesInLung(slices).map(({ slice, height }) => ({ height, infectedCm2: slice.infectedMm2 / 100 }));
  const worst = Math.max(0, ...current.map(({ infectedCm2 }) => infectedCm2));
  const svg = profileSvg({ current, previous: null }, { width: 560, height: 320, fontSize: FONT_SIZE }, ENGLISH);
  return chart(svg, `Infected area along the height of the lungs, at most ${worst.toFixed(1)} cm² in a slice`);
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
