import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acquiredAt, acquisitionWarnings } from '../../src/followup/acquisition.ts';
import { DEFAULT_THRESHOLDS } from '../../src/followup/change.ts';
import type { Acquisition } from '../../src/followup/timepoint.ts';
import { evenly, timepointOf } from '../support/timepoints.ts';

const usual: Acquisition = { sliceDistanceMm: 1, kernel: 'Br49', lungMl: 4000 };

function codes(now: Partial<Acquisition>): string[] {
  const earlier = timepointOf('a', '2026-02-01T00:00:00', evenly(1), { acquisition: usual });
  const current = timepointOf('b', '2026-02-09T00:00:00', evenly(1), { acquisition: { ...usual, ...now } });
  const warnings = acquisitionWarnings(current, earlier, DEFAULT_THRESHOLDS);
  for (const { details } of warnings) assert.equal('date' in details ? details.date : '', earlier.acquiredAt);
  return warnings.map(({ code }) => code);
}

test('the same acquisition leads to no warning', () => {
  assert.deepEqual(codes({}), []);
});

test('slice distances are compared both ways', () => {
  assert.deepEqual(codes({ sliceDistanceMm: 1.5 }), []);
  assert.deepEqual(codes({ sliceDistanceMm: 1.6 }), ['SLICE_DISTANCE']);
  assert.deepEqual(codes({ sliceDistanceMm: 0.6 }), ['SLICE_DISTANCE']);
});

test('slice thicknesses are compared where both are known', () => {
  assert.deepEqual(codes({ thicknessMm: 5 }), []);
  const [thin, thick] = [1, 5].map((thicknessMm) => ({ ...usual, thicknessMm }));
  const earlier = timepointOf('a', '2026-02-01T00:00:00', evenly(1), { acquisition: thin! });
  const current = timepointOf('b', '2026-02-09T00:00:00', evenly(1), { acquisition: thick! });
  const [warning] = acquisitionWarnings(current, earlier, DEFAULT_THRESHOLDS);
  assert.deepEqual(warning, { code: 'THICKNESS', details: { now: 5, before: 1, date: earlier.acquiredAt } });
});

test('another kernel leads to a warning, an unknown one does not', () => {
  assert.deepEqual(codes({ kernel: 'Bl57' }), ['KERNEL']);
  assert.deepEqual(codes({ kernel: 'BR49' }), []);
  assert.deepEqual(codes({ kernel: '' }), []);
});

test('a lung volume that differs by more than 15 % leads to a warning with its direction', () => {
  assert.deepEqual(codes({ lungMl: 4600 }), []);
  assert.deepEqual(codes({ lungMl: 4601 }), ['LUNG_VOLUME']);
  assert.deepEqual(codes({ lungMl: 3000, sliceDistanceMm: 5 }), ['SLICE_DISTANCE', 'LUNG_VOLUME']);
});

test('the time of acquisition comes from the best attribute present', () => {
  const dates = { StudyDate: '20260301', StudyTime: '101112.5', SeriesDate: '20260302' };
  assert.equal(acquiredAt(dates), '2026-03-02T00:00:00');
  assert.equal(acquiredAt({ StudyDate: '20260301', StudyTime: '1011' }), '2026-03-01T10:11:00');
  assert.equal(
    acquiredAt({ ...dates, AcquisitionDate: '20260303', AcquisitionTime: '235959.9' }),
    '2026-03-03T23:59:59',
  );
  assert.equal(acquiredAt({ ...dates, AcquisitionDateTime: '20260304070809.123+0100' }), '2026-03-04T07:08:09');
  assert.equal(acquiredAt({ StudyDate: '', StudyTime: '10' }), undefined);
});

test("an invalid date is replaced by the next attribute's, an invalid time by midnight", () => {
  const study = { StudyDate: '20260301', StudyTime: '101112' };
  for (const AcquisitionDate of ['00000000', '20260231', '20261301'])
    assert.equal(acquiredAt({ ...study, AcquisitionDate, AcquisitionTime: '090000' }), '2026-03-01T10:11:12');
  assert.equal(acquiredAt({ ...study, AcquisitionDateTime: '00000000000000' }), '2026-03-01T10:11:12');
  assert.equal(acquiredAt({ StudyDate: '20260301', StudyTime: '235960' }), '2026-03-01T23:59:59');
  assert.equal(acquiredAt({ StudyDate: '20260301', StudyTime: '246199' }), '2026-03-01T00:00:00');
});
