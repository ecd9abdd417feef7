import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { DEFAULT_THRESHOLDS } from '../../src/followup/change.ts';
import { dateOf } from '../../src/followup/timepoint.ts';
import { REGIONS } from '../../src/inference/measure/measurements.ts';
import { isBelowLimit, limitOf, type Share } from '../../src/inference/measure/repeatability.ts';
import { addingUpShares } from '../../src/inference/measure/rounding.ts';
import { ENGLISH } from '../../src/language/en.ts';
import { LANGUAGE_TAGS } from '../../src/language/languages.ts';
import { buildReport } from '../../src/report/build.ts';
import { personName } from '../../src/report/head.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderPdf } from '../../src/report/pdf.ts';
import { type Examined, fiveStudies, reportInput, reportOf } from '../support/course.ts';
import { without } from '../support/programs.ts';
import { timepointOf, withoutLeftLung } from '../support/timepoints.ts';

const studies = fiveStudies();
const { decimal, signed } = ENGLISH;
const skip = without('pdftotext', 'pdfinfo', 'pdffonts');

/** Output of a poppler program that reads the PDF from its input. */
function poppler(program: string, pdf: Uint8Array, ...options: string[]): string {
  return execFileSync(program, [...options, '-', ...(program === 'pdftotext' ? ['-'] : [])], { input: pdf }).toString();
}

async function pdfText(current: Examined): Promise<string> {
  const pdf = await renderPdf(await reportOf(studies, current));
  return poppler('pdftotext', pdf, '-layout').replaceAll('\u00a0', ' ');
}

/** Percent of the voxels of both lungs that carry one of the labels, counted in the masks. */
function percentOf({ lungs, findings }: Examined, ...labels: number[]): number {
  let [lung, found] = [0, 0];
  for (let at = 0; at < lungs.length; at++) {
    if (lungs[at] === 0) continue;
    lung++;
    if (labels.includes(findings[at] ?? 0)) found++;
  }
  return (100 * found) / lung;
}

/** A share of both lungs as people read it. */
function toldShare(share: Share, percent: number, written: string): string {
  return isBelowLimit('lungs', share, percent) ? `<${limitOf('lungs', share)}` : written;
}

test('the PDF of every follow-up reads back with the numbers counted in the masks', { skip }, async () => {
  for (const [index, current] of studies.entries()) {
    const previous = studies[index - 1];
    const first = studies[0]!;
    if (!previous) continue;
    const row = /Both lungs\s+(.*)/
      .exec(await pdfText(current))?.[1]
      ?.trim()
      .split(/\s+/);
    const [now, before, start] = [current, previous, first].map((study) => percentOf(study, 1, 2)) as [
      number,
      number,
      number,
    ];
    const voxelMl = current.volume.geometry.spacing.reduce((product, side) => product * side) / 1000;
    const lungMl = current.lungs.filter((label) => label > 0).length * voxelMl;
    const [from, to] = [previous, current].map(({ timepoint }) => Date.parse(`${timepoint.acquiredAt}Z`)) as [
      number,
      number,
    ];
    const days = (to - from) / 86_400_000;
    const change = (...labels: number[]) => signed(percentOf(current, ...labels) - percentOf(previous, ...labels));
    const rounded = addingUpShares({
      infectedPercent: now,
      ggoPercent: percentOf(current, 1),
      consolidationPercent: percentOf(current, 2),
    });
    const findingOf = (finding: 'ggo' | 'consolidation', label: number): string =>
      toldShare(finding, percentOf(current, label), decimal(rounded[`${finding}Percent`]));
    const expected = [
      decimal(lungMl, 0),
      decimal((lungMl * now) / 100),
      decimal(now),
      decimal(before),
      signed(now - before),
      ['worse', 'worse', 'better', 'better'][index - 1],
      signed((now / before - 1) * 100, 0),
      signed((now - before) / days, 2),
      ...(previous === first ? [] : [signed(now - start)]),
      findingOf('ggo', 1),
      change(1),
      findingOf('consolidation', 2),
      change(2),
      // All consolidation of these studies is denser than -200 HU, no ground-glass opacity is.
      toldShare('highOpacity', percentOf(current, 2), decimal(percentOf(current, 2))),
      change(2),
    ];
    const unmarked = row?.map((cell) => cell.replace(/[¹²³⁴⁵⁶,]+$/, ''));
    assert.deepEqual(unmarked, expected, `study ${index + 1}`);
  }
});

test('the PDF states in text who, when, what and by which version', { skip }, async () => {
  const text = await pdfText(studies[3]!);
  for (const words of [
    'Müller-Straße, Zoë Łucja, Dr.',
    'P-000123 (Charité)',
    '1961-07-04, 64 years',
    'A4711',
    'CT Thorax nativ',
    '2026-03-23 10:45',
    '2026-03-09 (14 days earlier), first 2026-03-01 (22 days earlier)',
    'Decreasing',
    'Infection has decreased to',
    'Slice distance is 13.0 mm, on 2026-03-09 it was 7.2 mm',
    'Reconstruction kernel is Bl57, on 2026-03-09 it was Br49',
    'infnet-1: infnet 1.0.0 (SHA-256 abababababab…)',
    'Research use only. Not for diagnosis or treatment.',
  ]) {
    assert.ok(text.includes(words), words);
  }
  for (const study of studies.slice(0, 4)) assert.ok(text.includes(decimal(percentOf(study, 1, 2))), 'chart label');
});

test('PDF and HTML contain every region and every number of the content', { skip }, async () => {
  const content = await reportOf(studies, studies[4]!);
  const text = await pdfText(studies[4]!);
  const html = renderHtml(content);
  assert.equal(content.table.rows.length, REGIONS.length);
  for (const { title, cells } of content.table.rows) {
    const row = text.split('\n').find((line) => line.trim().startsWith(title));
    assert.deepEqual(row?.trim().slice(title.length).trim().split(/\s+/), [...cells]);
    const markup = new RegExp(`<th scope="row">${title}</th>(.*?)</tr>`).exec(html)?.[1] ?? '';
    assert.deepEqual(
      [...markup.matchAll(/<td[^>]*>([^<]*)/g)].map((match) => match[1]?.replace('&lt;', '<')),
      [...cells],
    );
  }
  const flat = (words: string) => words.replace(/\s+/g, ' ');
  for (const sentence of [...content.sentences, ...content.warnings.map(({ message }) => message)]) {
    assert.ok(flat(text).includes(flat(sentence)), sentence);
    assert.ok(html.includes(sentence.replaceAll('<', '&lt;')), sentence);
  }
});

test('a first study is reported without comparison', { skip }, async () => {
  const content = await reportOf(studies, studies[0]!);
  const text = await pdfText(studies[0]!);
  assert.match(text, /Chest CT: lung infection/);
  assert.match(text, /no earlier CT/);
  assert.doesNotMatch(text, /before |change|Read with care/);
  assert.equal(content.strip.previous, null);
  assert.equal(content.profile.previous, null);
  assert.ok(!renderHtml(content).includes('aria-label="2026-03-01: infected'));
});

test('the order of arrival changes no byte of the PDF and no letter of the HTML', async () => {
  const [one, two, three, four, five] = studies as [Examined, Examined, Examined, Examined, Examined];
  const orders = [studies, [five, four, three, two, one], [three, three, one, five, two, four]];
  const contents = await Promise.all(orders.map((order) => reportOf(order, five)));
  const pdfs = await Promise.all(contents.map(renderPdf));
  assert.deepEqual(pdfs[1], pdfs[0]);
  assert.deepEqual(pdfs[2], pdfs[0]);
  assert.equal(renderHtml(contents[1]!), renderHtml(contents[0]!));
  assert.equal(renderHtml(contents[2]!), renderHtml(contents[0]!));
});

test('a lung that was not found has dashes in the table and a warning, also in a first study', () => {
  const timepoint = timepointOf('white', '2026-02-01T00:00:00', withoutLeftLung([500, 50, 0, 0]));
  const { table, warnings } = buildReport({
    header: { PatientName: '=山田^太郎' },
    timepoint,
    followUp: null,
    leftOut: [],
    lesions: null,
    thresholds: DEFAULT_THRESHOLDS,
    thumbnails: [],
    previousThumbnails: [],
    views: [],
    histogram: null,
    models: [],
    performedAt: new Date('2026-02-01'),
    language: 'en',
  });
  const left = table.rows.find(({ title }) => title === 'Left lung')!;
  table.columns.forEach(({ title }, i) =>
    assert.equal(left.cells[i] === '–', title === '%' || title === 'mean HU', title),
  );
  assert.match(warnings[0]!.message, /left lung was not found/);
});

test('a name without letters of the alphabet is shown as it is written', () => {
  assert.equal(personName('=山田^太郎=やまだ^たろう'), '山田, 太郎');
  assert.equal(personName('^^==やまだ^たろう'), 'やまだ, たろう');
  assert.equal(personName(''), '–');
});

for (const language of LANGUAGE_TAGS)
  test(
    `the PDF is one A4 page and one of the lungs from other sides, with embedded fonts, even with long lines and all warnings (${language})`,
    { skip },
    async () => {
      const [before, current] = [studies[2]!, studies[3]!];
      const breath = { ...current.timepoint.acquisition, lungMl: before.timepoint.acquisition.lungMl * 0.7 };
      const { measurements } = current.timepoint;
      const regions = { ...measurements.regions, left: { ...measurements.regions.left, lungMl: 0 } };
      const timepoint = { ...current.timepoint, acquisition: breath, measurements: { ...measurements, regions } };
      const hurried: Examined = { ...current, timepoint };
      const input = await reportInput([studies[0]!, studies[1]!, before, hurried], hurried);
      const header = {
        ...input.header,
        PatientName: 'Wolfeschlegelsteinhausenbergerdorff^Hubert Blaine Maria Theresia',
        StudyDescription: 'CT thorax and upper abdomen without and with contrast, portal venous phase',
        SeriesDescription: 'Thorax native lung window high resolution iterative 1.0 mm',
      };
      const content = buildReport({ ...input, header, language });
      assert.equal(content.warnings.length, 4);
      const pdf = await renderPdf(content);
      assert.match(poppler('pdfinfo', pdf), /Pages:\s+2\n/);
      assert.match(poppler('pdfinfo', pdf), /Page size:\s+595.28 x 841.89 pts \(A4\)/);
      const second = poppler('pdftotext', pdf, '-f', '2').replaceAll(/\s+/g, ' ');
      const { picture, notice } = content.words;
      for (const said of [notice, 'P-000123 (Charité)', ...Object.values(picture.viewTitle), picture.histogramTitle])
        assert.ok(second.includes(said), said);
      const fonts = poppler('pdffonts', pdf).trim().split('\n').slice(2);
      assert.ok(fonts.length > 0 && fonts.every((font) => /yes\s+yes\s+yes/.test(font)), fonts.join('\n'));
    },
  );

test(
  'both renderings show the lungs from other sides where they are kept, and nothing of them where they are not',
  { skip },
  async () => {
    const input = await reportInput(studies, studies[3]!);
    const { viewTitle, histogramTitle } = ENGLISH.picture;
    const page = renderHtml(buildReport(input));
    for (const title of Object.values(viewTitle))
      assert.ok(page.includes(`alt="${title}: the lungs with findings"`), title);
    assert.match(page, /aria-label="Most frequent attenuation: lung near \u2212?\d+ HU, ground-glass opacity near/);
    assert.ok(page.includes(ENGLISH.picture.viewNote(true).replace("'", '&#39;')));
    const older = buildReport({ ...input, views: [], histogram: null });
    assert.ok(!renderHtml(older).includes(viewTitle.coronal) && !renderHtml(older).includes(histogramTitle));
    assert.match(poppler('pdfinfo', await renderPdf(older)), /Pages:\s+1\n/);
  },
);

test('a report in German has no English left, and the numbers of the English one', { skip }, async () => {
  const decimals = (text: string) => text.match(/[+−]?\d+,\d+/g) ?? [];
  for (const study of studies) {
    const input = await reportInput(studies, study);
    const [english, german] = [buildReport(input), buildReport({ ...input, language: 'de' })];
    const html = renderHtml(german);
    assert.ok(html.includes('<html lang="de">'));
    const said = html
      .replace(/<style>.*<\/style>/s, '')
      .replace(/[\s"](class|href|scope|role|d|fill|stroke|transform|style)="[^"]*"/g, '');
    assert.doesNotMatch(said, /\b(the|of|and|with|before|lungs?|infection|infected|days?|slices?|only|study)\b/i);
    const text = poppler('pdftotext', await renderPdf(german), '-layout').replaceAll('\u00a0', ' ');
    assert.ok(text.includes('Nur für Forschungszwecke.'));
    for (const sentence of german.sentences) {
      const flat = (words: string) => words.replace(/\s+/g, ' ');
      assert.ok(flat(text).includes(flat(sentence)), sentence);
      assert.ok(html.includes(sentence.replaceAll('<', '&lt;')), sentence);
    }
    const course = english.table.columns.findIndex(({ isCourse }) => isCourse);
    const cells = ({ table }: typeof german) =>
      table.rows.flatMap((row) => row.cells.toSpliced(course, course < 0 ? 0 : 1));
    assert.deepEqual(
      cells(german),
      cells(english).map((cell) => cell.replaceAll('.', ',')),
    );
    assert.deepEqual(
      decimals(german.sentences[0]!).toSorted(),
      decimals(english.sentences[0]!.replaceAll('.', ',')).toSorted(),
    );
  }
});

test('the HTML loads nothing, runs nothing and escapes names', async () => {
  const input = await reportInput(studies, studies[4]!);
  const header = { ...input.header, PatientName: '<img src onerror>^"A&B"' };
  const html = renderHtml(buildReport({ ...input, header }));
  assert.doesNotMatch(html, /<script|<link|@import|url\(http|src="(?!data:)|href="http/);
  assert.ok(html.includes('&lt;img src onerror&gt;, &quot;A&amp;B&quot;'));
  assert.ok(!html.includes('<img src onerror'));
});

test('pictures and charts of the HTML have text alternatives with their numbers', async () => {
  const content = await reportOf(studies, studies[4]!);
  const html = renderHtml(content).replaceAll('\u00a0', ' ');
  assert.equal(html.match(/<svg role="img" aria-label="[^"]+"/g)?.length, 3);
  for (const study of studies) {
    const { acquiredAt } = study.timepoint;
    const infected = decimal(percentOf(study, 1, 2));
    assert.ok(html.includes(`${dateOf(acquiredAt)}: infected ${infected} %, ground-glass opacity`), acquiredAt);
  }
  assert.equal(
    html.match(/<img [^>]*alt="(Axial CT slice of [^"]+|[^"]+: the lungs with findings)"/g)?.length,
    html.match(/<img /g)?.length,
  );
});

/** Where the pictures of a report lead: two rows of as many slices. */
function slicesOfStrip({ strip }: Awaited<ReturnType<typeof reportOf>>): string[] {
  const path = (study: string | null, slice: { sopInstanceUid: string } | null) =>
    `/viewer?StudyInstanceUIDs=${study}&initialSOPInstanceUID=${slice?.sopInstanceUid}`;
  return [
    ...strip.columns.map(({ current }) => path(strip.studies.current, current)),
    ...strip.columns.map(({ previous }) => path(strip.studies.previous, previous)),
  ];
}

test('every picture of the HTML leads to its slice in the viewer', async () => {
  const content = await reportOf(studies, studies[4]!);
  const links = [...renderHtml(content).matchAll(/<a href="([^"]+)"><img /g)].map(([, link]) => link);
  assert.deepEqual(
    links.map((link) => link!.replaceAll('&amp;', '&')),
    slicesOfStrip(content),
  );
  assert.equal(content.strip.studies.current, studies[4]!.timepoint.studyInstanceUid);
  assert.equal(content.strip.studies.previous, studies[3]!.timepoint.studyInstanceUid);
});

test(
  'pictures of the PDF lead there where the service says how it is reached, and nowhere else',
  { skip },
  async () => {
    const content = await reportOf(studies, studies[4]!);
    const linksOf = async (publicUrl: string | undefined) =>
      poppler('pdfinfo', await renderPdf({ ...content, publicUrl }), '-url').match(/https?:\S+/g) ?? [];
    assert.deepEqual(await linksOf(undefined), []);
    const base = 'https://ct.example.org';
    assert.deepEqual(
      (await linksOf(base)).toSorted(),
      slicesOfStrip(content)
        .map((path) => base + path)
        .toSorted(),
    );
  },
);
