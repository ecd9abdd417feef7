import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_THRESHOLDS } from '../../src/followup/change.ts';
import { compareTimepoints, type FollowUp } from '../../src/followup/compare.ts';
import type { Timepoint } from '../../src/followup/timepoint.ts';
import { ENGLISH } from '../../src/language/en.ts';
import { firstStudySentences, followUpSentences, headlineOf } from '../../src/report/sentences.ts';
import { evenly, FIVE, timepointOf, type Zones } from '../support/timepoints.ts';

/** Sentences for infected percentages a week apart, with plain spaces. */
function course(...percents: number[]): string[] {
  const timepoints = percents.map((percent, index) =>
    timepointOf(String(index), `2026-02-${String(1 + 7 * index).padStart(2, '0')}T00:00:00`, evenly(percent, 0.25)),
  );
  return said(timepoints, timepoints.at(-1)!);
}

function said(timepoints: readonly Timepoint[], current: Timepoint): string[] {
  const followUp = compareTimepoints(timepoints, current);
  assert.ok(followUp);
  return followUpSentences(followUp, ENGLISH).map((sentence) => sentence.replaceAll('\u00a0', ' '));
}

test('the first sentence states what became of the infection', () => {
  const firsts: [number[], string][] = [
    [[0, 0], 'No infection found, nor on 2026-02-01.'],
    [[0, 0.46], 'Infection below the limit of 0.5 % of the lung volume, and no more on 2026-02-01.'],
    [[0, 4], 'New infection: 4.0 % of the lung volume, 0.0 % on 2026-02-01 (+4.0 percentage points in 7 days).'],
    [
      [5, 0, 4],
      'Infection has returned: 4.0 % of the lung volume, 0.0 % on 2026-02-08 (+4.0 percentage points in 7 days).',
    ],
    [
      [4, 6],
      'Infection has increased to 6.0 % of the lung volume from 4.0 % on 2026-02-01 (+2.0 percentage points, +50 % in 7 days).',
    ],
    [
      [6, 4.5],
      'Infection has decreased to 4.5 % of the lung volume from 6.0 % on 2026-02-01 (−1.5 percentage points, −25 % in 7 days).',
    ],
    [
      [6, 0.2],
      'Infection has resolved below the limit of 0.5 %: <0.5 % of the lung volume, 6.0 % on 2026-02-01 (−5.8 percentage points, −97 % in 7 days).',
    ],
    [
      [10, 10.4],
      'Infection has not changed by the limits of this report (1 percentage point and 20 %): 10.4 % of the lung volume, 10.0 % on 2026-02-01 (+0.4 percentage points, +4 % in 7 days).',
    ],
  ];
  for (const [percents, sentence] of firsts) assert.equal(course(...percents)[0], sentence);
});

test('a follow-up of five timepoints is described from what matters most to the peak', () => {
  assert.deepEqual(said(FIVE, FIVE[4]!), [
    'Infection has decreased to 3.1 % of the lung volume from 12.8 % on 2026-03-23 (−9.7 percentage points, −76 % in 28 days).',
    'Better: right lung 3.7 % (before 14.0 %, in all its zones), left lung 2.3 % (before 11.3 %, in all its zones).',
    'Ground-glass opacity 2.8 % (before 9.5 %: decreasing); consolidation 0.3 % (before 3.3 %: resolved).',
    'Against the first CT on 2026-03-01 (3.7 %, 50 days earlier): stable (better: left lower zone) (−0.6 percentage points, −17 %).',
    'The peak was 24.3 % on 2026-03-09.',
  ]);
  assert.equal(said(FIVE, FIVE[2]!).at(-1), 'This is the highest value so far.');
});

test('a slow rise that no single step shows is stated against the first CT', () => {
  const sentences = course(10, 11.5, 13);
  assert.match(sentences[0]!, /^Infection has not changed by the limits/);
  assert.ok(
    sentences.includes(
      'Against the first CT on 2026-02-01 (10.0 %, 14 days earlier): increasing (+3.0 percentage points, +30 %).',
    ),
  );
});

test('consolidation that grows inside an unchanged infection is mentioned', () => {
  const before = timepointOf('1', '2026-02-01T00:00:00', evenly(20, 0.1));
  const current = timepointOf('2', '2026-02-08T00:00:00', evenly(20, 0.5));
  assert.equal(
    said([before, current], current)[1],
    'Ground-glass opacity 10.0 % (before 18.0 %: decreasing); consolidation 10.0 % (before 2.0 %: increasing).',
  );
});

test('a finding below the limit is minimal, an absent one is none', () => {
  assert.match(course(4, 8)[2]!, /consolidation 2.0 % \(before 1.0 %: increasing\)/);
  assert.match(course(0.4, 1.2)[1]!, /consolidation 0.3 % \(before <0.2 %: minimal\)/);
  const [before, current] = [4, 8].map((percent, at) => timepointOf(`${at}`, `2026-02-0${at + 1}`, evenly(percent)));
  assert.match(said([before!, current!], current!)[2]!, /consolidation 0.0 % \(before 0.0 %: none\)/);
});

test('a first study is described without comparison', () => {
  const plain = (timepoint: Timepoint) =>
    firstStudySentences(timepoint, DEFAULT_THRESHOLDS, ENGLISH).map((sentence) => sentence.replaceAll('\u00a0', ' '));
  assert.deepEqual(plain(FIVE[1]!), [
    'Infection of 11.7 % of the lung volume (8.7–14.7 % if measured again).',
    'Ground-glass opacity 8.9 %, consolidation 2.8 %.',
    'Most affected is the right lower zone with 26.0 %.',
    'No earlier CT to compare with.',
  ]);
  assert.deepEqual(plain(timepointOf('0', '2026-01-01T00:00:00', evenly(0.04))), [
    'Infection below the limit of 0.5 % of the lung volume.',
  ]);
});

test('limits are stated as configured', () => {
  const timepoint = timepointOf('0', '2026-01-01T00:00:00', evenly(0.1));
  const limit = (infectionPercent: number): string =>
    firstStudySentences(timepoint, { ...DEFAULT_THRESHOLDS, infectionPercent }, ENGLISH)[0]!;
  assert.match(limit(0.75), /limit of 0.75\u00a0%/);
  assert.match(limit(0.25), /limit of 0.5\u00a0%/, 'nothing is told from none below the limit of measurement');
  assert.deepEqual(
    firstStudySentences(timepointOf('0', '2026-01-01T00:00:00', evenly(0)), DEFAULT_THRESHOLDS, ENGLISH),
    ['No infection found.'],
  );
});

/** Infection of each zone of 500 ml, ml. */
function zones(...infected: number[]): Zones {
  return infected.map((ml) => [500, ml, 0, 0] as const) as unknown as Zones;
}

function compared(before: Zones, now: Zones): FollowUp {
  const earlier = timepointOf('1', '2026-02-01T00:00:00', before);
  const current = timepointOf('2', '2026-02-08T00:00:00', now);
  return compareTimepoints([earlier, current], current)!;
}

const plainly = (followUp: FollowUp) => ({
  headline: headlineOf(followUp.verdict, ENGLISH),
  sentences: followUpSentences(followUp, ENGLISH).map((sentence) => sentence.replaceAll('\u00a0', ' ')),
});

test('where one lung gets worse and the other better, the course is mixed, and both are named first', () => {
  const { headline, sentences } = plainly(compared(zones(0, 0, 200, 0, 0, 20), zones(0, 0, 50, 0, 0, 80)));
  assert.equal(headline, 'Mixed (worse: left lung; better: right lung)');
  assert.equal(
    sentences[0],
    'The course is mixed: infection has increased in the left lung, and decreased in the right lung. Both lungs: 4.3 % of the lung volume, 7.3 % on 2026-02-01 (−3.0 percentage points, −41 % in 7 days). ' +
      'Worse: left lung 5.3 % (before 1.3 %), left lower zone 16.0 % (before 4.0 %). Better: right lung 3.3 % (before 13.3 %), right lower zone 10.0 % (before 40.0 %).',
  );
});

test('a zone that gets worse is named even where both lungs are stable', () => {
  const { headline, sentences } = plainly(compared(zones(60, 60, 60, 60, 60, 15), zones(60, 60, 60, 60, 60, 32)));
  assert.equal(headline, 'Stable (worse: left lower zone)');
  assert.match(sentences[0]!, /^Infection has not changed .* Worse: left lower zone 6.4 % \(before 3.0 %\)\.$/);
});

test('what follows the whole is named after it, and not in the headline', () => {
  const { headline, sentences } = plainly(compared(zones(0, 0, 50, 0, 0, 50), zones(0, 0, 100, 0, 0, 100)));
  assert.equal(headline, 'Increasing');
  assert.match(sentences[1]!, /^Worse: right lung .*, left lung .*, right lower zone .*, left lower zone .*\.$/);
});

test('a zone whose lung was not found is neither worse nor better', () => {
  const whiteOut = zones(5, 50, 50, 50, 50, 50).with(5, [0, 0, 0, 0]) as unknown as Zones;
  const followUp = compared(zones(40, 50, 50, 50, 50, 50), whiteOut);
  assert.deepEqual(followUp.verdict, { kind: 'stable', worse: [], better: ['rightUpper'] });
});

test('a sentence about CT that cannot be compared states why, and both numbers', () => {
  const earlier = timepointOf('1', '2026-02-01T00:00:00', evenly(8));
  const acquisition = { sliceDistanceMm: 5, kernel: 'Bl57', lungMl: 3000 };
  const current = timepointOf('2', '2026-02-08T00:00:00', evenly(9.7), { acquisition });
  const { headline, sentences } = plainly(compareTimepoints([earlier, current], current)!);
  assert.equal(headline, 'Cannot be compared');
  assert.equal(
    sentences[0],
    'Cannot be compared with the CT of 2026-02-01 (another slice distance, another reconstruction kernel): 9.7 % of the lung volume, 8.0 % on 2026-02-01 (+1.7 percentage points, +21 % in 7 days).',
  );
});
