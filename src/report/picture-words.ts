import type { Words } from '../language/words.ts';
import type { ReportContent, TimelinePoint } from './content.ts';

/** Text alternative of the timeline chart. */
export function timelineWords(points: readonly TimelinePoint[], { picture }: Words): string {
  return `${points.map((point) => picture.timelinePoint(point)).join('; ')}.`;
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
