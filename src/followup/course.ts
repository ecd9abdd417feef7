import type { Code } from '../dicom/code.ts';
import { REGIONS, type Region } from '../inference/measure/measurements.ts';
import { NAME, privateCode } from '../sr/codes.ts';
import type { Evaluation } from '../sr/input.ts';
import type { Category } from './change.ts';
import type { FollowUp } from './compare.ts';
import { followUpSentences } from './sentences.ts';

const COURSE = {
  previous: privateCode('COURSE-PREV', 'Course of infection since previous CT'),
  first: privateCode('COURSE-FIRST', 'Course of infection since first CT'),
} as const satisfies Record<string, Code>;

/** PS3.16 has codes of change for mammograms and tumours alone. */
const CATEGORY: Readonly<Record<Category, Code>> = {
  noInfection: privateCode('NO-INFECTION', 'No infection'),
  new: privateCode('NEW', 'New'),
  increasing: privateCode('INCREASING', 'Increasing'),
  stable: privateCode('STABLE', 'Stable'),
  decreasing: privateCode('DECREASING', 'Decreasing'),
  resolved: privateCode('RESOLVED', 'Resolved'),
  notMeasured: privateCode('NOT-MEASURED', 'Not measured'),
};

/** What became of the infection of every region, as categories in codes; both lungs carry what the report says in words, too. */
export function reportedCourse(followUp: FollowUp): Readonly<Record<Region, readonly Evaluation[]>> {
  const courses = REGIONS.map((region) => {
    const { sincePrevious, sinceFirst } = followUp.regions[region].infected;
    const categories = [
      { name: COURSE.previous, value: CATEGORY[sincePrevious.category] },
      { name: COURSE.first, value: CATEGORY[sinceFirst.category] },
    ];
    const words = region === 'lungs' ? followUpSentences(followUp) : [];
    return [region, [...categories, ...words.map((value) => ({ name: NAME.summary, value }))]];
  });
  return Object.fromEntries(courses) as Record<Region, readonly Evaluation[]>;
}
