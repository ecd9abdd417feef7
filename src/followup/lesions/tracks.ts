import { cellsOf, type LesionMap, SIDES } from '../../inference/lesions/lesions.ts';
import { matchLesions, type PlacedCells } from './overlap.ts';

/** The lesions of a timepoint, and what names it. */
export interface LesionsAt {
  readonly analysisKey: string;
  readonly map: LesionMap;
  /** Whether an earlier one of these shows the same part of the lungs, so that lesions can be matched. */
  readonly showsSameLungAs: (analysisKey: string) => boolean;
}

/** A lesion over all timepoints. Those that joined or came apart are one. */
export interface Track {
  /** Where it was seen first: key of the analysis, and its place among the lesions of that. */
  readonly first: { readonly analysisKey: string; readonly lesion: number };
  /** Place among all of the patient's lesions in the order in which they were seen, from 1. */
  readonly number: number;
  /** Its parts at each timepoint at which it was seen: by index of the timepoint, places among the lesions of that. */
  readonly seen: ReadonlyMap<number, readonly number[]>;
}

interface OpenTrack extends Track {
  readonly seen: Map<number, number[]>;
  last: number;
}

/**
 * Follows lesions over timepoints in order of acquisition. A lesion is compared with where each earlier one was last seen, so that one that went
 * and came back at its place keeps its identity. Where lesions join, the one that was seen first (the larger of those seen together) stays.
 */
export function trackLesions(timepoints: readonly LesionsAt[]): Track[] {
  const placed = timepoints.map(({ map }): PlacedCells => ({
    cells: cellsOf(map),
    lungs: SIDES.map((side) => map.lungs[side]),
  }));
  let tracks: OpenTrack[] = [];
  let count = 0;
  timepoints.forEach(({ map, analysisKey, showsSameLungAs }, at) => {
    const groups = groupsOf(map.lesions.length, tracks, (track) => {
      const sight = tracks.filter(({ last }) => last === track);
      const parts = new Map(sight.flatMap((one) => one.seen.get(track)!.map((part) => [part, one] as const)));
      if (!showsSameLungAs(timepoints[track]!.analysisKey)) return [];
      return matchLesions(placed[at]!, placed[track]!, (part) => parts.has(part)).map(
        ([lesion, part]) => [lesion, parts.get(part)!] as const,
      );
    });
    for (const { lesions, joined } of groups) {
      const first = { analysisKey, lesion: lesions[0]! };
      const [stays = { first, number: ++count, seen: new Map(), last: at }, ...others] = joined;
      if (joined.length === 0) tracks.push(stays);
      for (const other of others) for (const [when, parts] of other.seen) addParts(stays, when, parts);
      addParts(stays, at, lesions);
      stays.last = at;
      tracks = tracks.filter((track) => !others.includes(track));
    }
  });
  return tracks;
}

function addParts({ seen }: OpenTrack, when: number, parts: readonly number[]): void {
  seen.set(
    when,
    [...(seen.get(when) ?? []), ...parts].sort((a, b) => a - b),
  );
}

/** Lesions of a timepoint that are connected by the tracks that they match, each with these tracks, the oldest first. */
interface Group {
  readonly lesions: number[];
  readonly joined: OpenTrack[];
}

function groupsOf(
  lesions: number,
  tracks: readonly OpenTrack[],
  matchesWith: (timepoint: number) => (readonly [lesion: number, track: OpenTrack])[],
): Group[] {
  const sights = [...new Set(tracks.map(({ last }) => last))];
  const matches = sights.flatMap(matchesWith);
  const groups = Array.from({ length: lesions }, (_, lesion): Group => ({ lesions: [lesion], joined: [] }));
  const groupOf = new Map<OpenTrack, Group>();
  for (const [lesion, track] of matches) {
    const group = groups.find((one) => one.lesions.includes(lesion))!;
    const known = groupOf.get(track);
    if (known === group) continue;
    if (known === undefined) {
      group.joined.push(track);
      groupOf.set(track, group);
      continue;
    }
    known.lesions.push(...group.lesions);
    known.joined.push(...group.joined);
    for (const one of group.joined) groupOf.set(one, known);
    groups.splice(groups.indexOf(group), 1);
  }
  return groups.map((group) => ({
    lesions: group.lesions.toSorted((a, b) => a - b),
    joined: group.joined.toSorted((a, b) => a.number - b.number),
  }));
}
