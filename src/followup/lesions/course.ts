import { derivedUid } from '../../dicom/references.ts';
import { cellsOf, type LesionMap, SIDES, type Side } from '../../inference/lesions/lesions.ts';
import { cellEdges } from '../../inference/lesions/standard-lung.ts';
import type { Region } from '../../inference/measure/measurements.ts';
import { lesionSpreadMl } from '../../inference/measure/repeatability.ts';
import { type Category, changeBetween, type FollowUpThresholds } from '../change.ts';
import type { FollowUp } from '../compare.ts';
import { footingOf, showSameLung } from '../limits.ts';
import { daysBetween } from '../timepoint.ts';
import { type Front, frontOf } from './front.ts';
import { type Track, trackLesions } from './tracks.ts';
import type { LesionVerdict } from './verdicts.ts';

/** A smaller lesion is no lesion of its own: less cannot be told from noise at the border of the findings, ml. */
export const LEAST_LESION_ML = 0.5;

/** So many lesions are told one by one, the largest; the others are counted. */
export const MOST_TOLD = 20;

const VERDICT: Readonly<Record<Category, LesionVerdict>> = {
  noInfection: 'stable',
  new: 'new',
  increasing: 'grown',
  stable: 'stable',
  decreasing: 'shrunk',
  resolved: 'gone',
  notMeasured: 'unclear',
  notComparable: 'unclear',
};

/** A lesion now and at the timepoint before. */
export interface TrackedLesion {
  /** Its place among all of the patient's lesions in the order in which they were seen: what people call it. */
  readonly number: number;
  /** Tracking Unique Identifier (PS3.3 C.8.20.4, TID 4108): the same at all timepoints. */
  readonly trackingUid: string;
  /** The zone that holds more than half of it, else its lung. */
  readonly region: Region;
  readonly side: Side;
  /** 0 where it is not there. */
  readonly nowMl: number;
  readonly beforeMl: number;
  /** Separate parts: several where lesions joined or came apart. */
  readonly partsNow: number;
  readonly partsBefore: number;
  readonly verdict: LesionVerdict;
}

/** What became of the lesions since the timepoint before. */
export interface LesionCourse {
  /** Study Instance UID and acquisition of the timepoint before. */
  readonly previous: { readonly studyInstanceUid: string; readonly acquiredAt: string };
  /** The largest first, by the larger of both volumes. */
  readonly lesions: readonly TrackedLesion[];
  /** All that is smaller than a lesion at both timepoints, ml. */
  readonly smaller: { readonly nowMl: number; readonly beforeMl: number };
  /** Both lungs and their lesions seen from the front. */
  readonly front: Front;
}

/**
 * Compares the lesions of a follow-up with those before. `maps` are those of the analyses by their keys. Null where the last two timepoints
 * kept none, or do not show the same part of the lungs.
 */
export function compareLesions(followUp: FollowUp, maps: ReadonlyMap<string, LesionMap>): LesionCourse | null {
  const { current, previous } = followUp;
  const [now, before] = [maps.get(current.analysisKey), maps.get(previous.analysisKey)];
  if (now === undefined || before === undefined || !showSameLung(current, previous)) return null;
  const timepoints = followUp.timepoints.filter(({ analysisKey }) => maps.has(analysisKey));
  const byKey = new Map(timepoints.map((timepoint) => [timepoint.analysisKey, timepoint]));
  const tracks = trackLesions(
    timepoints.map((timepoint) => ({
      analysisKey: timepoint.analysisKey,
      map: maps.get(timepoint.analysisKey)!,
      showsSameLungAs: (key) => showSameLung(timepoint, byKey.get(key)!),
    })),
  );
  const at = timepoints.length - 1;
  const sights = tracks
    .map((track): Sight => ({ track, now: track.seen.get(at) ?? [], before: track.seen.get(at - 1) ?? [] }))
    .filter((sight) => sight.now.length + sight.before.length > 0);
  const isLesion = (sight: Sight): boolean =>
    Math.max(mlOf(now, sight.now), mlOf(before, sight.before)) >= LEAST_LESION_ML;
  const [listed, smaller] = [sights.filter(isLesion), sights.filter((sight) => !isLesion(sight))];
  const rest = (map: LesionMap, parts: (sight: Sight) => readonly number[]): number =>
    smaller.reduce((sum, sight) => sum + mlOf(map, parts(sight)), map.smallerMl);
  const judged = listed
    .map((sight) => ({ sight, lesion: judge(followUp, now, before, sight) }))
    .toSorted((a, b) => largestOf(b.lesion) - largestOf(a.lesion) || a.lesion.number - b.lesion.number);
  return {
    previous: { studyInstanceUid: previous.studyInstanceUid, acquiredAt: previous.acquiredAt },
    lesions: judged.map(({ lesion }) => lesion),
    smaller: { nowMl: rest(now, (sight) => sight.now), beforeMl: rest(before, (sight) => sight.before) },
    front: frontOf(
      judged.map(({ sight, lesion }) => ({ ...lesion, now: sight.now, before: sight.before })),
      { now: cellsOf(now), before: cellsOf(before) },
      SIDES.map((side) => now.lungs[side] ?? before.lungs[side]).map((extent) => extent && cellEdges(extent)),
    ),
  };
}

/** The parts of a track at the last two timepoints. */
interface Sight {
  readonly track: Track;
  readonly now: readonly number[];
  readonly before: readonly number[];
}

function judge(followUp: FollowUp, now: LesionMap, before: LesionMap, sight: Sight): TrackedLesion {
  const { track } = sight;
  const [nowMl, beforeMl] = [mlOf(now, sight.now), mlOf(before, sight.before)];
  // Lesions are in order of size: the first part is the largest.
  const { region, side } = sight.now.length > 0 ? now.lesions[sight.now[0]!]! : before.lesions[sight.before[0]!]!;
  return {
    number: track.number,
    trackingUid: derivedUid('lesion', track.first.analysisKey, String(track.first.lesion)),
    region,
    side,
    nowMl,
    beforeMl,
    partsNow: sight.now.length,
    partsBefore: sight.before.length,
    verdict: VERDICT[categoryOf(followUp, region, beforeMl, nowMl)],
  };
}

/**
 * The rule of regions (decision 34) for a lesion: the limits are those of a lesion's volume, put as shares of its region's lung volume, and the
 * noise is the relative part of a zone's.
 */
function categoryOf(followUp: FollowUp, region: Region, beforeMl: number, nowMl: number): Category {
  const { current, previous, warnings } = followUp;
  const { lungMl } = current.measurements.regions[region];
  const footing = footingOf(region, current, previous, warnings);
  if (!footing.isMeasured) return 'notMeasured';
  const share = (ml: number): number => (100 * ml) / lungMl;
  const thresholds: FollowUpThresholds = {
    ...followUp.thresholds,
    infectionPercent: share(LEAST_LESION_ML),
    percentPoints: share(LEAST_LESION_ML),
  };
  const amount = (ml: number) => ({ ml, percent: share(ml) });
  const days = daysBetween(previous.acquiredAt, current.acquiredAt);
  const { category } = changeBetween(amount(beforeMl), amount(nowMl), days, thresholds, {
    ...footing,
    // Both are shares of the lung volume of today: the other depth of breath makes today's lesion so much smaller or larger.
    breath: footing.breath === null ? null : 1 / footing.breath,
    noise: () => share(Math.hypot(lesionSpreadMl(beforeMl), lesionSpreadMl(nowMl))),
  });
  return category;
}

function mlOf({ lesions }: LesionMap, parts: readonly number[]): number {
  return parts.reduce((sum, part) => sum + lesions[part]!.ml, 0);
}

function largestOf({ nowMl, beforeMl }: TrackedLesion): number {
  return Math.max(nowMl, beforeMl);
}
