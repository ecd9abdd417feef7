import type { Warning } from '../errors/warnings.ts';
import { type Limited, regionsOf, resultWarnings } from '../followup/limits.ts';
import type { Region } from '../inference/measure/measurements.ts';
import { type Words, warningSentence } from '../language/words.ts';
import { NAME } from '../sr/codes.ts';
import type { Evaluation } from '../sr/input.ts';

type Evaluations = Readonly<Partial<Record<Region, readonly Evaluation[]>>>;

/** A warning as JSON has it. */
export interface ToldWarning {
  readonly code: string;
  readonly message: string;
  /** Whose numbers it is about; none for one about the series. */
  readonly regions: readonly Region[];
}

/** What weakens a result's own numbers, as JSON and pages have it. */
export function toldWarnings(result: Limited, words: Words): readonly ToldWarning[] {
  return resultWarnings(result).map((warning) => ({
    code: warning.code,
    message: warningSentence(words, warning),
    regions: regionsOf(warning),
  }));
}

/** The evaluations of a structured report (TID 1501) with a comment in every region that a warning is about. */
export function withWarnings(evaluations: Evaluations, warnings: readonly Warning[], words: Words): Evaluations {
  const commented: Partial<Record<Region, readonly Evaluation[]>> = { ...evaluations };
  for (const warning of warnings)
    for (const region of regionsOf(warning))
      commented[region] = [
        ...(commented[region] ?? []),
        { name: NAME.comment, value: warningSentence(words, warning) },
      ];
  return commented;
}
