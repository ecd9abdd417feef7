import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Category, DEFAULT_THRESHOLDS } from '../../src/followup/change.ts';
import { compareTimepoints, type FollowUp } from '../../src/followup/compare.ts';
import { timeOf, type Timepoint } from '../../src/followup/timepoint.ts';
import { evenly, FIVE, measurementsOf, timepointOf, withoutLeftLung, type Zones } from '../support/timepoints.ts';

const [one, two, three, four, five] = FIVE as [Timepoint, Timepoint, Timepoint, Timepoint, Timepoint];

function close(actual: number | null, expected: number): void {
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}

function followUp(timepoints: readonly Timepoint[], current: Timepoint): FollowUp {
  const result = compareTimepoints(timepoints, current);
  assert.ok(result);
  return result;
}

test('the first timepoint of a patient has no follow-up', () => {
  assert.equal(compareTimepoints([one], one), null);
  assert.equal(compareTimepoints(FIVE, one), null);
});

test('changes of five timepoints equal those calculated by hand', () => {
  const third = followUp(FIVE, three);
  assert.equal(third.daysSincePrevious, 4.5);
  assert.equal(third.daysSinceFirst, 8.5);
  const { infected, ggo, consolidation, highOpacity } = third.regions.lungs;
  // 635 of 2610 ml now, 315 of 2700 before, 100 of 2700 at first.
  close(infected.current.percent, (635 / 2610) * 100);
  close(infected.sincePrevious.from.percent, (315 / 2700) * 100);
  close(infected.sincePrevious.percentPoints, (635 / 2610) * 100 - (315 / 2700) * 100);
  close(infected.sincePrevious.ml, 320);
  close(infected.sincePrevious.relativePercent, (635 / 2610 / (315 / 2700) - 1) * 100);
  close(infected.sincePrevious.percentPointsPerDay, ((635 / 2610) * 100 - (315 / 2700) * 100) / 4.5);
  close(infected.sinceFirst.ml, 535);
  close(infected.sinceFirst.percentPointsPerDay, ((635 / 2610) * 100 - (100 / 2700) * 100) / 8.5);
  close(ggo.current.ml, 395);
  close(ggo.sincePrevious.ml, 155);
  close(consolidation.current.ml, 240);
  close(consolidation.sincePrevious.ml, 165);
  close(highOpacity.current.ml, 183);
  close(highOpacity.sincePrevious.ml, 131);
  close(third.regions.rightLower.infected.sincePrevious.percentPoints, (230 / 480) * 100 - 26);
  close(third.regions.leftUpper.infected.sinceFirst.ml, 20);
  assert.equal(third.regions.leftUpper.infected.sinceFirst.relativePercent, null);
});

test('the peak is the greatest value so far, not one still to come', () => {
  const peaks = [two, three, four, five].map(
    (current) => followUp(FIVE, current).regions.lungs.infected.peak.acquiredAt,
  );
  assert.deepEqual(peaks, ['2026-03-05T10:00:00', '2026-03-09T22:00:00', '2026-03-09T22:00:00', '2026-03-09T22:00:00']);
  close(followUp(FIVE, five).regions.lungs.infected.peak.percent, (635 / 2610) * 100);
  close(followUp(FIVE, five).regions.rightUpper.ggo.peak.ml, 25);
});

test('the course of five timepoints is increasing, increasing, decreasing, decreasing', () => {
  const categories = [two, three, four, five].map((current) => followUp(FIVE, current).verdict.kind);
  assert.deepEqual(categories, ['increasing', 'increasing', 'decreasing', 'decreasing']);
});

test('neither the order of arrival nor a repeated timepoint changes anything', () => {
  const expected = JSON.stringify(followUp(FIVE, five));
  const orders = [
    [five, four, three, two, one],
    [three, one, five, two, four],
    [two, two, five, five, one, four, three],
  ];
  for (const order of orders) assert.equal(JSON.stringify(followUp(order, five)), expected);
});

test('timepoints acquired at the same moment have one order', () => {
  const twin = { ...two, studyInstanceUid: '1.2.0', seriesInstanceUid: '1.2.0.1', analysisKey: 'analysis-0' };
  const uids = (timepoints: readonly Timepoint[]) =>
    followUp(timepoints, three).timepoints.map((t) => t.studyInstanceUid);
  assert.deepEqual(uids([one, two, twin, three]), ['1.2.1', '1.2.0', '1.2.2', '1.2.3']);
  assert.deepEqual(uids([twin, three, two, one]), uids([one, two, twin, three]));
});

test('a copy of a study is no other timepoint', () => {
  const copyOf = (original: Timepoint): Timepoint => ({
    ...original,
    studyInstanceUid: '1.2.0',
    analysisKey: 'analysis-0',
  });
  const uids = (timepoints: readonly Timepoint[], current: Timepoint) =>
    followUp(timepoints, current).timepoints.map((t) => t.studyInstanceUid);
  assert.deepEqual(uids([one, two, three, copyOf(three)], three), ['1.2.1', '1.2.2', '1.2.3']);
  assert.deepEqual(uids([one, two, three, copyOf(three)], copyOf(three)), ['1.2.1', '1.2.2', '1.2.0']);
  assert.deepEqual(uids([one, two, copyOf(two), three], three), ['1.2.1', '1.2.0', '1.2.3']);
  assert.equal(compareTimepoints([one, copyOf(one)], one), null);
});

test('superseded analyses, other model sets and later studies are excluded', () => {
  const superseded = { ...two, superseded: true };
  const otherModels = { ...one, modelSet: 'infnet-2' };
  const result = followUp([otherModels, one, superseded, three, five], three);
  assert.deepEqual(
    result.timepoints.map((t) => t.studyInstanceUid),
    ['1.2.1', '1.2.3'],
  );
  assert.equal(result.previous, one);
});

test('a study analysed twice counts once, with the analysis of more slices', () => {
  const slices = [{ sopInstanceUid: '1', z: 0, lungMm2: 1, infectedMm2: 0, infectionScore: 0 }];
  const fuller = { ...two, analysisKey: 'a', measurements: { ...two.measurements, slices } };
  for (const order of [
    [one, two, fuller, three],
    [three, fuller, two, one],
  ]) {
    assert.equal(followUp(order, three).previous, fuller);
  }
});

test('times with and without a zone are distinguished', () => {
  const zoned = timepointOf('z', '2026-03-04T23:00:00+01:00', evenly(3));
  assert.equal(followUp([zoned, two], two).daysSincePrevious, 0.5);
  assert.throws(() => compareTimepoints([zoned], { ...two, acquiredAt: 'yesterday' }), /"yesterday" is no ISO 8601/);
});

test('date and time are read as ISO and databases write them', () => {
  const noon = Date.UTC(2026, 2, 1, 12);
  const same = [
    '2026-03-01T12:00:00',
    '2026-03-01 12:00:00',
    '2026-03-01T12:00:00.000Z',
    '2026-03-01 14:00:00+02',
    '2026-03-01T07:00:00-0500',
  ];
  for (const text of same) assert.equal(timeOf(text), noon, text);
  assert.equal(timeOf('2026-03-01'), Date.UTC(2026, 2, 1));
});

test('each category has its limits', () => {
  const cases: [before: number, now: number, category: Category][] = [
    [0, 0, 'noInfection'],
    [0.4, 0.49, 'noInfection'],
    [0, 1.5, 'new'],
    [0.4, 0.9, 'stable'],
    [0.4, 1.5, 'new'],
    [1.5, 0.4, 'resolved'],
    [1.2, 0.4, 'stable'],
    [10, 12, 'increasing'],
    [10, 11.9, 'stable'],
    [40, 46, 'stable'],
    [2, 2.9, 'stable'],
    [2, 3, 'increasing'],
    [10, 8, 'decreasing'],
    [10, 8.1, 'stable'],
    [3, 2.1, 'stable'],
    [10, 0, 'resolved'],
  ];
  for (const [before, now, category] of cases) {
    const current = timepointOf('b', '2026-02-02T00:00:00', evenly(now));
    const result = followUp([timepointOf('a', '2026-02-01T00:00:00', evenly(before)), current], current);
    assert.equal(result.verdict.kind, category, `${before} -> ${now}`);
  }
});

test('a lung that is not found has neither resolved nor changed, and is mentioned', () => {
  const before = timepointOf('a', '2026-02-01T00:00:00', evenly(30));
  const current = timepointOf('b', '2026-02-08T00:00:00', withoutLeftLung([500, 150, 0, 0]));
  const { regions, warnings, verdict } = followUp([before, current], current);
  for (const region of ['left', 'leftUpper', 'leftLower'] as const)
    assert.equal(regions[region].infected.sincePrevious.category, 'notMeasured');
  assert.equal(verdict.kind, 'notComparable');
  assert.deepEqual(warnings.map(({ code }) => code).slice(0, 1), ['LUNG_MISSING']);
  assert.deepEqual(warnings[0]!.details, { lung: 'left' });
  const later = timepointOf('c', '2026-02-15T00:00:00', evenly(30));
  assert.equal(followUp([current, later], later).regions.left.infected.sincePrevious.category, 'notMeasured');
});

test('thresholds are configuration', () => {
  const current = timepointOf('b', '2026-02-02T00:00:00', evenly(10.5));
  const timepoints = [timepointOf('a', '2026-02-01T00:00:00', evenly(10)), current];
  const strict = { ...DEFAULT_THRESHOLDS, percentPoints: 0.1, relativePercent: 1 };
  assert.equal(compareTimepoints(timepoints, current)?.verdict.kind, 'stable');
  assert.equal(compareTimepoints(timepoints, current, strict)?.verdict.kind, 'increasing');
});

test('no change per day is calculated between scans of the same day', () => {
  const current = timepointOf('b', '2026-02-01T15:00:00', evenly(12));
  const { sincePrevious } = followUp([timepointOf('a', '2026-02-01T09:00:00', evenly(10)), current], current).regions
    .lungs.infected;
  assert.equal(sincePrevious.percentPointsPerDay, null);
  close(sincePrevious.percentPoints, 2);
});

test('in a weak comparison only a change that is greater than the difference of acquisitions may cause counts', () => {
  const other = { sliceDistanceMm: 2, kernel: 'Bl57', lungMl: 3000 };
  const became = (before: number, now: number, acquisition = other) => {
    const earlier = timepointOf('a', '2026-02-01T00:00:00', evenly(before));
    const current = timepointOf('b', '2026-02-09T00:00:00', evenly(now), { acquisition });
    return followUp([earlier, current], current).verdict.kind;
  };
  assert.equal(became(8, 9.7), 'notComparable');
  assert.equal(became(9.7, 7.5), 'notComparable');
  assert.equal(became(0, 1.5), 'notComparable');
  assert.equal(became(8, 12), 'increasing');
  assert.equal(became(12, 6), 'decreasing');
  assert.equal(became(8, 8.5), 'stable');
  assert.equal(became(0, 0), 'noInfection');
  assert.equal(became(8, 9.7, { ...other, kernel: 'D40s' }), 'increasing');
});

test('a percentage that changed only because the lungs are filled differently did not change', () => {
  const deep = evenly(8).map(([lung, ...found]) => [lung, ...found] as const) as unknown as Zones;
  const shallow = evenly(8).map(([lung, ...found]) => [lung * 0.7, ...found] as const) as unknown as Zones;
  const earlier = timepointOf('a', '2026-02-01T00:00:00', deep);
  const current = timepointOf('b', '2026-02-09T00:00:00', shallow);
  const { verdict, regions, warnings } = followUp([earlier, current], current);
  close(regions.lungs.infected.sincePrevious.percentPoints, 8 / 0.7 - 8);
  assert.deepEqual([warnings[0]?.code, verdict.kind], ['LUNG_VOLUME', 'notComparable']);
  const grown = shallow.map(([lung, ggo, ...found]) => [lung, 2 * ggo, ...found] as const) as unknown as Zones;
  const worse = timepointOf('b', '2026-02-09T00:00:00', grown);
  assert.equal(followUp([earlier, worse], worse).verdict.kind, 'increasing');
});

test('scans that do not show the same part of the lungs cannot be compared, however great the change', () => {
  const slices = (...areas: number[]) =>
    areas.map((lungMm2, z) => ({ sopInstanceUid: `${z}`, z: -z, lungMm2, infectedMm2: 0, infectionScore: 0 }));
  const cut = measurementsOf(evenly(40), slices(0, 50, 100, 60));
  const whole = measurementsOf(evenly(5), slices(0, 50, 100, 2));
  const earlier = timepointOf('a', '2026-02-01T00:00:00', evenly(5), { measurements: whole });
  const current = timepointOf('b', '2026-02-09T00:00:00', evenly(40), { measurements: cut });
  const result = followUp([earlier, current], current);
  assert.deepEqual(
    result.warnings.map(({ code }) => code),
    ['LUNGS_CUT'],
  );
  assert.deepEqual(result.verdict, { kind: 'notComparable', worse: [], better: [] });
});

test('a part counts as changed only beyond what repeated measurements of it show', () => {
  const zones = (right: number) =>
    [right, 50, 50, 50, 50, 50].map((ml) => [500, ml, 0, 0] as const) as unknown as Zones;
  const became = (from: number, to: number) => {
    const earlier = timepointOf('a', '2026-02-01T00:00:00', zones(from));
    const current = timepointOf('b', '2026-02-09T00:00:00', zones(to));
    return followUp([earlier, current], current).verdict.worse;
  };
  // 10 % and 14 % of a zone are measured to within 3.2 and 4.4 points: a difference of 4 may be chance, one of 7 is not.
  assert.deepEqual(became(50, 70), []);
  assert.deepEqual(became(50, 85), ['rightUpper']);
});
