import { privateCode, UNIT } from '../dicom/codes.ts';
import { type LesionCourse, MOST_TOLD, type TrackedLesion } from '../followup/lesions/course.ts';
import type { LesionVerdict } from '../followup/lesions/verdicts.ts';
import { ENGLISH } from '../language/en.ts';
import type { ReportedLesion } from '../sr/input.ts';
import { CATEGORY, DERIVATION } from './course-codes.ts';

const [BEFORE, CHANGE] = [
  privateCode('LESION-PREV', 'Volume of the lesion in the previous CT'),
  privateCode('LESION-D-PREV', 'Change of the lesion since the previous CT'),
];
const COURSE = privateCode('LESION-COURSE', 'Course of the lesion since the previous CT');
const VERDICT = {
  new: CATEGORY.new,
  grown: privateCode('GROWN', 'Grown'),
  stable: CATEGORY.stable,
  shrunk: privateCode('SHRUNK', 'Shrunk'),
  gone: privateCode('GONE', 'Gone'),
  unclear: CATEGORY.notComparable,
} as const satisfies Record<LesionVerdict, unknown>;

/** The groups of the largest lesions; how many are left out stands among the sentences about both lungs. */
export function reportedLesions({ lesions }: LesionCourse): ReportedLesion[] {
  return lesions.slice(0, MOST_TOLD).map(reportedLesion);
}

function reportedLesion(lesion: TrackedLesion): ReportedLesion {
  const { number, trackingUid, region, nowMl, beforeMl, verdict } = lesion;
  const unit = UNIT.cubicCentimetre;
  return {
    trackingId: ENGLISH.lesions.name(number),
    trackingUid,
    region,
    volumeMl: nowMl,
    additional: [
      { name: BEFORE, value: beforeMl, unit, derivation: DERIVATION.earlier },
      { name: CHANGE, value: nowMl - beforeMl, unit, derivation: DERIVATION.difference },
    ],
    evaluations: [{ name: COURSE, value: VERDICT[verdict] }],
  };
}
