import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { DEFAULT_THRESHOLDS, FOLLOWED } from '../../src/followup/change.ts';
import { compareTimepoints, comparisonIdentity } from '../../src/followup/compare.ts';
import type { LesionCourse, TrackedLesion } from '../../src/followup/lesions/course.ts';
import { LESION_VERDICTS, type LesionVerdict } from '../../src/followup/lesions/verdicts.ts';
import { REGIONS } from '../../src/inference/measure/measurements.ts';
import { SUBJECTS } from '../../src/inference/measure/metrics.ts';
import { ENGLISH } from '../../src/language/en.ts';
import { capitalised } from '../../src/language/format.ts';
import { LANGUAGES } from '../../src/language/languages.ts';
import type { Words } from '../../src/language/words.ts';
import { followUpSentences } from '../../src/report/sentences.ts';
import { reportedFollowUp } from '../../src/results/reported.ts';
import { writeSr } from '../../src/sr/writer.ts';
import { iodErrors, output, withFiles } from '../support/dicom-files.ts';
import { without } from '../support/programs.ts';
import { evenly, FIVE, timepointOf, withoutLeftLung } from '../support/timepoints.ts';
import { syntheticVolume } from '../support/volumes.ts';

const current = FIVE[4]!;
const followUp = compareTimepoints(FIVE, current)!;
const reported = reportedFollowUp(followUp, null, ENGLISH);

/** A course of lesions, to be filled. */
const COURSE: LesionCourse = {
  previous: { studyInstanceUid: followUp.previous.studyInstanceUid, acquiredAt: followUp.previous.acquiredAt },
  lesions: [],
  smaller: { nowMl: 0, beforeMl: 0 },
  front: { lungs: [null, null], places: [] },
};

function lesionOf(number: number, verdict: LesionVerdict): TrackedLesion {
  const place = { region: 'leftLower', side: 'left' } as const;
  const volumes = { nowMl: number + 0.5, beforeMl: number + 0.25, partsNow: 1, partsBefore: 1 };
  return { number, trackingUid: `2.25.${number}`, ...place, ...volumes, verdict };
}

function sr(part = reported, words: Words = ENGLISH): Uint8Array {
  return writeSr({
    words,
    volume: syntheticVolume(),
    measurements: current.measurements,
    findings: [],
    modelSet: 'infnet-1',
    models: [{ name: 'infnet', version: '1.0.0', sha256: 'ab'.repeat(32) }],
    seriesInstanceUid: '2.25.300',
    sopInstanceUid: '2.25.301',
    seriesNumber: 9003,
    seriesDescription: 'Lung infection measurements, research use only',
    performedAt: new Date('2026-04-20T09:01:02Z'),
    ...part,
  });
}

test('the fifth CT is follow-up 4, with its distance in days from the first', () => {
  assert.deepEqual(reported.timepoint, { label: 'Follow-up CT 4', order: 5, daysSinceFirst: 50 });
});

test('the report contains every change of every region under its own code', () => {
  for (const region of REGIONS) {
    const numbers = reported.additional[region] ?? [];
    assert.equal(new Set(numbers.map(({ name }) => name.value)).size, numbers.length);
    const value = (code: string) => numbers.find(({ name }) => name.value === code)?.value;
    for (const [at, followed] of FOLLOWED.entries()) {
      const prefix = ['INFECTED', 'GGO', 'CONSOLID', 'HIGH'][at];
      const { sincePrevious, sinceFirst, peak } = followUp.regions[region][followed];
      assert.equal(value(`${prefix}-D-PREV`), sincePrevious.percentPoints);
      assert.equal(value(`${prefix}-D-FIRST`), sinceFirst.percentPoints);
      if (region !== 'lungs') continue;
      assert.equal(value(`${prefix}-R-PREV`), sincePrevious.relativePercent);
      assert.equal(value(`${prefix}-R-FIRST`), sinceFirst.relativePercent);
      assert.equal(value(`${prefix}-T-PREV`), sincePrevious.percentPointsPerDay);
      assert.equal(value(`${prefix}-T-FIRST`), sinceFirst.percentPointsPerDay);
      assert.equal(value(`${prefix}-PEAK`), peak.percent);
      assert.equal(value(`${prefix}-PEAKDAY`), 8.5);
    }
  }
});

test('what cannot be calculated is omitted', () => {
  const later = timepointOf('b', '2026-02-01T03:00:00', evenly(4));
  const sameDay = compareTimepoints([timepointOf('a', '2026-02-01T00:00:00', evenly(0)), later], later)!;
  const codes = reportedFollowUp(sameDay, null, ENGLISH).additional.lungs?.map(({ name }) => name.value) ?? [];
  assert.ok(codes.includes('INFECTED-D-PREV'));
  assert.ok(!codes.some((code) => /-[RT]-/.test(code)));
});

test('dciodvfy finds no error in the follow-up report', { skip: without('dciodvfy') }, async () => {
  assert.deepEqual(await withFiles({ report: sr() }, ({ report }) => iodErrors(report!)), []);
});

test('the follow-up report reads back with its context and its changes', { skip: without('dsrdump') }, async () => {
  const printed = await withFiles({ report: sr() }, ({ report }) => output('dsrdump', '+Pl', report!));
  assert.match(printed, /"Time Point"\)="Follow-up CT 4"/);
  assert.match(printed, /"Longitudinal Temporal Offset from Event"\)="50" \(d,UCUM/);
  const { sincePrevious, peak } = followUp.regions.lungs.infected;
  const written = (meaning: string, value: number) => `"${meaning}")="${Number(value.toPrecision(6))}"`;
  for (const line of [
    written('Infection change since previous CT (percentage points)', sincePrevious.percentPoints),
    written('Infection change since previous CT (% of earlier value)', sincePrevious.relativePercent ?? NaN),
    written('Infection change a day since previous CT (percentage points)', sincePrevious.percentPointsPerDay ?? NaN),
    written('Infection peak so far (percent of lung)', peak.percent),
    written('Infection peak so far, days after the first CT', 8.5),
  ]) {
    assert.ok(printed.includes(line), line);
  }
  assert.doesNotMatch(printed, /^[EF]: /m);
});

test(
  'the course of every region is a code, and that of both lungs is also stated in words',
  { skip: without('dsrdump') },
  async () => {
    const { regions } = followUp;
    const printed = await withFiles({ report: sr() }, ({ report }) => output('dsrdump', '+Pl', report!));
    const courses = (since: string) =>
      [
        ...printed.matchAll(
          new RegExp(`"Course of infection since ${since} CT"\\)=\\(([A-Z-]+),99LUNGTRACE,"([^"]+)"`, 'g'),
        ),
      ].map(([, code, words]) => [code, words?.toLowerCase()]);
    const expected = (since: 'sincePrevious' | 'sinceFirst') =>
      REGIONS.map((region) => {
        const { category } = regions[region].infected[since];
        const whole = since === 'sincePrevious' ? followUp.verdict.kind : followUp.verdictSinceFirst.kind;
        const words = ENGLISH.category[region === 'lungs' ? whole : category];
        return [words.toUpperCase().replace(' ', '-'), words];
      });
    assert.deepEqual(courses('previous'), expected('sincePrevious'));
    assert.deepEqual(courses('first'), expected('sinceFirst'));
    const summary = [...printed.matchAll(/"Summary"\)="([^"]+)"/g)].map(([, words]) => words);
    const notCompared = ENGLISH.lesions.notCompared(followUp.previous.acquiredAt);
    assert.deepEqual(summary, [...followUpSentences(followUp, ENGLISH), notCompared]);
  },
);

test(
  'the texts of the report are in the language that it declares',
  { skip: without('dsrdump', 'dciodvfy') },
  async () => {
    for (const words of Object.values(LANGUAGES)) {
      await withFiles({ report: sr(reportedFollowUp(followUp, null, words), words) }, async ({ report }) => {
        assert.deepEqual(await iodErrors(report!), []);
        const printed = await output('dsrdump', '+Pl', '+Pc', report!);
        const { value, scheme, meaning } = words.language;
        assert.ok(
          printed.includes(`(121049,DCM,"Language of Content Item and Descendants")=(${value},${scheme},"${meaning}")`),
        );
        const texts = (name: string) =>
          [...printed.matchAll(new RegExp(`"${name}"\\)="([^"]+)"`, 'g'))].map(([, text]) => text);
        const notCompared = words.lesions.notCompared(followUp.previous.acquiredAt);
        assert.deepEqual(texts('Summary'), [...followUpSentences(followUp, words), notCompared]);
        assert.deepEqual(texts('Comment'), [words.notice]);
        assert.equal(texts('Time Point')[0], words.timepoint(4));
      });
    }
  },
);

test(
  'each lesion has a group with its tracking UID, volumes and course, and how many are left out is said',
  { skip: without('dsrdump', 'dciodvfy') },
  async () => {
    const lesions = LESION_VERDICTS.map((verdict, at) => lesionOf(at + 1, verdict));
    const many = [...lesions, ...Array.from({ length: 20 }, (_, at) => lesionOf(at + 7, 'stable'))];
    const part = reportedFollowUp(followUp, { ...COURSE, lesions: many }, ENGLISH);
    assert.equal(part.lesions.length, 20);
    await withFiles({ report: sr(part) }, async ({ report }) => {
      assert.deepEqual(await iodErrors(report!), []);
      const printed = await output('dsrdump', '+Pl', '+Pc', report!);
      assert.match(printed, /"Summary"\)="The 20 largest are listed, 6 more are not\."/);
      const groups = printed.split('"Measurement Group"').filter((group) => group.includes('"Lesion")'));
      assert.equal(groups.length, 20);
      const codes = groups.map(
        (group) => /"Course of the lesion since the previous CT"\)=\(([A-Z-]+),/.exec(group)?.[1],
      );
      assert.deepEqual(codes.slice(0, 6), ['NEW', 'GROWN', 'STABLE', 'SHRUNK', 'GONE', 'NOT-COMPARABLE']);
      for (const [at, group] of groups.entries()) {
        const { trackingUid, nowMl, beforeMl, number } = many[at]!;
        assert.ok(group.includes(`"Tracking Identifier")="Lesion ${number}"`));
        assert.ok(group.includes(`"Tracking Unique Identifier")="${trackingUid}"`));
        assert.ok(group.includes(`"Volume")="${nowMl}"`) && group.includes(`previous CT")="${beforeMl}"`), group);
        assert.match(group, /"Finding Site"\)=\(281394001,SCT,"Lower zone of lung"\)/);
      }
    });
  },
);

test('the doubling time stands in the report with its interval', () => {
  const later = timepointOf('b', '2026-02-09T00:00:00', evenly(8));
  const growing = compareTimepoints([timepointOf('a', '2026-02-01T00:00:00', evenly(4)), later], later)!;
  const numbers = reportedFollowUp(growing, null, ENGLISH).additional.lungs ?? [];
  const value = (code: string) => numbers.find(({ name }) => name.value === code)?.value;
  assert.ok(Math.abs(value('DOUBLING')! - 8) < 1e-9);
  assert.ok(value('DOUBLING-LOW')! < 8 && value('DOUBLING-HIGH')! > 8);
  assert.equal(
    reported.additional.lungs?.some(({ name }) => name.value === 'DOUBLING'),
    false,
  );
});

test('each category has a code of its own in the report', { skip: without('dsrdump', 'dciodvfy') }, async () => {
  const pairs = {
    noInfection: [0, 0],
    new: [0, 8],
    increasing: [4, 8],
    stable: [8, 8],
    decreasing: [8, 4],
    resolved: [8, 0],
  };
  for (const [category, [from = 0, to = 0]] of Object.entries(pairs)) {
    const later = timepointOf('b', '2026-02-09T00:00:00', evenly(to));
    const compared = compareTimepoints([timepointOf('a', '2026-02-01T00:00:00', evenly(from)), later], later)!;
    const words = ENGLISH.category[compared.verdict.kind];
    assert.equal(compared.verdict.kind, category);
    await withFiles({ report: sr(reportedFollowUp(compared, null, ENGLISH)) }, async ({ report }) => {
      const [first] =
        /"Course of infection since previous CT"\)=\(.*\)/.exec(await output('dsrdump', '+Pl', report!)) ?? [];
      assert.ok(first?.includes(`"${capitalised(words)}"`), `${category}: ${first}`);
      assert.deepEqual(await iodErrors(report!), []);
    });
  }
});

test('a comparison is identified by everything in it, whatever the order of arrival', () => {
  const name = (timepoints: typeof FIVE, thresholds = DEFAULT_THRESHOLDS) =>
    comparisonIdentity(current.analysisKey, compareTimepoints(timepoints, current, thresholds));
  assert.equal(name([...FIVE].reverse()), name(FIVE));
  const others = [name([current]), name(FIVE.slice(1)), name(FIVE, { ...DEFAULT_THRESHOLDS, percentPoints: 2 })];
  assert.equal(new Set([name(FIVE), ...others]).size, 4);
  assert.equal(name([current]), current.analysisKey);
});

test('the conformance statement explains every code that a follow-up may carry', async () => {
  const statement = await readFile(join(import.meta.dirname, '../../docs/conformance.md'), 'utf8');
  const half = timepointOf('half', '2026-05-20T00:00:00', withoutLeftLung([500, 50, 5, 1]));
  for (const { followed } of FOLLOWED.map((key) => SUBJECTS[key]))
    assert.match(statement, new RegExp(`\\(.*\\b${followed.code}\\b.*\\)`));
  const withoutLung = reportedFollowUp(compareTimepoints([...FIVE, half], half)!, null, ENGLISH);
  const withLesions = reportedFollowUp(
    followUp,
    { ...COURSE, lesions: LESION_VERDICTS.map((one) => lesionOf(1, one)) },
    ENGLISH,
  );
  for (const { additional, evaluations, lesions } of [reported, withoutLung, withLesions]) {
    const numbers = [...Object.values(additional), ...lesions.map((lesion) => lesion.additional)].flat();
    const codes = [
      ...numbers.map(({ name }) => name.value.replace(/^(INFECTED|GGO|CONSOLID|HIGH)-/, '*-')),
      ...numbers.flatMap(({ unit, derivation }) => [unit.value, derivation.value]),
      ...[...Object.values(evaluations), ...lesions.map((lesion) => lesion.evaluations)]
        .flat()
        .flatMap(({ name, value }) => [name.value, typeof value === 'string' ? name.value : value.value]),
    ];
    for (const code of new Set(codes)) assert.ok(statement.includes(code), `${code} is not explained`);
    assert.ok(codes.includes('*-PEAKDAY'));
  }
});
