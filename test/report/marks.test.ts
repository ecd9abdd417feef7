import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_THRESHOLDS } from '../../src/followup/change.ts';
import { compareTimepoints } from '../../src/followup/compare.ts';
import type { Acquisition } from '../../src/followup/timepoint.ts';
import { REGIONS } from '../../src/inference/measure/measurements.ts';
import { ENGLISH } from '../../src/language/en.ts';
import { buildReport } from '../../src/report/build.ts';
import { renderHtml } from '../../src/report/html.ts';
import { markedWarnings } from '../../src/report/marks.ts';
import { evenly, timepointOf, withoutLeftLung } from '../support/timepoints.ts';

const SCANS = [
  { sliceDistanceMm: 2, kernel: 'Bl57', lungMl: 3000 },
  { sliceDistanceMm: 2, kernel: 'D40s', lungMl: 3000 },
  { sliceDistanceMm: 5, kernel: 'D40s', lungMl: 1500 },
] as const satisfies Acquisition[];

const zones = [evenly(10), evenly(10), withoutLeftLung([500, 80, 0, 0])];
const timepoints = SCANS.map((acquisition, at) =>
  timepointOf(`${at}`, `2026-02-0${at + 1}T00:00:00`, zones[at]!, { acquisition }),
);
const current = timepoints[2]!;
const followUp = compareTimepoints(timepoints, current)!;
const content = buildReport({
  header: {},
  timepoint: current,
  followUp,
  leftOut: [],
  lesions: null,
  thresholds: DEFAULT_THRESHOLDS,
  thumbnails: [],
  previousThumbnails: [],
  views: [],
  histogram: null,
  models: [],
  performedAt: new Date('2026-02-03'),
  language: 'en',
});

test('each warning has a mark of its own, and tells which numbers of which regions it weakens', () => {
  const told = markedWarnings(current, followUp, [], ENGLISH).map(({ mark, code, regions, places }) => [
    mark,
    code,
    regions.length,
    places.join(' '),
  ]);
  const all = REGIONS.length;
  assert.deepEqual(told, [
    ['¹', 'LUNG_MISSING', 5, 'now change first'],
    ['²', 'SLICE_DISTANCE', all, 'change first'],
    ['³', 'LUNG_VOLUME', all, 'change first'],
    ['⁴', 'KERNEL', all, 'first'],
  ]);
});

test('what is weak about all regions is marked at the heading, what is weak about some beside the number', () => {
  const { columns, rows } = content.table;
  const marksOf = (title: string) => columns.find((column) => column.title === title)?.marks;
  assert.equal(marksOf('now %'), '');
  assert.equal(marksOf('change'), '²,³');
  assert.equal(marksOf('vs first'), '²,³,⁴');
  const [both, right, left] = rows.map(({ cells }) => cells[2]);
  assert.deepEqual([both, right, left], ['16.0¹', '16.0', '–']);
});

test('the sentence, the headings and the list of the page have the same marks', () => {
  assert.match(content.sentences[0]!, /¹,²,³$/);
  const html = renderHtml(content);
  assert.match(html, /<p class="main">[^<]*¹,²,³<\/p>/);
  assert.match(html, /<th scope="col">change²,³<\/th>/);
  assert.match(html, /<li><b>⁴<\/b> Reconstruction kernel is D40s, on 2026-02-01 it was Bl57/);
});
