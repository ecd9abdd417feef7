import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { compareLesions, type LesionCourse, MOST_TOLD } from '../../src/followup/lesions/course.ts';
import { LESION_VERDICTS } from '../../src/followup/lesions/verdicts.ts';
import { lesionsOf } from '../../src/inference/lesions/lesions.ts';
import { LANGUAGE_TAGS, LANGUAGES } from '../../src/language/languages.ts';
import { buildReport, type ReportInput } from '../../src/report/build.ts';
import { renderHtml } from '../../src/report/html.ts';
import { lesionSvg } from '../../src/report/lesion-picture.ts';
import { renderPdf } from '../../src/report/pdf.ts';
import { fiveStudies, reportInput } from '../support/course.ts';
import { without } from '../support/programs.ts';

const studies = fiveStudies();

async function compared(): Promise<ReportInput & { readonly lesions: LesionCourse }> {
  const maps = new Map(
    studies.map(({ timepoint, volume, lungs, findings }) => [
      timepoint.analysisKey,
      lesionsOf(volume.geometry, lungs, findings),
    ]),
  );
  const input = await reportInput(studies, studies[4]!);
  return { ...input, lesions: compareLesions(input.followUp!, maps)! };
}

test(
  'page and PDF list every lesion with its place, volumes and course, in the language of the report',
  { skip: without('pdftotext') },
  async () => {
    const input = await compared();
    assert.ok(input.lesions.lesions.length > 1);
    for (const language of LANGUAGE_TAGS) {
      const content = buildReport({ ...input, language });
      const { lesions } = content;
      assert.ok(lesions !== null && typeof lesions !== 'string');
      assert.equal(lesions.rows.length, input.lesions.lesions.length);
      const html = renderHtml(content);
      const pages = execFileSync('pdftotext', ['-layout', '-', '-'], { input: await renderPdf(content) })
        .toString()
        .split('\f');
      assert.equal(pages.length - 1, 2);
      for (const { cells } of lesions.rows) {
        assert.ok(html.includes(cells.map((cell) => `>${cell}</t`).at(-1)!));
        assert.match(pages.at(-2)!, new RegExp(cells.map((cell) => cell.replace(/[+()]/g, '\\$&')).join('\\s+')));
      }
      for (const sentence of lesions.sentences) assert.ok(html.includes(sentence));
    }
  },
);

test('a report says that lesions were not compared, and a first study says nothing of them', async () => {
  const input = await reportInput(studies, studies[1]!);
  assert.match(renderHtml(buildReport(input)), /Lesions are not compared with the CT of 2026-03-01/);
  assert.doesNotMatch(renderHtml(buildReport(await reportInput(studies, studies[0]!))), /Lesion/);
});

test('of many lesions the largest are listed, and the others are counted', async () => {
  const input = await compared();
  const [one] = input.lesions.lesions;
  const many = Array.from({ length: MOST_TOLD + 3 }, (_, at) => ({ ...one!, number: at + 1 }));
  const { lesions } = buildReport({ ...input, lesions: { ...input.lesions, lesions: many } });
  assert.ok(lesions !== null && typeof lesions !== 'string');
  assert.equal(lesions.rows.length, MOST_TOLD);
  assert.ok(lesions.sentences.includes('The 20 largest are listed, 3 more are not.'));
});

test('the picture tells each course by a colour and by a sign of its own, with its word beside', async () => {
  const { lesions: course } = await compared();
  const drawn = LESION_VERDICTS.map((verdict) =>
    lesionSvg({ ...course, lesions: course.lesions.map((one) => ({ ...one, verdict })) }, LANGUAGES.en),
  );
  const signs = drawn.map((svg) => /<path transform="[^"]*" d="([^"]*)" fill="#[0-9a-f]*"\/>/.exec(svg)?.[1]);
  assert.equal(new Set(signs).size, LESION_VERDICTS.length);
  LESION_VERDICTS.forEach((verdict, at) => assert.ok(drawn[at]!.includes(`>${verdict}</text>`)));
});
