import type { Histogram } from '../inference/measure/histogram.ts';
import type { Words } from '../language/words.ts';
import { FINDINGS } from '../volume/findings.ts';
import type { ReportContent, TimelinePoint } from './content.ts';

/** Text alternative of the timeline chart. */
export function timelineWords(points: readonly TimelinePoint[], { picture }: Words): string {
  return `${points.map((point) => picture.timelinePoint(point)).join('; ')}.`;
}

/** Text alternative of the histogram: the fullest bins. */
export function histogramWords({ fromHu, binHu, ...counts }: Histogram, { picture }: Words): string {
  const subjects = (['lung', ...FINDINGS.map(({ key }) => key)] as const).filter((key) =>
    counts[key].some((count) => count > 0),
  );
  const fullest = (of: readonly number[]): number => fromHu + (of.indexOf(Math.max(...of)) + 0.5) * binHu;
  return picture.frequent(subjects.map((subject) => ({ subject, hu: fullest(counts[subject]) })));
}

/** Text alternative of the slice profile. */
export function profileWords({ profile, strip, words: { picture } }: ReportContent): string {
  const { current, previous } = profile;
  const parts = [
    { date: strip.current, points: current },
    { date: strip.previous ?? '', points: previous ?? [] },
  ].filter(({ points }) => points.length > 0);
  const words = parts.map(({ date, points }) => {
    const worst = points.reduce((best, point) => (point.infectedCm2 > best.infectedCm2 ? point : best));
    return picture.worstSlice(date, worst.infectedCm2, worst.height);
  });
  return `${words.join('; ')}.`;
}
