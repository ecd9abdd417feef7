import assert from 'node:assert/strict';
import test from 'node:test';
import { compareTimepoints } from '../../../src/followup/compare.ts';
import { compareLesions, type LesionCourse } from '../../../src/followup/lesions/course.ts';
import { FRONT_LETTERS } from '../../../src/followup/lesions/front.ts';
import type { Timepoint } from '../../../src/followup/timepoint.ts';
import { lesionsOf } from '../../../src/inference/lesions/lesions.ts';
import { lesionSpreadMl } from '../../../src/inference/measure/repeatability.ts';
import { breathingChest, type PlacedLesion, USUAL_MM } from '../../support/breathing-chest.ts';
import { evenly, timepointOf } from '../../support/timepoints.ts';

interface Scan {
  readonly lesions: readonly PlacedLesion[];
  readonly halfHeightMm?: number;
  readonly more?: Partial<Timepoint>;
}

/** The course of the lesions at the last of these scans, a week apart. */
function courseOf(...scans: readonly Scan[]): LesionCourse | null {
  const timepoints = scans.map(({ more }, at) =>
    timepointOf(`${at + 1}`, `2026-03-${String(1 + 7 * at).padStart(2, '0')}T10:00:00`, evenly(5), more),
  );
  const maps = scans.map(({ lesions, halfHeightMm }, at) => {
    const { geometry, lungs, findings } = breathingChest(lesions, halfHeightMm);
    return [timepoints[at]!.analysisKey, lesionsOf(geometry, lungs, findings)] as const;
  });
  return compareLesions(compareTimepoints(timepoints, timepoints.at(-1)!)!, new Map(maps));
}

const verdicts = (course: LesionCourse | null) =>
  course!.lesions.map(({ number, region, verdict }) => [number, region, verdict]);

const BASE: PlacedLesion = [1, 0, 0.5, -0.5, 18];
const APEX: PlacedLesion = [1, 0, 0, 0.7, 14];
const LEFT: PlacedLesion = [2, 0, 0.4, -0.5, 20];

test('a lesion is new, gone, grown, shrunk or stable; the largest first', () => {
  const before = [BASE, APEX, LEFT, [2, 0, -0.4, 0.6, 12]] as const;
  const now = [
    [1, 0, 0.5, -0.5, 24],
    [2, 0, 0.4, -0.5, 15],
    [2, 0, -0.4, 0.6, 12],
    [1, 0, -0.6, 0, 11],
  ] as const;
  const course = courseOf({ lesions: before }, { lesions: now });
  assert.deepEqual(verdicts(course), [
    [2, 'rightLower', 'grown'],
    [1, 'leftLower', 'shrunk'],
    [3, 'rightUpper', 'gone'],
    [4, 'leftUpper', 'stable'],
    [5, 'rightMiddle', 'new'],
  ]);
  const [grown, , gone, , fresh] = course!.lesions;
  assert.ok(Math.abs(grown!.nowMl / ((4 / 3) * Math.PI * 2.4 ** 3) - 1) < 0.1);
  assert.deepEqual([gone!.nowMl, gone!.partsNow, fresh!.beforeMl, fresh!.partsBefore], [0, 0, 0, 0]);
});

test('volumes that repeated measurements of one lesion may have are stable', () => {
  const ml = (radius: number) => (4 / 3) * Math.PI * (radius / 10) ** 3;
  for (const [radius, verdict] of [
    [20, 'stable'],
    [22, 'grown'],
    [16, 'stable'],
    [14.5, 'shrunk'],
  ] as const) {
    const isBeyond = Math.abs(ml(radius) - ml(18)) > Math.hypot(lesionSpreadMl(ml(18)), lesionSpreadMl(ml(radius)));
    assert.equal(isBeyond, verdict !== 'stable', `${radius}`);
    const course = courseOf({ lesions: [BASE] }, { lesions: [[1, 0, 0.5, -0.5, radius]] });
    assert.equal(course!.lesions[0]?.verdict, verdict, `${radius}`);
  }
});

test('lesions that join are one, with the volume of both before; the larger keeps its identity', () => {
  const apart = {
    lesions: [
      [1, 0, 0.3, -0.45, 14],
      [1, 0, 0.3, -0.15, 12],
    ],
  } as const;
  const joined = { lesions: [[1, 0, 0.3, -0.3, 30]] } as const;
  const [before] = courseOf(apart, apart)!.lesions;
  const { lesions } = courseOf(apart, joined)!;
  assert.equal(lesions.length, 1);
  const [{ number, trackingUid, partsBefore, partsNow, beforeMl, verdict }] = lesions as [LesionCourse['lesions'][0]];
  assert.deepEqual([number, partsBefore, partsNow, verdict], [1, 2, 1, 'grown']);
  assert.equal(trackingUid, before!.trackingUid);
  assert.ok(Math.abs(beforeMl - courseOf(apart, apart)!.lesions.reduce((sum, { nowMl }) => sum + nowMl, 0)) < 1e-9);
});

test('a lesion that comes apart stays one', () => {
  const whole = { lesions: [[1, 0, 0.3, -0.3, 30]] } as const;
  const apart = {
    lesions: [
      [1, 0, 0.3, -0.45, 12],
      [1, 0, 0.3, -0.15, 10],
    ],
  } as const;
  const { lesions } = courseOf(whole, apart)!;
  assert.deepEqual(
    lesions.map(({ number, partsBefore, partsNow, verdict }) => [number, partsBefore, partsNow, verdict]),
    [[1, 1, 2, 'shrunk']],
  );
});

test('lesions side by side that only touch are two', () => {
  const [above, below]: PlacedLesion[] = [
    [1, 0, 0, 0.2, 20],
    [1, 0, 0, -0.18, 20],
  ];
  assert.deepEqual(
    courseOf({ lesions: [above!] }, { lesions: [below!] })!
      .lesions.map(({ verdict }) => verdict)
      .toSorted(),
    ['gone', 'new'],
  );
});

test('another depth of breath moves lesions with the lung, and they are the same', () => {
  const lesions = [BASE, APEX, LEFT, [2, 0.3, -0.2, 0.1, 10]] as const;
  for (const halfHeightMm of [0.8 * USUAL_MM, 1.2 * USUAL_MM]) {
    const course = courseOf({ lesions }, { lesions, halfHeightMm });
    assert.deepEqual(new Set(course!.lesions.map(({ verdict }) => verdict)), new Set(['stable']), `${halfHeightMm}`);
    assert.equal(course!.lesions.length, lesions.length);
  }
});

test('over three timepoints a lesion keeps its tracking UID, also if it went and came back', () => {
  const [first, second, third] = [{ lesions: [BASE, LEFT] }, { lesions: [BASE] }, { lesions: [BASE, LEFT] }];
  const [start, middle, end] = [courseOf(first, first), courseOf(first, second), courseOf(first, second, third)];
  const uids = (course: LesionCourse | null) =>
    new Map(course!.lesions.map(({ side, trackingUid }) => [side, trackingUid] as const));
  assert.deepEqual(uids(middle), uids(start));
  assert.deepEqual(uids(end), uids(start));
  assert.deepEqual(verdicts(middle), [
    [1, 'leftLower', 'gone'],
    [2, 'rightLower', 'stable'],
  ]);
  assert.deepEqual(verdicts(end), [
    [1, 'leftLower', 'new'],
    [2, 'rightLower', 'stable'],
  ]);
});

test('what is smaller than a lesion at both times is summed', () => {
  const small: PlacedLesion = [1, 0, 0.2, 0.2, 4.5];
  const course = courseOf({ lesions: [BASE] }, { lesions: [BASE, small] });
  assert.equal(course!.lesions.length, 1);
  assert.equal(course!.smaller.beforeMl, 0);
  assert.ok(course!.smaller.nowMl > 0.1 && course!.smaller.nowMl < 0.5, `${course!.smaller.nowMl}`);
});

test('scans that differ in more than the disease leave small changes unclear, and other parts of the lungs are not compared', () => {
  const other = { more: { acquisition: { sliceDistanceMm: 2, kernel: 'B70f', lungMl: 3000 } } };
  const [before, grown] = [{ lesions: [BASE] }, { lesions: [[1, 0, 0.5, -0.5, 25]] }] as const;
  assert.equal(courseOf(before, grown)!.lesions[0]?.verdict, 'grown');
  assert.equal(courseOf(before, { ...grown, ...other })!.lesions[0]?.verdict, 'grown');
  const little = { lesions: [BASE, [1, 0, 0, 0, 5.5]] } as const;
  assert.equal(courseOf(before, little)!.lesions[1]?.verdict, 'new');
  assert.equal(courseOf(before, { ...little, ...other })!.lesions[1]?.verdict, 'unclear');
  const slice = { sopInstanceUid: '1', z: 0, lungMm2: 5000, infectedMm2: 0, infectionScore: 0 };
  const cut = { measurements: { ...timepointOf('9', '2026-03-01', evenly(5)).measurements, slices: [slice, slice] } };
  assert.equal(courseOf(before, { ...before, more: cut }), null);
  assert.notEqual(courseOf({ ...before, more: cut }, { ...before, more: cut }), null);
});

test('an analysis without lesions of its own is left out, and nothing is compared with one before the last', () => {
  const timepoints = ['1', '2'].map((name, at) => timepointOf(name, `2026-03-0${at + 1}T10:00:00`, evenly(5)));
  const followUp = compareTimepoints(timepoints, timepoints[1]!)!;
  const { geometry, lungs, findings } = breathingChest([BASE]);
  assert.equal(compareLesions(followUp, new Map([['analysis-2', lesionsOf(geometry, lungs, findings)]])), null);
});

test('the picture from the front shows each lesion where it is, in the letter of its verdict, and its number in its middle', () => {
  const { front, lesions } = courseOf({ lesions: [BASE, LEFT] }, { lesions: [BASE, APEX] })!;
  for (const { number, verdict } of lesions) {
    const { lung, x, y } = front.places.find((place) => place.number === number)!;
    assert.equal(front.lungs[lung]!.rows[Math.round(y)]![Math.round(x)], FRONT_LETTERS[verdict], `${number}`);
  }
  const [right, left] = front.lungs.map((lung) => lung!.rows.join('\n'));
  assert.ok(right!.includes('s') && right!.includes('n') && !right!.includes('x'));
  assert.ok(left!.includes('x') && !left!.includes('s'));
  assert.ok(right!.indexOf('n') < right!.indexOf('s'), 'the apex is above the base');
});
