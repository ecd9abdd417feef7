import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Analysis } from '../../src/inference/analyse-volume.ts';
import { lesionsOf } from '../../src/inference/lesions/lesions.ts';
import { histogramOf } from '../../src/inference/measure/histogram.ts';
import { ENGLISH } from '../../src/language/en.ts';
import { Press } from '../../src/press/press.ts';
import { buildReport } from '../../src/report/build.ts';
import { histogramSvg, timelineSvg } from '../../src/report/charts.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderPdf } from '../../src/report/pdf.ts';
import { makeThumbnails } from '../../src/report/thumbnails.ts';
import { makeViews } from '../../src/report/views.ts';
import { reportedFindings, writeArtefacts } from '../../src/results/artefacts.ts';
import { writeFollowUpSr, writeOverlay, writeReport } from '../../src/results/report-artefacts.ts';
import { sliceOf } from '../../src/volume/volume.ts';
import { OPTIONS } from '../support/analyses.ts';
import { fiveStudies, reportInput } from '../support/course.ts';
import { startedThreads } from '../support/started-threads.ts';
import { tinyModel } from '../support/tiny-network.ts';
import { longestTurn } from '../support/turns.ts';

const studies = fiveStudies();
const current = studies[2]!;
const MODELS = { modelSet: 'set-1', models: [{ ...tinyModel, sha256: 'ab'.repeat(32) }] };

/** With voxels and masks of its own, since the press takes them over. */
function analysis(): Analysis {
  const { volume, lungs, findings, measurements } = current;
  const timingsMs = { lungs: 0, infection: 0, findings: 0, measure: 0 };
  const own = { volume: { ...volume, hu: volume.hu.slice() }, lungs: lungs.slice(), findings: findings.slice() };
  return { ...own, measurements, ...MODELS, device: 'cpu', failedDevices: [], timingsMs };
}

suite('the press', () => {
  const press = new Press(1);
  after(() => press.close());

  test('what it writes of an analysis is what the functions write, and the voxels come back', async () => {
    const expected = analysis();
    const { artefacts, thumbnails, views, histogram, ...written } = await press.writeAnalysis(analysis(), OPTIONS);
    const withoutTime = (all: typeof artefacts) => all.map((one) => ({ ...one, writtenInMs: 0 }));
    assert.deepEqual(withoutTime(artefacts), withoutTime(writeArtefacts(expected, OPTIONS)));
    const { volume, lungs, findings, measurements } = expected;
    assert.deepEqual(thumbnails, await makeThumbnails(volume, lungs, findings, measurements));
    assert.deepEqual(views, await makeViews(volume, lungs, findings));
    assert.deepEqual(histogram, histogramOf(volume.hu, lungs, findings));
    assert.deepEqual(written.lesions, lesionsOf(volume.geometry, lungs, findings));
    assert.deepEqual(written.reportedFindings, reportedFindings(volume, findings));
    assert.deepEqual(written.analysis, expected);
  });

  test('the pictures of an overlay series are those of the whole volume', async () => {
    const { volume, findings } = current;
    const more = { analysisKey: 'analysis-3', performedAt: new Date('2026-03-10T00:00:00Z') };
    const pictures = [];
    for (const z of volume.slices.keys())
      pictures.push(...(await press.writeOverlay({ ...sliceOf(volume, findings, z), z, ...more })));
    const expected = [...writeOverlay(volume, findings, more.analysisKey, more.performedAt)];
    assert.deepEqual(
      pictures.map(({ sopInstanceUid, bytes }) => ({ sopInstanceUid, bytes })),
      expected.map(({ sopInstanceUid, bytes }) => ({ sopInstanceUid, bytes })),
    );
  });

  test('a follow-up, its PDF and its page are those of the functions', async () => {
    const report = await reportInput(studies, current);
    const { volume, findings } = current;
    const measured = { volume, findings: reportedFindings(volume, findings), ...MODELS, performedAt: new Date(0) };
    const { followUp, leftOut, lesions, language } = report;
    const sr = { measured, followUp: followUp!, leftOut, lesions, language };
    const made = await press.writeFollowUp({ report, sources: volume.slices, sr });
    const expected = [await writeReport(report, volume.slices), writeFollowUpSr(sr)];
    assert.deepEqual(
      made.map(({ bytes }) => bytes),
      expected.map(({ bytes }) => bytes),
    );
    const content = buildReport(report);
    assert.deepEqual(await press.drawPdf('key', () => Promise.resolve(report)), await renderPdf(content));
    assert.equal(await press.drawHtml(report), renderHtml(content));
  });

  test('those who ask for the same PDF at the same time share one, and one that failed is made anew', async () => {
    const input = await reportInput(studies, current);
    let asked = 0;
    const ask = (key: string) => press.drawPdf(key, () => (asked++, Promise.resolve(input)));
    await Promise.all([ask('a'), ask('a'), ask('b'), ask('a')]);
    assert.equal(asked, 2);
    await assert.rejects(
      press.drawPdf('c', () => Promise.reject(new Error('no input'))),
      { message: 'no input' },
    );
    assert.ok((await ask('c')).length > 0);
  });

  test('what a report is made from is asked for when its turn comes, two ahead at most', async () => {
    const input = await reportInput(studies, current);
    let [asked, made] = [0, 0];
    const ask = async (key: string) => {
      // The next is asked for a moment before the one that is made says so.
      const ahead = () => (assert.ok(++asked - made <= 3, `${asked} asked for, ${made} made`), Promise.resolve(input));
      await press.drawPdf(key, ahead);
      made++;
    };
    await Promise.all(['p', 'q', 'r', 's', 't'].map(ask));
    assert.deepEqual([asked, made], [5, 5]);
  });

  test('the process answers while objects and reports are made', async () => {
    const input = await reportInput(studies, current);
    const inline = await longestTurn(async () => {
      writeArtefacts(analysis(), OPTIONS);
      await renderPdf(buildReport(input));
    });
    const five = () => Array.from({ length: 5 }, (_, at) => press.drawPdf(String(at), () => Promise.resolve(input)));
    const longest = await longestTurn(() => Promise.all([press.writeAnalysis(analysis(), OPTIONS), ...five()]));
    assert.ok(longest < inline / 4, `${longest.toFixed(0)} ms in one turn, ${inline.toFixed(0)} ms without threads`);
  });

  test('the charts of pages are those of the functions, drawn while the process answers and other works wait', async () => {
    const size = { width: 560, height: 260, fontSize: 12 };
    const { volume, lungs, findings } = current;
    const histogram = histogramOf(volume.hu, lungs, findings);
    const points = ['2026-03-01T10:00:00Z', '2026-03-09T10:00:00Z'].map((acquiredAt) => ({
      acquiredAt,
      ...current.measurements.regions.lungs,
    }));
    const input = await reportInput(studies, current);
    const order: string[] = [];
    const note = (name: string) => () => order.push(name);
    const reports = ['x', 'y', 'z'].map((key) => press.drawPdf(key, () => Promise.resolve(input)).then(note('report')));
    assert.equal(await press.drawChart({ kind: 'histogram', size, histogram }), histogramSvg(histogram, size, ENGLISH));
    assert.equal(await press.drawChart({ kind: 'timeline', size, points }), timelineSvg(points, size, ENGLISH));
    const ten = (draw: () => unknown) => Promise.all(Array.from({ length: 10 }, draw));
    const drawn = () => press.drawChart({ kind: 'histogram', size, histogram }).then(note('chart'));
    const longest = await longestTurn(() => ten(drawn));
    const inline = await longestTurn(() => ten(() => histogramSvg(histogram, size, ENGLISH)));
    assert.ok(longest < inline / 2, `${longest.toFixed(1)} ms in one turn, ${inline.toFixed(1)} ms without threads`);
    await Promise.all(reports);
    assert.notEqual(order.at(-1), 'chart');
  });

  test('what is not wanted any more is given up, and the next work gets a new thread', async () => {
    using started = startedThreads();
    const own = new Press(1);
    const stopping = new AbortController();
    const given = assert.rejects(own.writeAnalysis(analysis(), OPTIONS, stopping.signal), { name: 'AbortError' });
    await delay(50);
    stopping.abort();
    await given;
    assert.ok((await own.drawHtml(await reportInput(studies, current))).includes('</html>'));
    await own.close();
    assert.ok(started.threads.length <= 2);
  });

  test('a work whose thread dies fails with a known error', async () => {
    using started = startedThreads();
    const own = new Press(1);
    const lost = assert.rejects(own.writeAnalysis(analysis(), OPTIONS), { code: 'ThreadError', end: 'died' });
    await delay(20);
    await started.threads[0]!.terminate();
    await lost;
    await own.close();
  });

  test('a picture does not wait for the reports that were asked for before', async () => {
    const input = await reportInput(studies, current);
    const order: string[] = [];
    const reports = Array.from({ length: 4 }, (_, at) =>
      press.drawPdf(`before ${at}`, () => Promise.resolve(input)).then(() => order.push('report')),
    );
    await delay(1);
    const picture = press.drawSlice(sliceOf(current.volume, current.findings, 3)).then(() => order.push('picture'));
    await Promise.all([...reports, picture]);
    assert.ok(order.indexOf('picture') <= 1, order.join(', '));
  });
});
