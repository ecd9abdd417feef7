import { LEAST_LESION_ML, type LesionCourse, MOST_TOLD, type TrackedLesion } from '../followup/lesions/course.ts';
import { TOLERANCE_MM } from '../followup/lesions/overlap.ts';
import { LESION_VERDICTS, type LesionVerdict } from '../followup/lesions/verdicts.ts';
import { LESION_SPREAD_PERCENT } from '../inference/measure/repeatability.ts';
import { NOTHING } from '../language/told.ts';
import type { Words } from '../language/words.ts';
import type { LesionContent, LesionRow, Tone } from './content.ts';
import { lesionSvg } from './lesion-picture.ts';

const TONES: Readonly<Record<LesionVerdict, Tone>> = {
  new: 'worse',
  grown: 'worse',
  stable: 'neutral',
  shrunk: 'better',
  gone: 'better',
  unclear: 'unclear',
};

/** Words, numbers and picture of what became of the lesions. */
export function lesionContent(course: LesionCourse, words: Words): LesionContent {
  const { column, title, picture, reading } = words.lesions;
  const sentences = lesionSentences(course, words);
  return {
    title,
    sentences,
    columns: [column.lesion, column.place, column.before, column.now, column.change, column.verdict],
    rows: course.lesions.slice(0, MOST_TOLD).map((lesion) => rowOf(lesion, words)),
    picture:
      course.lesions.length === 0
        ? null
        : { svg: lesionSvg(course, words), words: `${picture}. ${sentences[0] ?? ''}` },
    reading: reading(LEAST_LESION_ML, TOLERANCE_MM, LESION_SPREAD_PERCENT),
  };
}

/** How many lesions became what, what is too small to be one, and how many are not listed. */
export function lesionSentences({ previous, lesions, smaller }: LesionCourse, { lesions: words }: Words): string[] {
  const counts = LESION_VERDICTS.map((verdict) => ({
    verdict,
    count: lesions.filter((lesion) => lesion.verdict === verdict).length,
  }));
  const others = lesions.length - MOST_TOLD;
  return [
    words.summary(
      previous.acquiredAt,
      counts.filter(({ count }) => count > 0),
    ),
    ...(smaller.nowMl + smaller.beforeMl > 0 ? [words.smaller(LEAST_LESION_ML, smaller.nowMl, smaller.beforeMl)] : []),
    ...(others > 0 ? [words.leftOut(MOST_TOLD, others)] : []),
  ];
}

function rowOf(lesion: TrackedLesion, { lesions: words, region, decimal, signed }: Words): LesionRow {
  const { number, nowMl, beforeMl, partsNow, partsBefore, verdict } = lesion;
  const volume = (ml: number, parts: number): string =>
    parts === 0 ? NOTHING : `${decimal(ml)}${parts > 1 ? ` (${words.parts(parts)})` : ''}`;
  return {
    tone: TONES[verdict],
    cells: [
      words.name(number),
      region[lesion.region],
      volume(beforeMl, partsBefore),
      volume(nowMl, partsNow),
      signed(nowMl - beforeMl),
      words.verdict[verdict],
    ],
  };
}
