import type { Warning } from '../errors/warnings.ts';
import type { FollowUp } from '../followup/compare.ts';
import { type LeftOut, leftOutWarnings } from '../followup/identity.ts';
import { regionsOf, resultWarnings, weakenedBy } from '../followup/limits.ts';
import type { Timepoint } from '../followup/timepoint.ts';
import { type Region, REGIONS } from '../inference/measure/measurements.ts';
import { type Words, warningSentence } from '../language/words.ts';

/** Which numbers of a region: those of the timepoint, those of the previous one, the change since that, the change since the first one. */
export type Place = 'now' | 'before' | 'change' | 'first';

/** A warning with the mark that stands beside every number that it weakens. */
export interface MarkedWarning {
  readonly mark: string;
  readonly code: Warning['code'];
  readonly message: string;
  readonly regions: readonly Region[];
  readonly places: readonly Place[];
}

/** What weakens a report's numbers, in the order in which it is told. */
export function markedWarnings(
  timepoint: Timepoint,
  followUp: FollowUp | null,
  leftOut: readonly LeftOut[],
  words: Words,
): MarkedWarning[] {
  const told = followUp?.warnings ?? [...leftOutWarnings(leftOut), ...resultWarnings(timepoint)];
  const ofFirst = new Map((followUp?.firstWarnings ?? []).map((warning) => [factOf(warning), warning]));
  const all = told.map((warning) => {
    const isSame = ofFirst.delete(factOf(warning));
    return { warning, places: [...placesOf(warning, followUp), ...(isSame ? (['first'] as const) : [])] };
  });
  for (const warning of ofFirst.values()) all.push({ warning, places: ['first'] });
  return all.map(({ warning, places }, at) => ({
    mark: superscript(at + 1),
    code: warning.code,
    message: warningSentence(words, warning),
    regions: regionsOf(warning),
    places,
  }));
}

/** What a warning says, whatever the day: of two days with the same fact it is told once. */
function factOf({ code, details }: Warning): string {
  return JSON.stringify({ code, ...details, date: undefined });
}

/** What is weak at one timepoint makes every difference to it weak. */
function placesOf(warning: Warning, followUp: FollowUp | null): readonly Place[] {
  const weakened = weakenedBy(warning);
  const alsoFirst = weakened === 'now' || followUp?.first === followUp?.previous;
  const changes = alsoFirst ? (['change', 'first'] as const) : (['change'] as const);
  return weakened === 'change' ? changes : [weakened, ...changes];
}

/** The warnings about a number. */
export function warningsAbout(warnings: readonly MarkedWarning[], region: Region, place: Place): MarkedWarning[] {
  return warnings.filter(({ regions, places }) => regions.includes(region) && places.includes(place));
}

/** Their marks. */
export function marksOf(warnings: readonly MarkedWarning[], region: Region, place: Place): string {
  return joined(warningsAbout(warnings, region, place));
}

/** The marks of the warnings about all numbers of a column: they stand at its heading. */
export function columnMarks(warnings: readonly MarkedWarning[], place: Place): string {
  return joined(warnings.filter((warning) => isAboutAll(warning) && warning.places.includes(place)));
}

/** The marks of the warnings about a number that its column does not carry. */
export function cellMarks(warnings: readonly MarkedWarning[], region: Region, place: Place): string {
  return marksOf(
    warnings.filter((warning) => !isAboutAll(warning)),
    region,
    place,
  );
}

function isAboutAll({ regions }: MarkedWarning): boolean {
  return regions.length === REGIONS.length;
}

function joined(warnings: readonly MarkedWarning[]): string {
  return warnings.map(({ mark }) => mark).join(',');
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A number as a mark. */
export function superscript(number: number): string {
  return String(number).replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] ?? digit);
}
