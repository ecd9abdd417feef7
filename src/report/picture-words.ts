import { dateOf, percent } from '../followup/words.ts';
import { SUBJECTS } from '../inference/measure/metrics.ts';
import { FINDINGS } from '../volume/findings.ts';
import type { ReportContent, TimelinePoint } from './content.ts';
import type { SliceThumbnail } from './thumbnails.ts';

export const TIMELINE_TITLE = 'Infection of both lungs, % of their volume';
export const PROFILE_TITLE = 'Infected area of each slice, cm²';

/** How to view the pictures of slices. */
export const VIEW = "axial view, the patient's right on the left";

/** Caption of a slice. */
export function pictureCaption({ height, infectedPercent }: SliceThumbnail): string {
  return `height ${Math.round(height * 100)}\u00a0%, infected ${percent(infectedPercent)}`;
}

/** Text alternative of the timeline chart. */
export function timelineWords(points: readonly TimelinePoint[]): string {
  const words = points.map((point) => {
    const findings = FINDINGS.map(({ key }) => `, ${SUBJECTS[key].noun} ${percent(point[`${key}Percent`])}`);
    return `${dateOf(point.acquiredAt)}: infected ${percent(point.infectedPercent)}${findings.join('')}`;
  });
  return `${words.join('; ')}.`;
}

/** Text alternative of the slice profile. */
export function profileWords({ current, previous }: ReportContent['profile'], strip: ReportContent['strip']): string {
  const most = (points: typeof current): string => {
    const worst = points.reduce((best, point) => (point.infectedCm2 > best.infectedCm2 ? point : best));
    return `most infected ${worst.infectedCm2.toFixed(1)} cm² at ${Math.round(worst.height * 100)} % of the lung height`;
  };
  const parts = [
    { date: strip.current, points: current },
    { date: strip.previous, points: previous ?? [] },
  ].filter(({ points }) => points.length > 0);
  return `${parts.map(({ date, points }) => `${date}: ${most(points)}`).join('; ')}.`;
}
