import { privateCode, UNIT } from '../dicom/codes.ts';
import { type LesionCourse, MOST_TOLD, type TrackedLesion } from '../followup/lesions/course.ts';
import type { LesionVerdict } from '../followup/lesions/verdicts.ts';
import { ENGLISH } from '../language/en.ts';
import type { ReportedLesion } from '../sr/input.ts';

const [BEFORE, CHANGE] = [
  privateCode('LESION-PREV', 'Volume of the lesion in the previous CT'),
  privateCode('LESION-D-PREV', 'Change of the lesion since the previous CT'),
];
const [EARLIER, DIFFERENCE] = [
  privateCode('EARLIER', 'Sum of segmented voxels in the earlier CT'),
  privateCode('DIFFERENCE', 'Difference to the earlier CT'),
];
const COURSE = privateCode('LESION-COURSE', 'Course of the lesion since the previous CT');
const VERDICT = {
  new: privateCode('NEW', 'New'),
  grown: privateCode('GROWN', 'Grown'),
  stable: privateCode('STABLE', 'Stable'),
  shrunk: privateCode('SHRUNK', 'Shrunk'),
  gone: privateCode('GONE', 'Gone'),
  unclear: privateCode('NOT-COMPARABLE', 'Cannot be compared'),
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
      { name: BEFORE, value: beforeMl, unit, derivation: EARLIER },
      { name: CHANGE, value: nowMl - beforeMl, unit, derivation: DIFFERENCE },
    ],
    evaluations: [{ name: COURSE, value: VERDICT[verdict] }],
  };
}
